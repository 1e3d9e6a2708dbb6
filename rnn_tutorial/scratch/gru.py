"""The GRU in NumPy, in PyTorch's form: one step, forwards and backwards.

Two things differ between GRUs in books and libraries. In this one `z` keeps the past,
`h = (1 - z) * n + z * h_prev`, and `r` acts after the product with the old state.
"""

from collections.abc import Mapping

import numpy as np

from rnn_tutorial.scratch.cell import Array, Cell, Grads, Shapes, sigmoid
from rnn_tutorial.scratch.recurrent import FromSizes


class GRUCell(Cell):
    r"""One GRU step: a new hidden state, blended from the old one and a candidate.

    $h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}$ with
    $n_t = \tanh(x_t W_{xn} + b_n + r_t \odot (h_{t-1} W_{hn} + b_{hn}))$ and
    $r_t, z_t = \sigma(x_t W_x + h_{t-1} W_h + b)$, each with its own third of the
    weights, in the order $r, z, n$: `W_x` is `(D, 3H)`, `W_h` `(H, 3H)`, `b` `(3H,)`.
    The candidate has a second bias `b_hn`, `(H,)`. The arguments are those of `Cell`.

    Source: Cho et al. (2014), "Learning phrase representations using RNN
    encoder-decoder", in the form of `torch.nn.GRUCell`, which is that of cuDNN.
    """

    WEIGHTS = ("W_x", "W_h", "b", "b_hn")
    GATES = ("r", "z", "n")  # reset, update, candidate
    CANDIDATE = "n"

    def _shapes(self, D: int, H: int) -> Shapes:
        return (D, 3 * H), (H, 3 * H), (3 * H,), (H,)

    def gates(self, x_t: Array, h_prev: Array) -> tuple[Array, Array, Array]:
        """Return reset gate, update gate and candidate, `(batch, H)` each."""
        return self._gates(x_t, h_prev)[:3]

    def _gates(self, x_t: Array, h_prev: Array) -> tuple[Array, Array, Array, Array]:
        """Return the gates, and what the old state tells the candidate, before `r`."""
        self._check(x_t, h_prev=h_prev)
        x_r, x_z, x_n = np.split(x_t @ self.W_x + self.b, 3, axis=1)  # (N, H) each
        h_r, h_z, h_n = np.split(h_prev @ self.W_h, 3, axis=1)
        told = h_n + self.b_hn
        r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
        return r, z, np.tanh(x_n + r * told), told

    def candidate(self, x_t: Array, h_prev: Array, said: Mapping[str, Array]) -> Array:
        """Return the candidate if all `GATES` say what is `said`: it listens to `r`."""
        *_, told = self._gates(x_t, h_prev)
        _, _, x_n = np.split(x_t @ self.W_x + self.b, 3, axis=1)
        return np.tanh(x_n + said["r"] * told)

    def forward(self, x_t: Array, h_prev: Array) -> Array:
        """Return the new hidden state $h_t$; shapes as in `Cell.forward`."""
        _, z, n = self.gates(x_t, h_prev)
        return (1 - z) * n + z * h_prev  # (N, H)

    def backward(
        self, dh_t: Array, x_t: Array, h_prev: Array
    ) -> tuple[Array, Array, Grads]:
        r"""Return `(dx_t, dh_prev, grads)`, as in `Cell.backward`.

        By the chain rule, with $\sigma' = \sigma (1 - \sigma)$. What the update gate
        keeps goes back untouched: $\mathrm{d}h_{t-1} = z_t \odot \mathrm{d}h_t + \dots$
        """
        r, z, n, told = self._gates(x_t, h_prev)
        self._check(x_t, dh_t=dh_t)
        da_n = dh_t * (1 - z) * (1 - n**2)
        da_z = dh_t * (h_prev - n) * z * (1 - z)
        da_r = da_n * told * r * (1 - r)
        da_x = np.concatenate([da_r, da_z, da_n], axis=1)  # (N, 3H)
        da_h = np.concatenate([da_r, da_z, da_n * r], axis=1)  # (N, 3H)
        grads = {"W_x": x_t.T @ da_x, "W_h": h_prev.T @ da_h, "b": da_x.sum(axis=0)}
        grads["b_hn"] = (da_n * r).sum(axis=0)
        return da_x @ self.W_x.T, z * dh_t + da_h @ self.W_h.T, grads


class GRU(FromSizes):
    """A `GRUCell`, applied to every step of a sequence."""

    cell_class = GRUCell
