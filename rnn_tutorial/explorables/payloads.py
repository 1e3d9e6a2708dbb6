"""Trained networks as plain data, for the figures that run them in the page."""

import base64
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike
from torch import nn

from rnn_tutorial import checks
from rnn_tutorial.pytorch.convert import from_torch
from rnn_tutorial.scratch.cell import Cell

Payload = dict[str, object]


def network(model: nn.Module, packed: bool = False) -> Payload:
    """Return a trained network of one layer: kind of cell, sizes, weights by name.

    The names and shapes are those of `rnn_tutorial.scratch`; the linear layer on top
    gives `W_hy` and `b_y`, an embedding `embedding`.

    Args:
        model: The network: a recurrent layer of `torch.nn`, a linear layer that reads
            its states, and an embedding before it if its inputs are symbols.
        packed: Whether each array is written as `pack` does: for large networks.

    Returns:
        `cell`, `inputSize`, `hiddenSize`, `outputSize` and `weights`, ready for JSON.

    Raises:
        ValueError: If `model` is of another kind, or has several layers.

    Examples:
        >>> from rnn_tutorial import Forecaster
        >>> payload = network(Forecaster(hidden_size=4))
        >>> payload["cell"], payload["hiddenSize"], list(payload["weights"])
        ('RNN', 4, ['W_xh', 'W_hh', 'b_h', 'W_hy', 'b_y'])
    """
    layers = {type(part): part for part in model.children()}
    recurrent = [part for part in layers.values() if isinstance(part, nn.RNNBase)]
    if len(recurrent) != 1 or nn.Linear not in layers or recurrent[0].num_layers != 1:
        raise ValueError(
            f"model is an object of class {type(model).__name__}; expected one with a "
            "recurrent layer and a torch.nn.Linear on top of it."
        )
    payload, head = of_cell(from_torch(recurrent[0]).cell), layers[nn.Linear]
    payload["weights"] |= {
        "W_hy": _plain(head.weight.detach().numpy().T),
        "b_y": _plain(head.bias.detach().numpy()),
    }
    payload["outputSize"] = head.out_features
    if embedding := layers.get(nn.Embedding):
        payload["embedding"] = _plain(embedding.weight.detach().numpy())
    if packed:
        for place in (payload["weights"], payload):
            place |= {name: pack(w) for name, w in place.items() if isinstance(w, list)}
    return payload


def of_cell(cell: Cell) -> Payload:
    """Return a cell in NumPy: its kind, its sizes, its weights by name.

    Args:
        cell: `RNNCell`, `LSTMCell` or `GRUCell` of `rnn_tutorial.scratch`.

    Returns:
        `cell`, `inputSize`, `hiddenSize`, `outputSize` (0) and `weights`.

    Raises:
        ValueError: If `cell` is not a cell.

    Examples:
        >>> from rnn_tutorial.scratch.gru import GRUCell
        >>> list(of_cell(GRUCell(1, 2, np.random.default_rng(0)))["weights"])
        ['W_x', 'W_h', 'b', 'b_hn']
    """
    checks.instance_of("cell", cell, Cell)
    return {
        "cell": type(cell).__name__.removesuffix("Cell"),
        "inputSize": cell.input_size,
        "hiddenSize": cell.hidden_size,
        "outputSize": 0,
        "weights": {name: _plain(w) for name, w in cell.parameters().items()},
    }


def pack(values: ArrayLike) -> str:
    """Return numbers as short as text can carry them: 32 bits each, in base64.

    Args:
        values: Finite numbers, of any shape; it is not kept.

    Returns:
        Base64 of 32-bit floats in little endian, row by row.

    Raises:
        ValueError: If a number is not finite.

    Examples:
        >>> pack([[1.0, -2.0]])
        'AACAPwAAAMA='
    """
    array = np.asarray(values, dtype="<f4")
    checks.finite("values", array)
    return base64.b64encode(array.tobytes()).decode("ascii")


def numbers(values: ArrayLike | Mapping[str, ArrayLike]) -> object:
    """Return numbers as JSON writes them, none longer than its precision.

    Args:
        values: An array, or arrays by name.

    Returns:
        Lists of numbers, nested as the arrays are.

    Examples:
        >>> numbers(np.array([0.1, 1 / 3], np.float32))
        [0.1, 0.33333334]
    """
    if isinstance(values, Mapping):
        return {name: _plain(np.asarray(value)) for name, value in values.items()}
    return _plain(np.asarray(values))


def _plain(array: np.ndarray) -> list:
    """Write each number with as many digits as its precision needs, and no more."""
    if array.ndim:
        return [_plain(part) for part in array]
    return float(str(array)) if array.dtype.kind == "f" else array.item()
