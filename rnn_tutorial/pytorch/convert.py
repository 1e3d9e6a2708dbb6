"""Weights carried from one network to another: NumPy and `torch.nn`.

`torch.nn` keeps its matrices the other way round, `(to, from)`, and two biases which it
only adds (see the "Variables" of `torch.nn.RNN`); this file alone knows.
"""

import copy

import numpy as np
import torch
from torch import nn

from rnn_tutorial import checks
from rnn_tutorial.pytorch.written import Written, to_numpy
from rnn_tutorial.scratch.cell import Array, Grads
from rnn_tutorial.scratch.gru import GRU
from rnn_tutorial.scratch.lstm import LSTM
from rnn_tutorial.scratch.recurrent import Recurrent
from rnn_tutorial.scratch.rnn import RNN

_OURS = {nn.RNN: RNN, nn.LSTM: LSTM, nn.GRU: GRU}
_THEIRS = {ours.cell_class: theirs for theirs, ours in _OURS.items()}

_EXPECTED = {"bidirectional": False, "batch_first": True, "bias": True}
_EXPECTED |= {"dropout": 0.0, "proj_size": 0, "num_layers": 1}


def from_torch(module: nn.RNNBase | Written) -> Recurrent:
    r"""Return the NumPy network that computes the same as a layer of PyTorch.

    The module is `torch.nn.RNN`, `LSTM` or `GRU`: one layer, one direction,
    `batch_first=True`, with tanh, biases, and neither dropout nor projection; or a
    `Written` cell. $W_x = W_{ih}^\top$, $W_h = W_{hh}^\top$, $b = b_{ih} + b_{hh}$; but
    a GRU's $b_{hn}$ stays apart. The weights are copies, in the same dtype.

    Examples:
        >>> ours = from_torch(nn.RNN(input_size=3, hidden_size=4, batch_first=True))
        >>> ours.cell.W_xh.shape
        (3, 4)
    """
    if isinstance(module, Written):
        return copy.deepcopy(module.network())
    _check(module)
    W_ih, W_hh, b, b_hh = (to_numpy(each).copy() for each in module.parameters())
    n_added = _n_added(module)
    b[:n_added] += b_hh[:n_added]
    rng = np.random.default_rng(0)  # its draws are overwritten at once
    ours = _OURS[type(module)](module.input_size, module.hidden_size, rng, b.dtype)
    for name, array in _named(module, W_ih, W_hh, b, b_hh).items():
        ours.parameters()[name][...] = array
    return ours


def grads_from_torch(module: nn.RNNBase) -> Grads:
    """Return autograd's gradients as `backward` of the NumPy network returns them.

    The layer of `torch.nn` is one that `from_torch` takes, after `loss.backward()`. The
    loss sees only the sum of two biases, so its gradient by either is that by the sum.
    """
    _check(module)
    if any(parameter.grad is None for parameter in module.parameters()):
        raise ValueError("module has no gradients; call loss.backward() first.")
    return _named(module, *(to_numpy(each.grad).copy() for each in module.parameters()))


def to_torch(network: Recurrent) -> nn.RNNBase:
    """Return the layer of `torch.nn` that computes the same as our RNN, LSTM or GRU.

    It has `batch_first=True` and copies of the weights, in the same dtype; our one bias
    becomes its first, its second is zero.
    """
    checks.instance_of("network", network, Recurrent)
    cell_class = type(network.cell)
    checks.one_of("class of network.cell", cell_class, tuple(_THEIRS))
    W_x, W_h, b, *b_hn = map(torch.from_numpy, network.parameters().values())
    with torch.random.fork_rng(devices=[]):  # leaves the global generator where it is
        sizes = network.input_size, network.hidden_size
        module = _THEIRS[cell_class](*sizes, batch_first=True, dtype=b.dtype)
    with torch.no_grad():
        module.weight_ih_l0.copy_(W_x.T)
        module.weight_hh_l0.copy_(W_h.T)
        module.bias_ih_l0.copy_(b)
        module.bias_hh_l0.zero_()
        for bias in b_hn:
            module.bias_hh_l0[_n_added(module) :] = bias
    return module


def _check(module: nn.RNNBase) -> None:
    """Check that a layer of the library is of a kind that we have."""
    checks.instance_of("module", module, nn.RNNBase)
    expected = _EXPECTED | ({"nonlinearity": "tanh"} if type(module) is nn.RNN else {})
    for name, value in expected.items():
        checks.one_of(f"module.{name}", getattr(module, name), (value,))
    checks.one_of("class of module", type(module), tuple(_OURS))


def _n_added(module: nn.RNNBase) -> int:
    """Count the second biases that are only added to the first: not a GRU's `b_hn`."""
    n_apart = module.hidden_size if type(module) is nn.GRU else 0
    return len(module.bias_hh_l0) - n_apart


def _named(
    module: nn.RNNBase, W_ih: Array, W_hh: Array, b: Array, b_hh: Array
) -> Grads:
    """Turn the matrices, and give everything our names."""
    names = _OURS[type(module)].cell_class.WEIGHTS  # only a GRU's have a fourth
    arrays = W_ih.T.copy(), W_hh.T.copy(), b, b_hh[_n_added(module) :]
    return dict(zip(names, arrays, strict=False))
