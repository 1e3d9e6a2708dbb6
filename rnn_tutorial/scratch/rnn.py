"""The plain (Elman) RNN in NumPy: one step, forwards and backwards.

`N` is the batch size, `T` the sequence length, `D` the input size and `H` the hidden
size. Each input is a row, so a step is `x_t @ W_xh + h_prev @ W_hh + b_h`.
"""

import numpy as np

from rnn_tutorial.scratch.cell import Array, Cell, Grads, Shapes
from rnn_tutorial.scratch.recurrent import FromSizes


class RNNCell(Cell):
    r"""One RNN step: a new hidden state from one input and the old hidden state.

    $h_t = \tanh(x_t W_{xh} + h_{t-1} W_{hh} + b_h)$: `W_xh` is `(D, H)`, `W_hh`
    `(H, H)`, `b_h` `(H,)`. The arguments are those of `Cell`.

    Source: Elman (1990), "Finding structure in time"; the equation as in Goodfellow,
    Bengio & Courville (2016), eqs. 10.8 and 10.9.

    Examples:
        >>> cell = RNNCell(input_size=3, hidden_size=4, rng=np.random.default_rng(0))
        >>> h_t = cell.forward(np.ones((2, 3)), cell.initial_state(batch_size=2))
        >>> list(cell.parameters()), h_t.shape, float(h_t[0, 0])
        (['W_xh', 'W_hh', 'b_h'], (2, 4), 0.5911)
    """

    WEIGHTS = ("W_xh", "W_hh", "b_h")

    def _shapes(self, D: int, H: int) -> Shapes:
        return (D, H), (H, H), (H,)

    def forward(self, x_t: Array, h_prev: Array) -> Array:
        """Return the new hidden state $h_t$; shapes as in `Cell.forward`."""
        self._check(x_t, h_prev=h_prev)
        return np.tanh(x_t @ self.W_xh + h_prev @ self.W_hh + self.b_h)  # (N, H)

    def backward(
        self, dh_t: Array, x_t: Array, h_prev: Array
    ) -> tuple[Array, Array, Grads]:
        r"""Return `(dx_t, dh_prev, grads)`, as in `Cell.backward`.

        By the chain rule, with $\tanh' = 1 - \tanh^2$ and $a_t$ for what stands inside
        the tanh: $\mathrm{d}a_t = \mathrm{d}h_t \odot (1 - h_t^2)$.
        """
        h_t = self.forward(x_t, h_prev)
        self._check(x_t, dh_t=dh_t)
        da_t = dh_t * (1 - h_t**2)  # (N, H)
        grads = {
            "W_xh": x_t.T @ da_t,  # (D, H)
            "W_hh": h_prev.T @ da_t,  # (H, H)
            "b_h": da_t.sum(axis=0),  # (H,)
        }
        return da_t @ self.W_xh.T, da_t @ self.W_hh.T, grads


class RNN(FromSizes):
    """An `RNNCell`, applied to every step of a sequence."""

    cell_class = RNNCell
