"""Cases of any cell: a network in NumPy, what goes in, and what comes back."""

import numpy as np
import torch
from rnn_tutorial.scratch.stack import Stack
from torch import Tensor, nn

from rnn_tutorial.pytorch import gru, lstm, rnn
from rnn_tutorial.pytorch.convert import grads_from_torch, to_explicit, to_torch
from rnn_tutorial.scratch.gru import GRU
from rnn_tutorial.scratch.lstm import LSTM
from rnn_tutorial.scratch.rnn import RNN

SCRATCH = {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}
EXPLICIT = {"RNN": rnn.RNN, "LSTM": lstm.LSTM, "GRU": gru.GRU}
LIBRARY = {"RNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}
KINDS = tuple(SCRATCH)

# The same sums in another order, nothing else: the widest cases come to ten roundings.
TOLERANCE = {dtype: 100 * np.finfo(dtype).eps for dtype in ("float32", "float64")}

# NumPy's BLAS says so of about one float32 product in a million, though all numbers are
# finite. Whether the result is right, the tests see for themselves.
FALSE_ALARM = "ignore:invalid value encountered in matmul"


class Case:
    """A NumPy network, an input with a state, and gradients by what they lead to."""

    def __init__(
        self,
        kind,
        num_layers=1,
        *,
        batch_size=2,
        seq_len=5,
        input_size=3,
        hidden_size=4,
        dtype="float64",
        seed=0,
    ):
        rng = np.random.default_rng(seed)

        def normal(*shape):
            return rng.normal(size=shape).astype(dtype)

        def state():
            cells = (layer.cell for layer in layers_of(self.network))
            zeros = [cell.initial_state(batch_size) for cell in cells]
            drawn = mapped(lambda array: normal(*array.shape), zeros)
            return drawn[0] if num_layers == 1 else drawn

        self.kind = kind
        self.network = new_network(
            kind, num_layers, input_size, hidden_size, rng, dtype
        )
        self.x = normal(batch_size, seq_len, input_size)
        self.doutput = normal(batch_size, seq_len, hidden_size)
        self.state_0, self.dstate_n = state(), state()

    @property
    def arrays(self):
        return self.x, self.state_0, self.doutput, self.dstate_n


def new_network(kind, num_layers, input_size, hidden_size, rng, dtype="float64"):
    sizes = [input_size, *[hidden_size] * (num_layers - 1)]
    layers = [SCRATCH[kind](size, hidden_size, rng, dtype) for size in sizes]
    return layers[0] if num_layers == 1 else Stack(layers)


def layers_of(network):
    return network.layers if isinstance(network, Stack) else [network]


def mapped(function, state):
    """Apply a function to every array of a state: `h`, `(h, c)` or a list of them."""
    if isinstance(state, tuple | list):
        return type(state)(mapped(function, part) for part in state)
    return function(state)


def leaves(state):
    found = []
    mapped(found.append, state)
    return found


def run(module, *arguments):
    """Call a network or a cell, in NumPy or PyTorch, with arrays and for arrays."""
    if not isinstance(module, nn.Module):
        return module.forward(*arguments)
    with torch.no_grad():
        return mapped(Tensor.numpy, module(*mapped(torch.from_numpy, arguments)))


def named(**states):
    """Name every array of some states, so that they can be compared one by one."""
    return {
        f"{name}[{number}]": part
        for name, state in states.items()
        for number, part in enumerate(leaves(state))
    }


def scratch_results(network, x, state_0, doutput, dstate_n):
    output, state_n = network.forward(x, state_0)
    dx, dstate_0, grads = network.backward(doutput, dstate_n)
    return named(output=output, state_n=state_n, dx=dx, dstate_0=dstate_0) | grads


def explicit_results(network, *arrays):
    twin = to_explicit(network)
    return autograd_results(twin, *arrays) | explicit_grads(twin)


def explicit_grads(twin):
    return {
        name.removeprefix("layers.").replace("cell.", ""): parameter.grad.numpy()
        for name, parameter in twin.named_parameters()
    }


def library_results(network, *arrays):
    module = to_torch(network)

    def forward(x, state_0):
        layers = state_0 if isinstance(state_0, list) else [state_0]
        parts = [torch.stack(part) for part in zip(*map(leaves, layers), strict=True)]
        output, state_n = module(x, tuple(parts) if len(parts) > 1 else parts[0])
        return output, list(zip(*leaves(state_n), strict=True))

    return autograd_results(forward, *arrays) | grads_from_torch(module)


def autograd_results(forward, x, state_0, doutput, dstate_n):
    x, state_0 = mapped(lambda a: torch.tensor(a, requires_grad=True), (x, state_0))
    output, state_n = forward(x, state_0)
    gradients = [torch.from_numpy(gradient) for gradient in leaves((doutput, dstate_n))]
    torch.autograd.backward(leaves((output, state_n)), gradients)
    dx, dstate_0 = mapped(lambda tensor: tensor.grad, (x, state_0))
    results = named(output=output, state_n=state_n, dx=dx, dstate_0=dstate_0)
    return {name: tensor.detach().numpy() for name, tensor in results.items()}


def assert_close(found, expected):
    assert found.keys() == expected.keys()
    for name, array in found.items():
        wanted = expected[name]
        assert array.dtype == wanted.dtype, name
        atol = TOLERANCE[wanted.dtype.name] * max(1.0, np.abs(wanted).max())
        np.testing.assert_allclose(
            array, wanted, rtol=0, atol=atol, equal_nan=False, err_msg=name
        )


SHUT, OPEN = -100.0, 100.0  # the sigmoid of these is 0 and 1, to all digits of float64


def steered(cell, gates, **biases):
    """Let some gates of a cell hear nothing but a bias."""
    for gate, bias in biases.items():
        block = block_of(cell, gates.index(gate))
        cell.W_x[:, block], cell.W_h[:, block], cell.b[block] = 0.0, 0.0, bias
    return cell


def block_of(cell, number):
    return slice(number * cell.hidden_size, (number + 1) * cell.hidden_size)


def said_with_open_block(cell, number, weights):
    """List what the gates say when one block of the weights is large, the rest zero."""
    for parameter in cell.parameters().values():
        parameter[...] = 0.0
    cell.parameters()[weights][..., block_of(cell, number)] = OPEN
    x_t, h_prev = np.ones((1, cell.input_size)), np.ones((1, cell.hidden_size))
    return [np.unique(gate).tolist() for gate in cell.gates(x_t, h_prev)]


def fills(values, low, high):
    return low <= values.min() < low + 0.1 and high - 0.1 < values.max() <= high
