"""Makes the models that the tests of this package run: tiny graphs that name the colour of an image.

Needs the Python package `onnx` only. From this folder: python make_models.py
"""

import hashlib
import json
from pathlib import Path

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

LABELS = ["red", "green", "blue", "black"]
SIDE = 8
FOLDER = Path(__file__).parent / "zoo" / "colours"

# Logits that are largest for the channel that stands out, and for black where none does.
WEIGHT = np.array([[8, -4, -4, -4], [-4, 8, -4, -4], [-4, -4, 8, -4]], dtype=np.float32)
BIAS = np.array([0, 0, 0, 2], dtype=np.float32)


def constant(name, value, dtype=np.float32):
    return numpy_helper.from_array(np.array(value, dtype=dtype), name)


def logits_from(pooled):
    return [
        helper.make_node("Flatten", [pooled], ["flat"]),
        helper.make_node("Gemm", ["flat", "weight", "bias"], ["scores"]),
    ]


def nano():
    return [
        helper.make_node("GlobalAveragePool", ["image"], ["pooled"]),
        *logits_from("pooled"),
        helper.make_node("Identity", ["scores"], ["logits"]),
    ], []


def probabilities():
    return [
        helper.make_node("Transpose", ["image"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("GlobalAveragePool", ["planes"], ["pooled"]),
        *logits_from("pooled"),
        helper.make_node("Softmax", ["scores"], ["probabilities"], axis=1),
    ], []


def slow():
    """Multiplies 512 x 512 matrices in a loop, about 5 GMAC; the input enters it, so that nothing is folded."""
    body = helper.make_graph(
        [
            helper.make_node("MatMul", ["matrix_in", "matrix_in"], ["product"]),
            helper.make_node("Clip", ["product", "least", "most"], ["matrix_out"]),
            helper.make_node("Identity", ["condition_in"], ["condition_out"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("iteration", TensorProto.INT64, []),
            helper.make_tensor_value_info("condition_in", TensorProto.BOOL, []),
            helper.make_tensor_value_info("matrix_in", TensorProto.FLOAT, [512, 512]),
        ],
        [
            helper.make_tensor_value_info("condition_out", TensorProto.BOOL, []),
            helper.make_tensor_value_info("matrix_out", TensorProto.FLOAT, [512, 512]),
        ],
    )
    return [
        helper.make_node("GlobalAveragePool", ["image"], ["pooled"]),
        *logits_from("pooled"),
        helper.make_node("ReduceMean", ["image"], ["brightness"], keepdims=0),
        helper.make_node("Expand", ["brightness", "square"], ["matrix"]),
        helper.make_node("Loop", ["count", "", "matrix"], ["last"], body=body),
        helper.make_node("ReduceMean", ["last"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "least"], ["nothing"]),
        helper.make_node("Add", ["scores", "nothing"], ["logits"]),
    ], [
        constant("square", [512, 512], np.int64),
        constant("count", 40, np.int64),
        constant("least", 0),
        constant("most", 1),
    ]


def fragile():
    """Fails on a white image (an index out of bounds) and gives NaN on a black one (0 / 0)."""
    return [
        helper.make_node("GlobalAveragePool", ["image"], ["pooled"]),
        *logits_from("pooled"),
        helper.make_node("ReduceMean", ["image"], ["brightness"], keepdims=0),
        helper.make_node("Floor", ["brightness"], ["floor"]),
        helper.make_node("Cast", ["floor"], ["index"], to=TensorProto.INT64),
        helper.make_node("Gather", ["one", "index"], ["unit"]),
        helper.make_node("Div", ["brightness", "brightness"], ["ratio"]),
        helper.make_node("Mul", ["ratio", "unit"], ["factor"]),
        helper.make_node("Mul", ["scores", "factor"], ["logits"]),
    ], [constant("one", [1])]


def publish(name, made, description, layout="nchw", kind="logits"):
    nodes, constants = made
    shape = [1, 3, SIDE, SIDE] if layout == "nchw" else [1, SIDE, SIDE, 3]
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(kind, TensorProto.FLOAT, [1, len(LABELS)])],
        [constant("weight", WEIGHT), constant("bias", BIAS), *constants],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    checker.check_model(model, full_check=True)
    data = model.SerializeToString(deterministic=True)
    (FOLDER / f"{name}.onnx").write_bytes(data)
    manifest = {
        "schema": 1,
        "task": "colours",
        "name": name,
        "version": "1.0.0",
        "description": description,
        "file": f"{name}.onnx",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "device": False,
        "input": {"name": "image", "shape": shape, "dtype": "float32"},
        "output": {"name": kind, "shape": [1, len(LABELS)], "dtype": "float32", "kind": kind, "temperature": 1},
        "preprocessing": {
            "width": SIDE,
            "height": SIDE,
            "resize": "fill",
            "channels": "rgb",
            "layout": layout,
            "mean": [0, 0, 0],
            "std": [1, 1, 1],
        },
        "labels": LABELS,
        "accuracy": {"top1": 1, "images": 4, "dataset": "one plain image of each colour"},
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(manifest, indent="\t") + "\n")


FOLDER.mkdir(parents=True, exist_ok=True)
publish("nano", nano(), "The mean colour through one layer.")
publish("probabilities", probabilities(), "The same with the channels last and a softmax inside.", "nhwc", "probabilities")
publish("slow", slow(), "The same, after five thousand million idle multiply-adds.")
publish("fragile", fragile(), "The same, but it fails on white and gives NaN on black.")
