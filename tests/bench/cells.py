"""What one step of each cell costs: PyTorch's own, and from scratch in NumPy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from record import median_seconds

from rnn_tutorial.pytorch.convert import from_torch
from rnn_tutorial.pytorch.layers import LAYERS, Layer, make_layer

BATCH_SIZE, SEQ_LEN, HIDDEN_SIZE = 64, 40, 32
ROUNDS = 20  # forward and back, in each measurement


def ways_of(layer: Layer) -> dict[str, Callable[[], None]]:
    """Prepare both ways, with the same weights and inputs."""
    torch.manual_seed(0)
    library = make_layer(layer, 1, HIDDEN_SIZE)
    scratch = from_torch(library)
    x = torch.randn(BATCH_SIZE, SEQ_LEN, 1)

    def with_autograd() -> None:
        for _ in range(ROUNDS):
            library.zero_grad()
            library(x)[0].sum().backward()

    def by_hand() -> None:
        for _ in range(ROUNDS):
            output, _ = scratch.forward(x.numpy())
            scratch.backward(np.ones_like(output))

    return {"library": with_autograd, "scratch": by_hand}


def measure(repeats: int) -> list[dict[str, object]]:
    """Time one step of a sequence, forward and back, in microseconds."""
    ways = {
        (name, way): run
        for name, layer in LAYERS.items()
        for way, run in ways_of(layer).items()
    }
    for run in ways.values():
        run()  # the first time is slower
    _, seconds = median_seconds(ways, repeats)
    return [
        {
            "layer": name,
            "batch_size": BATCH_SIZE,
            "seq_len": SEQ_LEN,
            "hidden_size": HIDDEN_SIZE,
        }
        | {
            f"{way}_us": round(1e6 * seconds[name, way] / ROUNDS / SEQ_LEN, 1)
            for way in ("library", "scratch")
        }
        for name in LAYERS
    ]
