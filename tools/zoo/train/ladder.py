"""The starter models, smallest first: what each is made of and how long it is trained."""

import math
from dataclasses import dataclass
from typing import Callable

from networks import residual, separable

CROSS = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))


def grid(reach):
    """Every shift by at most `reach` pixels to each side."""
    return tuple((dx, dy) for dx in range(-reach, reach + 1) for dy in range(-reach, reach + 1))


def disc(square):
    """Every shift whose length, squared, is at most `square`."""
    return tuple((dx, dy) for dx, dy in grid(math.isqrt(square)) if dx * dx + dy * dy <= square)


@dataclass
class Model:
    """A model of the ladder: a network that is trained, or one that is put together from trained ones."""

    name: str
    description: str
    side: int
    network: Callable | None = None
    epochs: int = 5
    rate: float = 4e-3
    augmented: bool = True
    threads: int | None = None
    """Trains with so many threads, whatever the machine has. Another number adds in another order, and a network that is so
    small ends up points apart; a second thread does not make it faster."""
    half: bool = False
    """Trains in bfloat16 where the processor computes it, which pays for wide convolutions only."""
    start: str | None = None
    """The model whose weights training starts from."""
    members: tuple = ()
    """The models that are asked together, instead of training one."""
    shifts: tuple = ((0, 0),)
    """The views that they are asked for: shifts to the right and down, in pixels."""
    quantised: str | None = None
    """The model that this one is in 8 bits."""
    device: bool = False


LADDER = [
    Model(
        "characters-pico",
        "Depthwise-separable network of four narrow layers on 24x24 pixels.",
        24,
        lambda: separable([6, 8, 12, 16], [2, 2, 1, 2]),
        epochs=4,
        augmented=False,
        threads=1,
        rate=1e-2,
    ),
    Model(
        "characters-nano",
        "Depthwise-separable network of four layers on 24x24 pixels.",
        24,
        lambda: separable([8, 12, 16, 24], [2, 1, 2, 2]),
        augmented=False,
        threads=1,
        rate=1e-2,
        device=True,
    ),
    Model(
        "characters-tiny",
        "Depthwise-separable network of five layers on 24x24 pixels.",
        24,
        lambda: separable([8, 16, 24, 32, 48], [2, 1, 2, 1, 2]),
        epochs=4,
        augmented=False,
        threads=1,
        rate=1e-2,
    ),
    Model(
        "characters-micro",
        "Depthwise-separable network of six layers on 32x32 pixels.",
        32,
        lambda: separable([12, 24, 32, 48, 64, 96], [2, 1, 2, 1, 2, 1]),
        rate=8e-3,
    ),
    Model(
        "characters-small",
        "Residual network of width 16 on 32x32 pixels.",
        32,
        lambda: residual(16, 1),
        rate=6e-3,
        half=True,
        device=True,
    ),
    Model(
        "characters-small-int8",
        "The model characters-small in 8-bit integers.",
        32,
        quantised="characters-small",
    ),
    Model(
        "characters-medium",
        "Residual network of width 32 on 32x32 pixels.",
        32,
        lambda: residual(32, 1),
        epochs=4,
        half=True,
    ),
    Model(
        "characters-medium-int8",
        "The model characters-medium in 8-bit integers.",
        32,
        quantised="characters-medium",
    ),
    Model(
        "characters-residual",
        "Residual network of width 32 with two blocks a stage on 32x32 pixels.",
        32,
        lambda: residual(32, 2),
        epochs=4,
        half=True,
    ),
    Model(
        "characters-residual-48",
        "The network of characters-residual, trained further on 48x48 pixels.",
        48,
        lambda: residual(32, 2),
        epochs=1,
        rate=1e-3,
        half=True,
        start="characters-residual",
    ),
    Model(
        "characters-medium-views",
        "The model characters-medium asked for five shifted views.",
        32,
        members=("characters-medium",),
        shifts=CROSS,
    ),
    Model(
        "characters-ensemble",
        "The models characters-small, characters-medium and characters-residual asked together.",
        32,
        members=("characters-small", "characters-medium", "characters-residual"),
    ),
    Model(
        "characters-ensemble-views",
        "The three models of characters-ensemble asked for nine shifted views.",
        32,
        members=("characters-small", "characters-medium", "characters-residual"),
        shifts=grid(1),
    ),
    Model(
        "characters-residual-48-views",
        "The model characters-residual-48 asked for 37 shifted views.",
        48,
        members=("characters-residual-48",),
        shifts=disc(10),
    ),
]


def find(name):
    """The model of the given name."""
    for model in LADDER:
        if model.name == name:
            return model
    raise SystemExit(f"there is no model {name}: {', '.join(model.name for model in LADDER)}")
