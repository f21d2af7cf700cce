"""The networks of the ladder: depthwise-separable ones, residual ones, and graphs that ask several views or networks."""

import torch
from torch import nn

CLASSES = 36


def conv(inputs, outputs, stride=1, kernel=3, groups=1, active=True):
    layers = [
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
    ]
    return nn.Sequential(*layers, nn.ReLU(inplace=True)) if active else nn.Sequential(*layers)


def head(channels):
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, CLASSES))


def separable(widths, strides):
    """MobileNet's block (Howard et al. 2017): a filter for each channel, then a mix of the channels."""
    layers = [conv(3, widths[0], strides[0])]
    for inputs, outputs, stride in zip(widths, widths[1:], strides[1:]):
        layers += [conv(inputs, inputs, stride, groups=inputs), conv(inputs, outputs, kernel=1)]
    return nn.Sequential(*layers, head(widths[-1]))


class Residual(nn.Module):
    """The basic block of He et al. (2016)."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.body = nn.Sequential(conv(inputs, outputs, stride), conv(outputs, outputs, active=False))
        same = inputs == outputs and stride == 1
        self.skip = nn.Identity() if same else conv(inputs, outputs, stride, kernel=1, active=False)

    def forward(self, x):
        return torch.relu(self.skip(x) + self.body(x))


def residual(width, blocks, stem_stride=1):
    """A residual net of three stages, each at half the resolution and twice the width of the one before."""
    layers, channels = [conv(3, width, stem_stride)], width
    for stage in range(3):
        for block in range(blocks):
            outputs = width * 2**stage
            layers.append(Residual(channels, outputs, 2 if block == 0 else 1))
            channels = outputs
    return nn.Sequential(*layers, head(channels))


class Views(nn.Module):
    """Mean of the log-probabilities of several networks over several shifted views of the picture."""

    def __init__(self, members, shifts):
        super().__init__()
        self.members = nn.ModuleList(members)
        self.shifts = shifts

    def forward(self, image):
        side = image.shape[-1]
        border = max(max(abs(dx), abs(dy)) for dx, dy in self.shifts)
        wide = nn.functional.pad(image, [border] * 4, mode="replicate") if border else image
        views = torch.cat(
            [
                wide[..., border + dy : border + dy + side, border + dx : border + dx + side]
                for dx, dy in self.shifts
            ]
        )
        answers = torch.stack([torch.log_softmax(member(views), -1) for member in self.members])
        return answers.mean((0, 1)).unsqueeze(0)


def macs(network, side):
    """Multiply-adds of the convolutions and linear layers for one picture."""
    total = 0

    def count(layer, _, output):
        nonlocal total
        taps = layer.weight[0].numel()
        total += taps * output.numel()

    hooks = [
        layer.register_forward_hook(count)
        for layer in network.modules()
        if isinstance(layer, (nn.Conv2d, nn.Linear))
    ]
    with torch.no_grad():
        network.eval()(torch.zeros(1, 3, side, side))
    for hook in hooks:
        hook.remove()
    return total
