"""Cases of any cell: a network in NumPy, what goes in, and what comes back."""

import numpy as np
import torch
from torch import nn

from rnn_tutorial.pytorch.convert import grads_from_torch, to_torch
from rnn_tutorial.pytorch.written import Written
from rnn_tutorial.scratch.cell import Cell, sigmoid
from rnn_tutorial.scratch.gru import GRU
from rnn_tutorial.scratch.lstm import LSTM
from rnn_tutorial.scratch.recurrent import FromSizes
from rnn_tutorial.scratch.rnn import RNN


class MGUCell(Cell):
    """A cell that the package does not know: the minimal gated unit.

    Zhou et al. (2016), "Minimal gated unit for recurrent neural networks".
    """

    WEIGHTS = ("W_x", "W_h", "b")
    GATES = ("f", "n")
    CANDIDATE = "n"

    def _shapes(self, D, H):
        return (D, 2 * H), (H, 2 * H), (2 * H,)

    def gates(self, x_t, h_prev):
        self._check(x_t, h_prev=h_prev)
        x_f, x_n = np.split(x_t @ self.W_x + self.b, 2, axis=1)
        U_f, U_n = np.split(self.W_h, 2, axis=1)
        f = sigmoid(x_f + h_prev @ U_f)
        return f, np.tanh(x_n + (f * h_prev) @ U_n)

    def candidate(self, x_t, h_prev, said):
        _, x_n = np.split(x_t @ self.W_x + self.b, 2, axis=1)
        _, U_n = np.split(self.W_h, 2, axis=1)
        return np.tanh(x_n + (said["f"] * h_prev) @ U_n)

    def forward(self, x_t, h_prev):
        f, n = self.gates(x_t, h_prev)
        return (1 - f) * h_prev + f * n

    def backward(self, dh_t, x_t, h_prev):
        f, n = self.gates(x_t, h_prev)
        U_f, U_n = np.split(self.W_h, 2, axis=1)
        da_n = dh_t * f * (1 - n**2)
        dkept = da_n @ U_n.T
        da_f = (dh_t * (n - h_prev) + dkept * h_prev) * f * (1 - f)
        da = np.concatenate([da_f, da_n], axis=1)
        dW_h = np.concatenate([h_prev.T @ da_f, (f * h_prev).T @ da_n], axis=1)
        grads = {"W_x": x_t.T @ da, "W_h": dW_h, "b": da.sum(axis=0)}
        return da @ self.W_x.T, dh_t * (1 - f) + dkept * f + da_f @ U_f.T, grads


class MGU(FromSizes):
    cell_class = MGUCell


# The package's cells, in the figures' order; those PyTorch has too; and a new one.
SCRATCH = {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}
LIBRARY = {"RNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}
WITH_NEW = SCRATCH | {"MGU": MGU}
KINDS = tuple(LIBRARY)

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
            zeros = self.network.cell.initial_state(batch_size)
            return mapped(lambda array: normal(*array.shape), zeros)

        self.kind = kind
        self.network = WITH_NEW[kind](input_size, hidden_size, rng, dtype)
        self.x = normal(batch_size, seq_len, input_size)
        self.doutput = normal(batch_size, seq_len, hidden_size)
        self.state_0, self.dstate_n = state(), state()

    @property
    def arrays(self):
        return self.x, self.state_0, self.doutput, self.dstate_n


def mapped(function, state):
    """Apply a function to every array of a state, `h` or `(h, c)`, or of a list."""
    if isinstance(state, tuple | list):
        return type(state)(mapped(function, part) for part in state)
    return function(state)


def leaves(state):
    found = []
    mapped(found.append, state)
    return found


def named(**states):
    """Name every array of some states, so that they can be compared one by one."""
    return {
        f"{name}[{number}]": part
        for name, state in states.items()
        for number, part in enumerate(leaves(state))
    }


def gradients(network, x, state_0, doutput, dstate_n):
    network.forward(x, state_0)
    return network.backward(doutput, dstate_n)


def scratch_results(network, x, state_0, doutput, dstate_n):
    output, state_n = network.forward(x, state_0)
    dx, dstate_0, grads = network.backward(doutput, dstate_n)
    return named(output=output, state_n=state_n, dx=dx, dstate_0=dstate_0) | grads


def library_results(network, *arrays):
    module = to_torch(network)
    return autograd_results(module, *arrays) | grads_from_torch(module)


def written_results(network, *arrays):
    layer = written(network)
    return autograd_results(layer, *arrays) | grads_of(layer)


def written(network):
    """Return a layer of PyTorch with the cell and the weights of a NumPy network."""
    cell = network.cell
    dtype = getattr(torch, cell.dtype.name)
    layer = Written(type(cell), cell.input_size, cell.hidden_size, dtype)
    weights = cell.parameters().items()
    layer.load_state_dict({name: torch.from_numpy(array) for name, array in weights})
    return layer


def grads_of(layer):
    return {name: weights.grad.numpy() for name, weights in layer.named_parameters()}


def autograd_results(module, x, state_0, doutput, dstate_n):
    """Go forward and back; a state of PyTorch has one more dimension in front."""
    x, state_0 = mapped(lambda a: torch.tensor(a, requires_grad=True), (x, state_0))
    output, state_n = module(x, mapped(lambda part: part[None], state_0))
    state_n = mapped(lambda part: part[0], state_n)
    backward((output, state_n), (doutput, dstate_n))
    dx, dstate_0 = mapped(lambda tensor: tensor.grad, (x, state_0))
    results = named(output=output, state_n=state_n, dx=dx, dstate_0=dstate_0)
    return {name: tensor.detach().numpy() for name, tensor in results.items()}


def backward(results, gradients):
    tensors = [torch.from_numpy(gradient) for gradient in leaves(gradients)]
    torch.autograd.backward(leaves(results), tensors)


def assert_close(found, expected):
    assert found.keys() == expected.keys()
    for name, array in found.items():
        wanted = expected[name]
        assert array.dtype == wanted.dtype, name
        atol = TOLERANCE[wanted.dtype.name] * max(1.0, np.abs(wanted).max())
        np.testing.assert_allclose(
            array, wanted, rtol=0, atol=atol, equal_nan=False, err_msg=name
        )


def assert_equal(found, expected):
    assert found.keys() == expected.keys()
    for name, array in found.items():
        assert array.dtype == expected[name].dtype, name
        np.testing.assert_array_equal(array, expected[name], err_msg=name)


SHUT, OPEN = -100.0, 100.0  # the sigmoid of these is 0 and 1, to all digits of float64


def steered(cell, **biases):
    """Let some gates of a cell hear nothing but a bias."""
    for gate, bias in biases.items():
        block = block_of(cell, cell.GATES.index(gate))
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
