"""Trains one model: AdamW, a rate that warms up and falls as a cosine, a checkpoint after every epoch."""

import time

import torch
from torch import nn

from data import CACHE, augment, load, normalise

BATCH = 128
SEED = 20200
WEIGHT_DECAY = 0.03
LABEL_SMOOTHING = 0.05


def checkpoint_path(name):
    return CACHE / f"{name}.pt"


def checkpoint(model, device="cpu"):
    """What an earlier run has left of a model's training, or None."""
    path = checkpoint_path(model.name)
    return torch.load(path, map_location=device) if path.exists() else None


def epochs_done(model):
    """How many epochs of its training are behind a model."""
    state = checkpoint(model)
    return state["epoch"] if state else 0


def trained(model):
    """The network of a model with the weights that its training ended with."""
    state = checkpoint(model)
    done = state["epoch"] if state else 0
    if done < model.epochs:
        raise SystemExit(f"{model.name} has {done} of {model.epochs} epochs: train it first")
    network = model.network()
    network.load_state_dict(state["network"])
    return network.eval()


def accuracy(network, pictures, labels):
    right = 0
    with torch.no_grad():
        for start in range(0, len(labels), 500):
            answers = network(normalise(pictures[start : start + 500])).argmax(1)
            right += int((answers == labels[start : start + 500]).sum())
    return right / len(labels)


def computes_bfloat16(device):
    """Whether the processor itself multiplies bfloat16. Where it does not, that is emulated, seven times slower than float32."""
    if device == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    can = torch.cpu.get_capabilities()
    return bool(can.get("amx_bf16") or can.get("avx512_bf16"))


def train(model, start_from=None):
    """Trains a model to its last epoch; goes on where an earlier run was stopped."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(SEED)
    network = model.network()
    if start_from is not None:
        network.load_state_dict(start_from.state_dict())
    network = network.to(device, memory_format=torch.channels_last)
    pictures, labels = (tensor.to(device) for tensor in load("train", model.side))
    held_out = [tensor.to(device) for tensor in load("validation", model.side)]
    steps = len(labels) // BATCH
    optimizer = torch.optim.AdamW(network.parameters(), model.rate, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, model.rate, total_steps=model.epochs * steps, pct_start=0.15
    )
    path = checkpoint_path(model.name)
    half = model.half and computes_bfloat16(device)
    first = 0
    state = checkpoint(model, device)
    if state:
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        first = state["epoch"]
    for epoch in range(first, model.epochs):
        generator = torch.Generator().manual_seed(SEED + epoch)
        order = torch.randperm(len(labels), generator=generator)
        network.train()
        started, loss_sum = time.time(), torch.zeros((), device=device)
        for step in range(steps):
            chosen = order[step * BATCH : (step + 1) * BATCH].to(device)
            batch = normalise(pictures[chosen])
            if model.augmented:
                batch = augment(batch, generator)
            batch = batch.contiguous(memory_format=torch.channels_last)
            with torch.autocast(device, torch.bfloat16, enabled=half):
                loss = nn.functional.cross_entropy(
                    network(batch), labels[chosen], label_smoothing=LABEL_SMOOTHING
                )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            loss_sum += loss.detach()
            if (step + 1) % 200 == 0:
                speed = (step + 1) * BATCH / (time.time() - started)
                left = ((steps - step - 1) + (model.epochs - epoch - 1) * steps) * BATCH / speed
                print(
                    f"{model.name} epoch {epoch + 1}/{model.epochs} step {step + 1}/{steps} "
                    f"loss {loss_sum / (step + 1):.3f} {speed:.0f} pictures/s, {left:.0f} s left",
                    flush=True,
                )
        network.eval()
        score = accuracy(network, *held_out)
        print(f"{model.name} epoch {epoch + 1}: validation {score:.4f}, {time.time() - started:.0f} s", flush=True)
        state = {
            "epoch": epoch + 1,
            "network": network.state_dict(),
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
        }
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)
