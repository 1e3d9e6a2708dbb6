"""Trained networks as plain data, for the figures that run them in the page."""

import base64
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from torch import nn

from rnn_tutorial import checks
from rnn_tutorial.pytorch.convert import from_torch
from rnn_tutorial.pytorch.written import Written, to_numpy
from rnn_tutorial.scratch.cell import Cell

Payload = dict[str, object]


def pack(values: ArrayLike) -> str:
    """Return base64 of finite numbers as 32-bit floats in little endian, row by row."""
    array = np.asarray(values, dtype="<f4")
    checks.finite("values", array)
    return base64.b64encode(array.tobytes()).decode("ascii")


def numbers(values: ArrayLike) -> list:
    """Return numbers for JSON, nested alike, with no more digits than they have."""
    array = np.asarray(values)
    as_written = array.astype(str).astype(float) if array.dtype.kind == "f" else array
    return as_written.tolist()


def network(model: nn.Module, packed: bool = False) -> Payload:
    """Return a trained network: kind of cell, sizes, weights by name, ready for JSON.

    The model has one layer that `from_torch` takes, a linear layer that reads its
    states, and an embedding before it if its inputs are symbols. Names and shapes are
    those of `rnn_tutorial.scratch`; the linear layer gives `W_hy` and `b_y`, an
    embedding `embedding`. If they are `packed`, arrays are written as `pack` does.

    Examples:
        >>> from rnn_tutorial import Forecaster
        >>> payload = network(Forecaster(hidden_size=4))
        >>> payload["cell"], payload["hiddenSize"], list(payload["weights"])
        ('RNN', 4, ['W_xh', 'W_hh', 'b_h', 'W_hy', 'b_y'])
    """
    layers = {type(part): part for part in model.children()}
    recurrent = [p for p in model.children() if isinstance(p, nn.RNNBase | Written)]
    if len(recurrent) != 1 or nn.Linear not in layers:
        came = f"model is an object of class {type(model).__name__}"
        wanted = "one with a recurrent layer and a torch.nn.Linear on top of it"
        raise ValueError(f"{came}; expected {wanted}.")
    write = pack if packed else numbers
    payload = of_cell(from_torch(recurrent[0]).cell, layers[nn.Linear], write)
    if embedding := layers.get(nn.Embedding):
        payload["embedding"] = write(to_numpy(embedding.weight))
    return payload


def of_cell(
    cell: Cell, head: nn.Linear | None = None, write: Callable = numbers
) -> Payload:
    """Return a cell in NumPy as `network` does, with `head` on top if there is one."""
    checks.instance_of("cell", cell, Cell)
    weights = cell.parameters()
    if head:
        weights |= {"W_hy": to_numpy(head.weight).T, "b_y": to_numpy(head.bias)}
    return {
        "cell": type(cell).__name__.removesuffix("Cell"),
        "inputSize": cell.input_size,
        "hiddenSize": cell.hidden_size,
        "outputSize": head.out_features if head else 0,
        "weights": {name: write(array) for name, array in weights.items()},
    }
