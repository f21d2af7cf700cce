"""Turns a published model into 8-bit integers with onnxruntime's quantisation."""

import tempfile
from pathlib import Path

import numpy as np
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from data import load, normalise
from export import describe, logits, onnx_path, session, staged_path

CALIBRATION = 512


class Pictures(CalibrationDataReader):
    """Training pictures, one at a time, from which the ranges of the activations are read."""

    def __init__(self, side):
        pictures, _ = load("train", side)
        batch = normalise(pictures[:CALIBRATION]).contiguous().numpy()
        self.rest = iter({"image": batch[i : i + 1]} for i in range(len(batch)))

    def get_next(self):
        return next(self.rest, None)


def quantise(model, parent, network):
    """Publishes `parent` in 8 bits as `model`; the difference in its card is to PyTorch in full precision."""
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(onnx_path(parent.name)), str(prepared))
        quantize_static(
            str(prepared),
            str(staged_path(model.name)),
            Pictures(model.side),
            quant_format=QuantFormat.QDQ,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
            # Without it, processors that lack VNNI add two products in 16 bits, which overflow: 0.9 points of small's top-1.
            reduce_range=True,
        )
    pictures = load("validation", model.side)[0][:100]
    wanted = logits(session(onnx_path(parent.name)), pictures)
    difference = float(np.abs(wanted - logits(session(staged_path(model.name)), pictures)).max())
    describe(model, network, difference)
