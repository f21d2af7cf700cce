"""Trains and publishes the starter models. Run through `npx nx run zoo:train`, which prepares Python and the data."""

import argparse

import torch

from export import export
from ladder import LADDER, find
from networks import Views
from published import published
from quantise import quantise
from training import epochs_done, train, trained


def chosen_of(options):
    """The models to publish, in the order of the ladder, in which each comes after those that it is made of."""
    names = {find(name).name for name in options.only or []}
    if not options.published:
        return [model for model in LADDER if not names or model.name in names]
    for model in LADDER:
        if model.quantised and model.name in names:
            raise SystemExit(f"{model.name} is made of a trained network and training pictures: leave --published out")
    return [model for model in LADDER if not model.quantised and (not names or model.name in names)]


def needs(model, options):
    """Names of the models whose training has to be over before this one is published."""
    if options.published:
        return []
    if model.quantised or model.members:
        return [model.quantised] if model.quantised else model.members
    return [model.name] if options.export_only else [model.start] if model.start else []


def refuse_untrained(chosen, options):
    """Says at once what would be missing after hours."""
    trained_here = set() if options.export_only else {model.name for model in chosen if model.network}
    needed = {name for model in chosen for name in needs(model, options)} - trained_here
    absent = [model.name for model in LADDER if model.name in needed and epochs_done(model) < model.epochs]
    if absent:
        raise SystemExit(f"not trained yet: {', '.join(absent)}. Train them, too: --only takes several names")


def publish(model, options):
    weights = published if options.published else trained
    if model.quantised:
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


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", help="name of a model; may be given several times (all)")
    parser.add_argument("--export-only", action="store_true", help="publish what is trained already")
    parser.add_argument("--published", action="store_true", help="publish again, with the weights of the ONNX files")
    parser.add_argument("--threads", type=int, default=2, help="threads of PyTorch, where a model does not name its own (2)")
    parser.add_argument("--check", action="store_true", help="only say whether that can be done")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    chosen = chosen_of(options)
    refuse_untrained(chosen, options)
    for model in [] if options.check else chosen:
        publish(model, options)
