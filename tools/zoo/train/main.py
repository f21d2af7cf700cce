"""Trains and publishes the starter models. Run through `npx nx run zoo:train`, which prepares Python and the data."""

import argparse

import torch

from export import export
from ladder import LADDER, find
from networks import Views
from published import published
from quantise import quantise
from training import train, trained

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", help="name of a model; may be given several times (all)")
    parser.add_argument("--export-only", action="store_true", help="publish what is trained already")
    parser.add_argument("--published", action="store_true", help="publish again, with the weights of the ONNX files")
    parser.add_argument("--threads", type=int, default=2, help="threads of PyTorch, where a model does not name its own (2)")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    chosen = [find(name) for name in options.only] if options.only else LADDER
    weights = published if options.published else trained
    for model in chosen:
        if model.quantised:
            if options.published:
                raise SystemExit(f"{model.name} is made of a trained network and training pictures: leave --published out")
            parent = find(model.quantised)
            quantise(model, parent, trained(parent))
        elif model.members:
            export(model, Views([weights(find(name)) for name in model.members], model.shifts).eval())
        else:
            if not options.export_only and not options.published:
                torch.set_num_threads(model.threads or options.threads)
                train(model, trained(find(model.start)) if model.start else None)
                torch.set_num_threads(options.threads)
            export(model, weights(model))
