"""The LSTM in NumPy: one step, forwards and backwards.

The four gates share one product: their weights stand side by side, in PyTorch's order.
"""

import numpy as np
from numpy.typing import DTypeLike

from rnn_tutorial import checks
from rnn_tutorial.scratch.cell import Array, Cell, Grads, Shapes, sigmoid
from rnn_tutorial.scratch.recurrent import FromSizes


class LSTMCell(Cell):
    r"""One LSTM step: a new hidden and cell state from one input and the old ones.

    $c_t = f_t \odot c_{t-1} + i_t \odot g_t$ and $h_t = o_t \odot \tanh(c_t)$, with
    $i_t, f_t, o_t = \sigma(a_t)$ and $g_t = \tanh(a_t)$, each with its own quarter of
    $a_t = x_t W_x + h_{t-1} W_h + b$, in the order $i, f, g, o$: `W_x` is `(D, 4H)`,
    `W_h` `(H, 4H)`, `b` `(4H,)`. The arguments are those of `Cell`, and `forget_bias`:
    what the forget gate's bias begins as; drawn like the rest if not given.

    Source: Hochreiter & Schmidhuber (1997), "Long short-term memory"; the forget gate,
    and a large bias for it: Gers, Schmidhuber & Cummins (2000), "Learning to forget";
    Jozefowicz et al. (2015). Equations as in `torch.nn.LSTMCell`.
    """

    WEIGHTS = ("W_x", "W_h", "b")
    GATES = ("i", "f", "g", "o")  # input, forget, candidate, output
    CANDIDATE = "g"

    def _shapes(self, D: int, H: int) -> Shapes:
        return (D, 4 * H), (H, 4 * H), (4 * H,)

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
        forget_bias: float | None = None,
    ) -> None:
        super().__init__(input_size, hidden_size, rng, dtype)
        if forget_bias is not None:
            checks.number("forget_bias", forget_bias)
            self.b[hidden_size : 2 * hidden_size] = forget_bias

    def initial_state(self, batch_size: int) -> tuple[Array, Array]:
        """Return `(h_0, c_0)`, zeros both, shape `(batch_size, hidden_size)` each."""
        zeros = super().initial_state(batch_size)
        return zeros, zeros.copy()

    def gates(self, x_t: Array, h_prev: Array) -> tuple[Array, Array, Array, Array]:
        """Return input gate, forget gate, candidate, output gate, `(batch, H)` each."""
        self._check(x_t, h_prev=h_prev)
        a_t = x_t @ self.W_x + h_prev @ self.W_h + self.b  # (N, 4H)
        i, f, g, o = np.split(a_t, 4, axis=1)  # (N, H) each
        return sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)

    def forward(self, x_t: Array, state: tuple[Array, Array]) -> tuple[Array, Array]:
        """Return the new states `(h_t, c_t)`; shapes as in `Cell.forward`."""
        h_prev, c_prev = checks.pair("state", state)
        self._check(x_t, h_prev=h_prev, c_prev=c_prev)
        i, f, g, o = self.gates(x_t, h_prev)
        c_t = f * c_prev + i * g  # (N, H)
        h_t = o * np.tanh(c_t)  # (N, H)
        return h_t, c_t

    def backward(
        self, dstate: tuple[Array, Array], x_t: Array, state: tuple[Array, Array]
    ) -> tuple[Array, tuple[Array, Array], Grads]:
        r"""Return `(dx_t, (dh_prev, dc_prev), grads)`, as in `Cell.backward`.

        By the chain rule, with $\sigma' = \sigma (1 - \sigma)$. The cell state's way
        back is one product: $\mathrm{d}c_{t-1} = f_t \odot \mathrm{d}c_t$.
        """
        h_prev, c_prev = checks.pair("state", state)
        dh_t, dc_t = checks.pair("dstate", dstate)
        self._check(x_t, h_prev=h_prev, c_prev=c_prev, dh_t=dh_t, dc_t=dc_t)
        i, f, g, o = self.gates(x_t, h_prev)
        squashed = np.tanh(f * c_prev + i * g)
        dc_t = dc_t + dh_t * o * (1 - squashed**2)
        da_i, da_f = dc_t * g * i * (1 - i), dc_t * c_prev * f * (1 - f)
        da_g, da_o = dc_t * i * (1 - g**2), dh_t * squashed * o * (1 - o)
        da_t = np.concatenate([da_i, da_f, da_g, da_o], axis=1)  # (N, 4H)
        grads = {"W_x": x_t.T @ da_t, "W_h": h_prev.T @ da_t, "b": da_t.sum(axis=0)}
        return da_t @ self.W_x.T, (da_t @ self.W_h.T, dc_t * f), grads


class LSTM(FromSizes):
    """An `LSTMCell`, applied to every step of a sequence."""

    cell_class = LSTMCell
