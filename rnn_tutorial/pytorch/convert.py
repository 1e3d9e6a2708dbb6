"""Weights carried from one RNN to another: NumPy, our PyTorch, `torch.nn.RNN`.

`torch.nn.RNN` keeps its matrices the other way round, `(to, from)`, and two biases
which it only adds. This file is the only place that knows.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from rnn_tutorial import checks
from rnn_tutorial.pytorch import rnn as pytorch
from rnn_tutorial.scratch import rnn as scratch

_EXPECTED = {
    "num_layers": 1,
    "bidirectional": False,
    "nonlinearity": "tanh",
    "batch_first": True,
    "bias": True,
}


def from_torch(rnn: nn.RNN) -> scratch.RNN:
    r"""Return the NumPy RNN that computes the same as a `torch.nn.RNN`.

    $W_{xh} = W_{ih}^\top$, $W_{hh} = W_{hh}^\top$, $b_h = b_{ih} + b_{hh}$.

    Args:
        rnn: One layer, one direction, tanh, `batch_first=True`.

    Returns:
        A NumPy RNN with copies of the weights, in the same dtype.

    Raises:
        ValueError: If `rnn` is of another kind.

    Source:
        `torch.nn.RNN`, section "Variables".

    Examples:
        >>> ours = from_torch(nn.RNN(input_size=3, hidden_size=4, batch_first=True))
        >>> ours.cell.W_xh.shape
        (3, 4)
    """
    _check_kind(rnn)
    return _new_scratch(
        W_xh=_copy(rnn.weight_ih_l0.T),
        W_hh=_copy(rnn.weight_hh_l0.T),
        b_h=_copy(rnn.bias_ih_l0 + rnn.bias_hh_l0),
    )


def grads_from_torch(rnn: nn.RNN) -> dict[str, NDArray[np.floating]]:
    """Return autograd's gradients under our names and in our layout.

    Args:
        rnn: A `torch.nn.RNN` after `loss.backward()`; its kind as in `from_torch`.

    Returns:
        `W_xh`, `W_hh` and `b_h`, as `RNN.backward` in `scratch` returns them.

    Raises:
        ValueError: If `rnn` is of another kind, or has no gradients yet.

    Source:
        The loss sees only the sum of the two biases, so its gradient by either is its
        gradient by `b_h`.

    Examples:
        >>> rnn = nn.RNN(input_size=3, hidden_size=4, batch_first=True)
        >>> rnn(torch.ones(2, 5, 3))[0].sum().backward()
        >>> grads_from_torch(rnn)["W_xh"].shape
        (3, 4)
    """
    _check_kind(rnn)
    if rnn.weight_ih_l0.grad is None:
        raise ValueError("rnn has no gradients; call loss.backward() first.")
    return {
        "W_xh": _copy(rnn.weight_ih_l0.grad.T),
        "W_hh": _copy(rnn.weight_hh_l0.grad.T),
        "b_h": _copy(rnn.bias_ih_l0.grad),
    }


def to_torch(rnn: scratch.RNN) -> nn.RNN:
    """Return the `torch.nn.RNN` that computes the same as a NumPy RNN.

    Args:
        rnn: The NumPy RNN.

    Returns:
        A `torch.nn.RNN(batch_first=True)` with copies of the weights, in the same
        dtype; our one bias becomes its first, its second is zero.

    Raises:
        ValueError: If `rnn` is not a NumPy RNN of this package.

    Examples:
        >>> ours = scratch.RNN(3, 4, np.random.default_rng(0))
        >>> tuple(to_torch(ours).weight_ih_l0.shape)
        (4, 3)
    """
    checks.instance_of("rnn", rnn, scratch.RNN)
    cell = rnn.cell
    dtype = torch.from_numpy(cell.b_h).dtype
    with torch.random.fork_rng(devices=[]):  # leaves the global generator where it is
        theirs = nn.RNN(
            cell.input_size, cell.hidden_size, batch_first=True, dtype=dtype
        )
    with torch.no_grad():
        theirs.weight_ih_l0.copy_(torch.from_numpy(cell.W_xh.T))
        theirs.weight_hh_l0.copy_(torch.from_numpy(cell.W_hh.T))
        theirs.bias_ih_l0.copy_(torch.from_numpy(cell.b_h))
        theirs.bias_hh_l0.zero_()
    return theirs


def from_explicit(rnn: pytorch.RNN) -> scratch.RNN:
    """Return the NumPy RNN that computes the same as our PyTorch RNN.

    Args:
        rnn: Our PyTorch RNN, whose steps are written out.

    Returns:
        A NumPy RNN with copies of the weights, in the same dtype.

    Raises:
        ValueError: If `rnn` is of another class.

    Examples:
        >>> from_explicit(pytorch.RNN(3, 4)).cell.W_xh.shape
        (3, 4)
    """
    checks.instance_of("rnn", rnn, pytorch.RNN)
    return _new_scratch(**{n: _copy(p) for n, p in rnn.cell.named_parameters()})


def to_explicit(rnn: scratch.RNN) -> pytorch.RNN:
    """Return our PyTorch RNN that computes the same as a NumPy RNN.

    Args:
        rnn: The NumPy RNN.

    Returns:
        Our PyTorch RNN with copies of the weights, in the same dtype.

    Raises:
        ValueError: If `rnn` is of another class.

    Examples:
        >>> ours = to_explicit(scratch.RNN(3, 4, np.random.default_rng(0)))
        >>> tuple(ours.cell.W_xh.shape)
        (3, 4)
    """
    checks.instance_of("rnn", rnn, scratch.RNN)
    weights = {name: torch.from_numpy(p) for name, p in rnn.parameters().items()}
    dtype = weights["b_h"].dtype
    own_generator = torch.Generator()  # leaves the global generator where it is
    ours = pytorch.RNN(*weights["W_xh"].shape, own_generator, dtype=dtype)
    ours.cell.load_state_dict(weights)
    return ours


def _check_kind(rnn: nn.RNN) -> None:
    checks.instance_of("rnn", rnn, nn.RNN)
    for name, expected in _EXPECTED.items():
        checks.one_of(f"rnn.{name}", getattr(rnn, name), (expected,))


def _copy(tensor: torch.Tensor) -> NDArray[np.floating]:
    return tensor.detach().cpu().contiguous().numpy().copy()


def _new_scratch(**weights: NDArray[np.floating]) -> scratch.RNN:
    """Build a NumPy RNN around given weights."""
    input_size, hidden_size = weights["W_xh"].shape
    rng = np.random.default_rng(0)  # its draws are overwritten at once
    ours = scratch.RNN(input_size, hidden_size, rng, weights["b_h"].dtype)
    for name, parameter in ours.parameters().items():
        parameter[...] = weights[name]
    return ours
