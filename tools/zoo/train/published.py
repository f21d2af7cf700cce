"""Networks with the weights of the published ONNX files, for when the checkpoints of their training are gone."""

import onnx
import torch
from onnx import numpy_helper
from torch import nn

from export import onnx_path


def published(model):
    """The network of a model as its ONNX file has it. Export folded each normalisation into its convolution, so here
    the convolution has the folded weights, and the normalisation only adds the bias."""
    graph = onnx.load(onnx_path(model.name)).graph
    tensors = {tensor.name: torch.tensor(numpy_helper.to_array(tensor)) for tensor in graph.initializer}
    folded = [node for node in graph.node if node.op_type in ("Conv", "Gemm")]
    network = model.network().eval()
    layers = in_order(network, model.side, (nn.Conv2d, nn.Linear))
    normalisations = iter(in_order(network, model.side, nn.BatchNorm2d))
    with torch.no_grad():
        for layer, node in zip(layers, folded, strict=True):
            weight, bias = (tensors[name] for name in node.input[1:])
            layer.weight.copy_(weight)
            if isinstance(layer, nn.Linear):
                layer.bias.copy_(bias)
            else:
                normalisation = next(normalisations)
                normalisation.running_var.fill_(1 - normalisation.eps)
                normalisation.bias.copy_(bias)
    return network


def in_order(network, side, kinds):
    """The layers of some kinds in the order in which a picture meets them, which is the order of an exported graph."""
    met = []
    hooks = [
        layer.register_forward_hook(lambda layer, _, __: met.append(layer))
        for layer in network.modules()
        if isinstance(layer, kinds)
    ]
    with torch.no_grad():
        network(torch.zeros(1, 3, side, side))
    for hook in hooks:
        hook.remove()
    return met
