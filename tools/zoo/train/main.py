"""Trains and publishes the starter models. Run through `npx nx run zoo:train`, which prepares Python and the data."""

import argparse
import os

import torch

from export import export
from ladder import LADDER, find
from networks import Views
from quantise import quantise
from training import train, trained

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", help="name of a model; may be given several times (all)")
    parser.add_argument("--export-only", action="store_true", help="publish what is trained already")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="threads of PyTorch (all cores)")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    chosen = [find(name) for name in options.only] if options.only else LADDER
    for model in chosen:
        if model.quantised:
            parent = find(model.quantised)
            quantise(model, parent, trained(parent))
        elif model.members:
            export(model, Views([trained(find(name)) for name in model.members], model.shifts).eval())
        else:
            if not options.export_only:
                train(model, trained(find(model.start)) if model.start else None)
            export(model, trained(model))
