"""Recurrent layers of one kind of cell, one layer deep, in one direction.

The way back is written by hand. Where there is a `rnn_layers`, the page's own engine
in WebAssembly, it does the work for single precision; NumPy does the rest.
"""

import numpy as np

from torch.nn import init
from torch.nn.module import Module, Parameter
from torch.tensor import Tensor, made

try:
    import rnn_layers
    from pyodide.ffi import to_js
except ImportError:
    rnn_layers = None


class RNNBase(Module):
    """What the three have in common."""

    GATES = 1

    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers=1,
        batch_first=False,
        nonlinearity="tanh",
        dtype=None,
        **others,
    ):
        super().__init__()
        if num_layers != 1 or any(others.values()):
            raise NotImplementedError("only simple layers run in a browser")
        self.input_size, self.hidden_size = input_size, hidden_size
        self.num_layers, self.batch_first, self.bias = num_layers, batch_first, True
        self.dropout, self.bidirectional, self.proj_size = 0.0, False, 0
        self.nonlinearity, self.mode = nonlinearity, type(self).__name__
        width, bound = self.GATES * hidden_size, 1 / np.sqrt(hidden_size)
        shapes = {
            "weight_ih_l0": (width, input_size),
            "weight_hh_l0": (width, hidden_size),
            "bias_ih_l0": width,
            "bias_hh_l0": width,
        }
        for name, shape in shapes.items():
            drawn = Tensor(np.empty(shape, dtype or np.float32))
            setattr(self, name, Parameter(init.uniform_(drawn, -bound, bound)))

    @property
    def all_weights(self):
        return [list(self.parameters())]

    def forward(self, x, state=None):
        """Return all hidden states, and the last state, with an axis for layers."""
        x = x.transpose(0, 1) if self.batch_first else x  # (T, N, D)
        steps, batch = x.shape[:2]
        given = () if state is None else state if isinstance(state, tuple) else (state,)
        zeros = np.zeros((batch, self.hidden_size), x.dtype)
        begin = [part[0] for part in given] or [Tensor(zeros)] * self.STATES
        run = (_InEngine if self._fits_engine(x) else self.IN_NUMPY)(self)
        weights = list(self.parameters())
        arrays = [one.array for one in (x, *begin, *weights)]
        whole = made(
            run.forward(*arrays), (x, *begin, *weights), lambda g: run.backward(g)
        )
        states = whole[:steps]
        last = tuple(whole[steps - 1 + i][None] for i in range(self.STATES))
        output = states.transpose(0, 1) if self.batch_first else states
        return output, last if self.STATES > 1 else last[0]

    def _fits_engine(self, x):
        is_known = self.nonlinearity == "tanh" and x.dtype == np.float32
        return rnn_layers is not None and is_known


def _sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2


class _Looped:
    """A layer in NumPy, step by step; of an LSTM the last cell state comes behind."""

    def __init__(self, layer):
        self.layer = layer

    def forward(self, x, *others):
        *begin, W_ih, W_hh, b_ih, b_hh = others
        self.x, self.W_ih, self.W_hh, self.b_hh = x, W_ih, W_hh, b_hh
        from_x = x @ W_ih.T + b_ih  # (T, N, width)
        self.states, self.kept = [tuple(begin)], []
        for row in from_x:
            state, kept = self.step(row, self.states[-1])
            self.states.append(state)
            self.kept.append(kept)
        hidden = [state[0] for state in self.states[1:]]
        return np.stack(hidden + list(self.states[-1][1:]))

    def backward(self, grad):
        steps, n_parts = len(self.x), len(self.states[0])
        dstate = [np.zeros_like(part) for part in self.states[0]]
        if n_parts > 1:
            dstate[1] = grad[steps]
        dx, dW_hh = np.empty_like(self.x), np.zeros_like(self.W_hh)
        dW_ih, db_ih, db_hh = np.zeros_like(self.W_ih), 0, 0
        for t in reversed(range(steps)):
            dstate[0] = dstate[0] + grad[t]
            da_x, da_h, direct = self.step_back(dstate, t)
            dx[t] = da_x @ self.W_ih
            dW_ih += da_x.T @ self.x[t]
            dW_hh += da_h.T @ self.states[t][0]
            db_ih, db_hh = db_ih + da_x.sum(axis=0), db_hh + da_h.sum(axis=0)
            dstate[0] = da_h @ self.W_hh + direct
        return [dx, *dstate, dW_ih, dW_hh, db_ih, db_hh]


class _RNN(_Looped):
    def step(self, row, state):
        a = row + state[0] @ self.W_hh.T + self.b_hh
        h = np.tanh(a) if self.layer.nonlinearity == "tanh" else np.maximum(a, 0)
        return (h,), None

    def step_back(self, dstate, t):
        h = self.states[t + 1][0]
        is_tanh = self.layer.nonlinearity == "tanh"
        da = dstate[0] * (1 - h * h if is_tanh else h > 0)
        return da, da, 0


class _LSTM(_Looped):
    def step(self, row, state):
        h, c = state
        a = row + h @ self.W_hh.T + self.b_hh
        i, f, g, o = np.split(a, 4, axis=1)
        i, f, g, o = _sigmoid(i), _sigmoid(f), np.tanh(g), _sigmoid(o)
        c = f * c + i * g
        squashed = np.tanh(c)
        return (o * squashed, c), (i, f, g, o, squashed)

    def step_back(self, dstate, t):
        (i, f, g, o, squashed), (_, c_before) = self.kept[t], self.states[t]
        dh, dc = dstate
        dc = dc + dh * o * (1 - squashed**2)
        da_i, da_f = dc * g * i * (1 - i), dc * c_before * f * (1 - f)
        da_g, da_o = dc * i * (1 - g**2), dh * squashed * o * (1 - o)
        dstate[1] = dc * f
        da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)
        return da, da, 0


class _GRU(_Looped):
    def step(self, row, state):
        (h,) = state
        x_r, x_z, x_n = np.split(row, 3, axis=1)
        h_r, h_z, told = np.split(h @ self.W_hh.T + self.b_hh, 3, axis=1)
        r, z = _sigmoid(x_r + h_r), _sigmoid(x_z + h_z)
        n = np.tanh(x_n + r * told)
        return ((1 - z) * n + z * h,), (r, z, n, told)

    def step_back(self, dstate, t):
        (r, z, n, told), (h,), (dh,) = self.kept[t], self.states[t], dstate
        da_n = dh * (1 - z) * (1 - n**2)
        da_z, da_r = dh * (h - n) * z * (1 - z), da_n * told * r * (1 - r)
        da_x = np.concatenate([da_r, da_z, da_n], axis=1)
        da_h = np.concatenate([da_r, da_z, da_n * r], axis=1)
        return da_x, da_h, z * dh


class _InEngine:
    """A layer in the engine of the page's figures, whose names and shapes are ours."""

    def __init__(self, layer):
        self.kind = type(layer).__name__
        self.has_cell_state = layer.STATES > 1

    def forward(self, x, *others):
        *begin, W_ih, W_hh, b_ih, b_hh = others
        self.shapes = [one.shape for one in (x, *begin, W_ih, W_hh)]
        hidden = W_hh.shape[1]
        bias, own = b_ih + b_hh, b_hh[:0]
        if self.kind == "GRU":  # whose candidate keeps them apart
            bias[-hidden:], own = b_ih[-hidden:], b_hh[-hidden:]
        parts = [x, begin[0], begin[-1], W_ih.T, W_hh.T, bias, own]
        self.given = [to_js(np.ravel(one).astype(np.float32)) for one in parts]
        self.sizes = self.kind, x.shape[2], hidden, x.shape[1], x.shape[0]
        found = rnn_layers.forward(*self.sizes, *self.given)
        self.turn = found.turn
        states = np.asarray(found.states.to_py())
        return states.reshape(-1, x.shape[1], hidden)

    def backward(self, grad):
        dstates = to_js(np.ravel(grad).astype(np.float32))
        found = rnn_layers.backward(self.turn, *self.sizes, *self.given, dstates)
        dx, dh, dc, dW_x, dW_h, db, own = (np.asarray(one.to_py()) for one in found)
        x, *begin, W_ih, W_hh = self.shapes
        db_hh = db.copy()
        if self.kind == "GRU":
            db_hh[-len(own) :] = own
        dstate = [part.reshape(begin[0]) for part in (dh, dc)[: len(begin)]]
        turned = [dW_x.reshape(W_ih[::-1]).T, dW_h.reshape(W_hh[::-1]).T]
        return [dx.reshape(x), *dstate, *turned, db, db_hh]


class RNN(RNNBase):
    """The plain one."""

    STATES, IN_NUMPY = 1, _RNN


class LSTM(RNNBase):
    """Gates in the order i, f, g, o."""

    GATES, STATES, IN_NUMPY = 4, 2, _LSTM


class GRU(RNNBase):
    """Gates in the order r, z, n."""

    GATES, STATES, IN_NUMPY = 3, 1, _GRU
