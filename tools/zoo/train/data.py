"""Dataset files (MDI1, see characters/dataset_file.ts) and what happens to a batch on its way into a network."""

from pathlib import Path

import numpy as np
import torch

CACHE = Path(__file__).resolve().parent.parent / ".cache"
MEAN, STD = 0.5, 0.25
HEADER_BYTES = 16


def read(path):
    """Pictures (count, side, side, 3) as bytes and labels (count) of a dataset file."""
    magic, count, side, channels = np.fromfile(path, dtype="<u4", count=4)
    if magic.tobytes() != b"MDI1":
        raise ValueError(f"{path} is not a dataset file")
    shape = (int(count), 1 + int(side) ** 2 * int(channels))
    records = np.memmap(path, dtype=np.uint8, mode="r", offset=HEADER_BYTES, shape=shape)
    pictures = records[:, 1:].reshape(int(count), int(side), int(side), int(channels))
    return pictures, records[:, 0].astype(np.int64)


def lanczos(source, target):
    """The matrix that resizes `source` pixels to `target` with a Lanczos kernel of three lobes, as sharp does."""
    scale = source / target
    centres = (np.arange(target) + 0.5) * scale - 0.5
    distance = (np.arange(source)[None, :] - centres[:, None]) / scale
    weights = np.where(np.abs(distance) < 3, np.sinc(distance) * np.sinc(distance / 3), 0)
    return torch.tensor(weights / weights.sum(1, keepdims=True), dtype=torch.float32)


def resize(pictures, side):
    """Resizes bytes (count, s, s, 3) to bytes (count, side, side, 3)."""
    matrix = lanczos(pictures.shape[1], side)
    rows = torch.einsum("ts,nsxc->ntxc", matrix, pictures.float()).round_().clamp_(0, 255)
    return torch.einsum("ts,nysc->nytc", matrix, rows).round_().clamp_(0, 255).to(torch.uint8)


def load(split, side):
    """A set at the given side, as tensors; the training set is resized here once and kept, the others come from sharp."""
    path = CACHE / f"{split}-{side}.bin"
    if split == "train" and not path.exists():
        pictures, labels = read(CACHE / "train-64.bin")
        temporary = path.with_suffix(".part")
        with open(temporary, "wb") as file:
            np.array([0x3149444D, len(labels), side, 3], dtype="<u4").tofile(file)
            for start in range(0, len(labels), 1000):
                small = resize(torch.tensor(pictures[start : start + 1000]), side).numpy()
                block = small.reshape(len(small), -1)
                labelled = np.concatenate([labels[start : start + 1000, None].astype(np.uint8), block], axis=1)
                labelled.tofile(file)
        temporary.rename(path)
    pictures, labels = read(path)
    return torch.from_numpy(np.ascontiguousarray(pictures)), torch.from_numpy(labels)


def normalise(pictures):
    """Bytes (n, h, w, 3) to what a network reads: floats (n, 3, h, w), channels last in memory."""
    return (pictures.permute(0, 3, 1, 2).float() / 255 - MEAN) / STD


def augment(batch, generator):
    """Changes that leave a character what it is: light for dark, colours exchanged, a bent sheet, a small shift. They are
    drawn on the CPU, the same for every device."""
    count, _, side, _ = batch.shape
    device = batch.device
    sign = torch.randint(0, 2, (count, 1, 1, 1), generator=generator) * 2.0 - 1
    gain = 1 + 0.2 * torch.randn(count, 3, 1, 1, generator=generator)
    batch = batch * (sign * gain).to(device)
    if torch.rand((), generator=generator) < 0.5:
        batch = batch.flip(1)
    if torch.rand((), generator=generator) < 0.5:
        coarse = 0.06 * torch.randn(count, 2, 3, 3, generator=generator)
        bend = torch.nn.functional.interpolate(coarse, side, mode="bilinear", align_corners=True)
        bend = bend + 0.04 * torch.randn(count, 2, 1, 1, generator=generator)
        line = torch.linspace(-1 + 1 / side, 1 - 1 / side, side)
        grid = torch.stack(torch.meshgrid(line, line, indexing="xy"), -1) + bend.permute(0, 2, 3, 1)
        grid = grid.to(device)
        batch = torch.nn.functional.grid_sample(batch, grid, padding_mode="border", align_corners=False)
    return batch
