"""Weights carried from one network to another: NumPy, our PyTorch, `torch.nn`.

`torch.nn` keeps its matrices the other way round, `(to, from)`, and two biases which
it only adds; the order of the gates is ours. This file is the only place that knows.
"""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.pytorch import gru as pytorch_gru
from rnn_tutorial.pytorch import lstm as pytorch_lstm
from rnn_tutorial.pytorch import recurrent as pytorch
from rnn_tutorial.pytorch import rnn as pytorch_rnn
from rnn_tutorial.pytorch import stack as pytorch_stack
from rnn_tutorial.scratch import gru, lstm, recurrent, rnn, stack

Array = NDArray[np.floating]
Scratch = recurrent.Recurrent | stack.Stack
Explicit = pytorch.Recurrent | pytorch_stack.Stack


class _Family(NamedTuple):
    """One kind of network: ours in NumPy and in PyTorch, and the library's."""

    scratch: type[recurrent.Recurrent]
    explicit: type[pytorch.Recurrent]
    library: type[nn.RNNBase]
    weights: tuple[str, ...]


_FAMILIES = (
    _Family(rnn.RNN, pytorch_rnn.RNN, nn.RNN, rnn.RNNCell.WEIGHTS),
    _Family(lstm.LSTM, pytorch_lstm.LSTM, nn.LSTM, lstm.LSTMCell.WEIGHTS),
    _Family(gru.GRU, pytorch_gru.GRU, nn.GRU, gru.GRUCell.WEIGHTS),
)

_EXPECTED = {
    "bidirectional": False,
    "batch_first": True,
    "bias": True,
    "dropout": 0.0,
    "proj_size": 0,
}


def from_torch(module: nn.RNNBase) -> Scratch:
    r"""Return the NumPy network that computes the same as one of `torch.nn`.

    $W_x = W_{ih}^\top$, $W_h = W_{hh}^\top$, $b = b_{ih} + b_{hh}$; but a GRU's
    $b_{hn}$ stays apart.

    Args:
        module: `torch.nn.RNN`, `LSTM` or `GRU`: one direction, `batch_first=True`,
            with tanh, biases, and neither dropout nor projection.

    Returns:
        `RNN`, `LSTM` or `GRU` of this package, or a `Stack` if there are several
        layers, with copies of the weights, in the same dtype.

    Raises:
        ValueError: If `module` is of another kind.

    Source:
        `torch.nn.RNN`, `torch.nn.LSTM`, `torch.nn.GRU`, section "Variables".

    Examples:
        >>> ours = from_torch(nn.RNN(input_size=3, hidden_size=4, batch_first=True))
        >>> ours.cell.W_xh.shape
        (3, 4)
    """
    family = _family_of(module)
    layers = []
    for w_ih, w_hh, b_ih, b_hh in _layers(module):
        b = b_ih + b_hh
        if family.library is nn.GRU:
            b = torch.cat([b[: -module.hidden_size], b_ih[-module.hidden_size :]])
        layers.append(_filled(family, _ours(family, w_ih, w_hh, b, b_hh)))
    return layers[0] if len(layers) == 1 else stack.Stack(layers)


def grads_from_torch(module: nn.RNNBase) -> dict[str, Array]:
    """Return autograd's gradients under our names and in our layout.

    Args:
        module: A module of `torch.nn` after `loss.backward()`; its kind as in
            `from_torch`.

    Returns:
        The gradients by name, as `backward` of our NumPy network returns them.

    Raises:
        ValueError: If `module` is of another kind, or has no gradients yet.

    Source:
        The loss sees only the sum of two biases, so its gradient by either is its
        gradient by the sum.

    Examples:
        >>> rnn = nn.RNN(input_size=3, hidden_size=4, batch_first=True)
        >>> rnn(torch.ones(2, 5, 3))[0].sum().backward()
        >>> grads_from_torch(rnn)["W_xh"].shape
        (3, 4)
    """
    family = _family_of(module)
    if any(parameter.grad is None for parameter in module.parameters()):
        raise ValueError("module has no gradients; call loss.backward() first.")
    layers = [
        _ours(family, *(parameter.grad for parameter in parameters))
        for parameters in _layers(module)
    ]
    if len(layers) == 1:
        return layers[0]
    return {f"{i}.{name}": a for i, of in enumerate(layers) for name, a in of.items()}


def to_torch(network: Scratch) -> nn.RNNBase:
    """Return the network of `torch.nn` that computes the same as a NumPy network.

    Args:
        network: `RNN`, `LSTM` or `GRU` of this package in NumPy, or a `Stack` of one
            kind and one hidden size.

    Returns:
        `torch.nn.RNN`, `LSTM` or `GRU` with `batch_first=True` and copies of the
        weights, in the same dtype; our one bias becomes its first, its second is zero.

    Raises:
        ValueError: If `network` is anything else.

    Examples:
        >>> ours = rnn.RNN(3, 4, np.random.default_rng(0))
        >>> tuple(to_torch(ours).weight_ih_l0.shape)
        (4, 3)
    """
    layers = _scratch_layers(network)
    first = layers[0]
    for number, layer in enumerate(layers):
        checks.instance_of(f"layers[{number}]", layer, type(first))
        wanted = (first.hidden_size,)
        checks.one_of(f"layers[{number}].hidden_size", layer.hidden_size, wanted)
        wanted = (first.cell.dtype.name,)
        checks.one_of(f"layers[{number}].cell.dtype", layer.cell.dtype.name, wanted)
    with torch.random.fork_rng(devices=[]):  # leaves the global generator where it is
        module = _family("network", first).library(
            first.input_size,
            first.hidden_size,
            num_layers=len(layers),
            batch_first=True,
            dtype=_dtype(first),
        )
    with torch.no_grad():
        for layer, parameters in zip(layers, _layers(module), strict=True):
            for parameter, array in zip(parameters, _theirs(layer), strict=True):
                parameter.copy_(torch.from_numpy(array))
    return module


def from_explicit(network: Explicit) -> Scratch:
    """Return the NumPy network that computes the same as our PyTorch one.

    Args:
        network: Our PyTorch `RNN`, `LSTM` or `GRU`, whose steps are written out, or a
            `Stack` of them.

    Returns:
        The NumPy network with copies of the weights, in the same dtype.

    Raises:
        ValueError: If `network` is of another class.

    Examples:
        >>> from_explicit(pytorch_rnn.RNN(3, 4)).cell.W_xh.shape
        (3, 4)
    """
    if isinstance(network, pytorch_stack.Stack):
        return stack.Stack([from_explicit(layer) for layer in network.layers])
    checks.instance_of("network", network, pytorch.Recurrent)
    weights = {name: _copy(p) for name, p in network.cell.named_parameters()}
    return _filled(_family("network", network), weights)


def to_explicit(network: Scratch) -> Explicit:
    """Return our PyTorch network that computes the same as a NumPy one.

    Args:
        network: Our NumPy `RNN`, `LSTM` or `GRU`, or a `Stack` of them.

    Returns:
        The PyTorch network with copies of the weights, in the same dtype.

    Raises:
        ValueError: If `network` is of another class.

    Examples:
        >>> ours = to_explicit(rnn.RNN(3, 4, np.random.default_rng(0)))
        >>> tuple(ours.cell.W_xh.shape)
        (3, 4)
    """
    if isinstance(network, stack.Stack):
        return pytorch_stack.Stack([to_explicit(layer) for layer in network.layers])
    checks.instance_of("network", network, recurrent.Recurrent)
    own_generator = torch.Generator()  # leaves the global generator where it is
    ours = _family("network", network).explicit(
        network.input_size, network.hidden_size, own_generator, dtype=_dtype(network)
    )
    weights = {name: torch.from_numpy(p) for name, p in network.parameters().items()}
    ours.cell.load_state_dict(weights)
    return ours


def _family(name: str, network: object) -> _Family:
    for family in _FAMILIES:
        if type(network) in family:
            return family
    came = f"{type(network).__module__}.{type(network).__name__}"
    raise ValueError(f"{name} is an object of class {came}; expected RNN, LSTM or GRU.")


def _family_of(module: nn.RNNBase) -> _Family:
    """Return the family of a module of the library, if it is of a kind that we have."""
    checks.instance_of("module", module, nn.RNNBase)
    expected = _EXPECTED | ({"nonlinearity": "tanh"} if type(module) is nn.RNN else {})
    for name, value in expected.items():
        checks.one_of(f"module.{name}", getattr(module, name), (value,))
    return _family("module", module)


def _layers(module: nn.RNNBase) -> list[list[nn.Parameter]]:
    """List each layer's two matrices and two biases."""
    return list(module.all_weights)


def _scratch_layers(network: Scratch) -> list[recurrent.Recurrent]:
    if isinstance(network, stack.Stack):
        return network.layers
    checks.instance_of("network", network, recurrent.Recurrent)
    return [network]


def _ours(
    family: _Family, w_ih: Tensor, w_hh: Tensor, b: Tensor, b_hh: Tensor
) -> dict[str, Array]:
    """Turn the matrices, and give everything our names."""
    tensors = [w_ih.T, w_hh.T, b]
    if family.library is nn.GRU:
        tensors.append(b_hh.chunk(3)[2])
    return dict(zip(family.weights, map(_copy, tensors), strict=True))


def _theirs(layer: recurrent.Recurrent) -> list[Array]:
    """List a layer's weights as the library keeps them: two matrices, two biases."""
    W_x, W_h, b, *b_hn = layer.parameters().values()
    b_hh = np.zeros_like(b)
    if b_hn:
        b_hh[-layer.hidden_size :] = b_hn[0]
    return [W_x.T, W_h.T, b, b_hh]


def _filled(family: _Family, weights: dict[str, Array]) -> recurrent.Recurrent:
    """Build a NumPy network around given weights."""
    W_x, W_h = (weights[name] for name in family.weights[:2])
    rng = np.random.default_rng(0)  # its draws are overwritten at once
    ours = family.scratch(len(W_x), len(W_h), rng, W_x.dtype)
    for name, parameter in ours.parameters().items():
        parameter[...] = weights[name]
    return ours


def _dtype(network: recurrent.Recurrent) -> torch.dtype:
    return getattr(torch, network.cell.dtype.name)


def _copy(tensor: Tensor) -> Array:
    return tensor.detach().cpu().contiguous().numpy().copy()
