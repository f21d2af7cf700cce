"""Makes the ONNX files of this folder, which tell dark pictures from light ones: python make_models.py (needs onnx)."""

from pathlib import Path

from onnx import TensorProto, helper, save

HERE = Path(__file__).resolve().parent


def model(name, kind, shape, outputs, output_shape, nodes):
    """Writes a graph that takes the mean of an image; `nodes` make the output of it."""
    mean = [
        helper.make_node("Cast", ["image"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["floats"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Unsqueeze", ["mean", "one"], ["light"]),
        helper.make_node("Sub", ["middle", "light"], ["dark"]),
        helper.make_node("Concat", ["dark", "light"], ["both"], axis=1),
    ]
    graph = helper.make_graph(
        mean + nodes,
        name,
        [helper.make_tensor_value_info("image", kind, shape)],
        [helper.make_tensor_value_info("scores", outputs, output_shape)],
        [
            helper.make_tensor("one", TensorProto.INT64, [1], [1]),
            helper.make_tensor("middle", TensorProto.FLOAT, [1], [255.0]),
        ],
    )
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), HERE / f"{name}.onnx")


AS_IS = [helper.make_node("Identity", ["both"], ["scores"])]
LABEL = [helper.make_node("ArgMax", ["both"], ["scores"], axis=1, keepdims=0)]
model("bytes", TensorProto.UINT8, [1, 8, 8, 3], TensorProto.FLOAT, [1, 2], AS_IS)
model("eight_at_a_time", TensorProto.FLOAT, [8, 3, 8, 8], TensorProto.FLOAT, [8, 2], AS_IS)
model("half_floats", TensorProto.FLOAT16, [1, 3, 8, 8], TensorProto.FLOAT, [1, 2], AS_IS)
model("label_only", TensorProto.FLOAT, [1, 3, 8, 8], TensorProto.INT64, [1], LABEL)
model("open_size", TensorProto.FLOAT, [1, 3, "h", "w"], TensorProto.FLOAT, [1, 2], AS_IS)
