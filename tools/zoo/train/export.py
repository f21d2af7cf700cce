"""Writes a trained network as ONNX, checks it against PyTorch, calibrates it, measures it and describes it."""

import hashlib
import json
import os
import shutil
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from data import CACHE, MEAN, STD, load, normalise, read
from networks import macs

ZOO = Path(__file__).resolve().parents[3] / "data" / "zoo" / "characters"
LABELS = list("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
AT_ONCE = 50
"""Pictures that a thread takes at a time."""
SHIFTS = ("blur", "lowlight", "handwriting", "occlusion", "contrast")


def write_onnx(network, side, path):
    """Exports with a batch of one; the same weights give the same bytes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(),
            (torch.zeros(1, 3, side, side),),
            str(path),
            input_names=["image"],
            output_names=["logits"],
            opset_version=17,
            dynamo=False,
        )


def session(path):
    """One thread, as models are served. `logits` keeps the other cores busy with other pictures."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def logits(running, pictures):
    """What the file answers for each picture, one at a time, as it is served."""
    batch = normalise(pictures).contiguous().numpy()

    def answers(start):
        some = batch[start : start + AT_ONCE]
        return [running.run(None, {"image": some[i : i + 1]})[0] for i in range(len(some))]

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        blocks = pool.map(answers, range(0, len(batch), AT_ONCE))
        return np.concatenate([answer for block in blocks for answer in block])


def log_softmax(values):
    values = values - values.max(1, keepdims=True)
    return values - np.log(np.exp(values).sum(1, keepdims=True))


def fit_temperature(values, labels):
    """The number that logits are divided by so that the validation set is as likely as possible (Guo et al. 2017)."""
    grid = np.exp(np.linspace(np.log(0.2), np.log(5), 400))
    rows = np.arange(len(labels))
    return float(grid[np.argmax([log_softmax(values / t)[rows, labels].mean() for t in grid])])


def calibration_error(values, labels, temperature):
    """Expected calibration error with 15 bins of equal width (Guo et al. 2017)."""
    probabilities = np.exp(log_softmax(values / temperature))
    confidence, right = probabilities.max(1), probabilities.argmax(1) == labels
    bins = np.minimum((confidence * 15).astype(int), 14)
    gaps = [abs(right[bins == b].sum() - confidence[bins == b].sum()) for b in range(15)]
    return float(sum(gaps) / len(labels))


def wilson(share, count, z=1.96):
    """The 95 % interval of a share (Wilson 1927)."""
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return middle - half, middle + half


def onnx_path(name):
    """The published file of a model."""
    return ZOO / f"{name}.onnx"


def staged_path(name):
    """A model's file until it is measured: what is published always agrees with its manifest."""
    return CACHE / f"{name}.onnx"


def export(model, network):
    """Publishes a network: the ONNX file, compared with PyTorch on 100 pictures, its manifest and its card."""
    write_onnx(network, model.side, staged_path(model.name))
    pictures = load("validation", model.side)[0][:100]
    with torch.no_grad():
        wanted = torch.cat([network(normalise(pictures[i : i + 1])) for i in range(100)]).numpy()
    difference = float(np.abs(wanted - logits(session(staged_path(model.name)), pictures)).max())
    print(f"{model.name}: ONNX and PyTorch differ by at most {difference:.2e} on 100 pictures", flush=True)
    describe(model, network, difference)


def describe(model, network, difference):
    """Measures a finished ONNX file and publishes it with its manifest and card. `network` is what it computes, to count."""
    path = staged_path(model.name)
    running = session(path)
    validation, labels = load("validation", model.side)
    temperature = fit_temperature(logits(running, validation), labels.numpy())
    test, truth = load("test", model.side)
    truth = truth.numpy()
    answers = logits(running, test)
    top1 = float((answers.argmax(1) == truth).mean())
    error = calibration_error(answers, truth, temperature)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    before = read_manifest(model.name)
    manifest = {
        "schema": 1,
        "task": "characters",
        "name": model.name,
        "version": version_after(before, sha256),
        "description": f"{model.description} Trained on 200,000 pictures of zoo:generate --split train --seed 1.",
        "file": path.name,
        "bytes": path.stat().st_size,
        "sha256": sha256,
        "device": model.device,
        "input": {"name": "image", "shape": [1, 3, model.side, model.side], "dtype": "float32"},
        "output": {
            "name": "logits",
            "shape": [1, 36],
            "dtype": "float32",
            "kind": "logits",
            "temperature": round(temperature, 4),
        },
        "preprocessing": {
            "width": model.side,
            "height": model.side,
            "resize": "fill",
            "channels": "rgb",
            "layout": "nchw",
            "mean": [MEAN] * 3,
            "std": [STD] * 3,
        },
        "labels": LABELS,
        "accuracy": {
            "top1": round(top1, 4),
            "images": len(truth),
            "dataset": "zoo:generate --split test --seed 1 --severity 0.5: 16 font families that no training run has seen",
        },
        "megaMacs": round(macs(network, model.side) / 1e6, 3),
        "parameters": sum(p.numel() for p in network.parameters()),
    }
    if before.get("sha256") == sha256 and "serviceTime" in before:
        manifest["serviceTime"] = before["serviceTime"]
    card = card_of(manifest, running, error, difference)
    ZOO.mkdir(parents=True, exist_ok=True)
    shutil.move(path, onnx_path(model.name))
    (ZOO / f"{model.name}.json").write_text(json.dumps(manifest, indent="\t") + "\n")
    (ZOO / f"{model.name}.md").write_text(card)
    print(f"{model.name}: top-1 {top1:.4f}, temperature {temperature:.3f}, {manifest['bytes']} bytes", flush=True)


def read_manifest(name):
    """What was published of a model before; empty for a new one."""
    path = ZOO / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else {}


def version_after(before, sha256):
    """Other weights are another version: answers and the outcome log name it."""
    if not before or before["sha256"] == sha256:
        return before.get("version", "1.0.0")
    major, minor, _ = before["version"].split(".")
    return f"{major}.{int(minor) + 1}.0"


def card_of(manifest, running, error, difference):
    top1, images = manifest["accuracy"]["top1"], manifest["accuracy"]["images"]
    low, high = wilson(top1, images)
    rows = [
        ("top-1", f"{100 * top1:.2f} % (95 % interval {100 * low:.2f} to {100 * high:.2f})"),
        ("test pictures", f"{images:,}, 16 font families that no training run has seen"),
        ("expected calibration error", f"{error:.4f} with temperature {manifest['output']['temperature']}"),
        ("input", f"{manifest['preprocessing']['width']}x{manifest['preprocessing']['height']} RGB"),
        ("file", f"{manifest['bytes']:,} bytes"),
        ("parameters", f"{manifest['parameters']:,}"),
        ("multiply-adds", f"{manifest['megaMacs']} million"),
    ]
    rows.append(("largest difference of a logit to PyTorch", f"{difference:.1e} on 100 pictures"))
    side = manifest["preprocessing"]["width"]
    for shift in SHIFTS:
        path = CACHE / f"test-{shift}-{side}.bin"
        if path.exists():
            pictures, labels = read(path)
            answers = logits(running, torch.from_numpy(np.ascontiguousarray(pictures)))
            share = float((answers.argmax(1) == labels).mean())
            rows.append((f"top-1, shift {shift}", f"{100 * share:.1f} % of {len(labels):,}"))
    if "serviceTime" in manifest:
        time = manifest["serviceTime"]
        spread = f"standard deviation {time['sdMs']} ms, of {time['runs']:,} warm runs on {time['machine']}"
        rows.append(("service time", f"{time['meanMs']} ms, {spread}"))
    table = "\n".join(f"| {key} | {value} |" for key, value in rows)
    return f"# {manifest['name']}\n\n{manifest['description']}\n\n| | |\n|---|---|\n{table}\n"
