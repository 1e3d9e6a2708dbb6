"""The one table of the layers that the experiments compare, and how one is made.

A new cell takes one file in NumPy, like those of `rnn_tutorial.scratch`, and one line
in `LAYERS`; then `Forecaster`, `SymbolReader` and every experiment know it.
"""

import torch
from torch import nn

from rnn_tutorial import checks
from rnn_tutorial.pytorch.written import Written
from rnn_tutorial.scratch.cell import Cell

Layer = type[nn.RNNBase] | type[Cell]

LAYERS: dict[str, Layer] = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}


def make_layer(
    layer: Layer, input_size: int, hidden_size: int, dtype: torch.dtype | None = None
) -> nn.Module:
    """Return a new layer with `batch_first=True`, drawn from the global generator.

    Its class is one of `LAYERS`, or that of any cell in NumPy, which gets `Written`;
    the `dtype` of its weights is PyTorch's default if not given.
    """
    checks.positive_ints(input_size=input_size, hidden_size=hidden_size)
    if isinstance(layer, type) and issubclass(layer, Cell):
        return Written(layer, input_size, hidden_size, dtype)
    checks.one_of("layer", layer, tuple(LAYERS.values()))
    return layer(input_size, hidden_size, batch_first=True, dtype=dtype)
