"""The GRU in NumPy, in PyTorch's form: one step, forwards and backwards.

Two things differ between GRUs in books and libraries. In this one `z` keeps the past,
`h = (1 - z) * n + z * h_prev`, and `r` acts after the product with the old state.
"""

import numpy as np
from numpy.typing import DTypeLike

from rnn_tutorial.scratch.activations import sigmoid
from rnn_tutorial.scratch.cell import Array, Cell, Grads
from rnn_tutorial.scratch.recurrent import Recurrent

GATES = ("r", "z", "n")  # reset, update, candidate


class GRUCell(Cell):
    r"""One GRU step: a new hidden state, blended from the old one and a candidate.

    $h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}$ with
    $n_t = \tanh(x_t W_{xn} + b_n + r_t \odot (h_{t-1} W_{hn} + b_{hn}))$ and
    $r_t, z_t = \sigma(x_t W_x + h_{t-1} W_h + b)$, each with its own third of the
    weights, in the order $r, z, n$.

    Args:
        input_size: Number of features $D$ of one input vector.
        hidden_size: Number of hidden units $H$.
        rng: Source of the initial weights, uniform in $\pm 1/\sqrt{H}$.
        dtype: Number format of the weights, `float32` or `float64`.

    Attributes:
        W_x: Weights from the input to the gates, shape `(input_size, 3 * hidden_size)`.
        W_h: Weights from the old hidden state to the gates, shape
            `(hidden_size, 3 * hidden_size)`.
        b: Biases of the gates, shape `(3 * hidden_size,)`.
        b_hn: The candidate's second bias, which `r` multiplies, shape
            `(hidden_size,)`.

    Raises:
        ValueError: If a size is not positive, or `rng` or `dtype` is of another kind.

    Source:
        Cho et al. (2014), "Learning phrase representations using RNN encoder-decoder",
        in the form of `torch.nn.GRUCell`, which is that of cuDNN. Initial weights as
        there, with one bias where PyTorch keeps two that it only adds.

    Examples:
        >>> cell = GRUCell(input_size=3, hidden_size=4, rng=np.random.default_rng(0))
        >>> h_t = cell.forward(np.ones((2, 3)), cell.initial_state(batch_size=2))
        >>> h_t.shape, float(h_t[0, 0])
        ((2, 4), -0.3466)
    """

    WEIGHTS = ("W_x", "W_h", "b", "b_hn")

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__(input_size, hidden_size, rng, dtype)
        self.W_x = self._uniform(rng, input_size, 3 * hidden_size)
        self.W_h = self._uniform(rng, hidden_size, 3 * hidden_size)
        self.b = self._uniform(rng, 3 * hidden_size)
        self.b_hn = self._uniform(rng, hidden_size)

    def gates(self, x_t: Array, h_prev: Array) -> tuple[Array, Array, Array]:
        """Return what both gates and the candidate say to an input and the old state.

        Args:
            x_t: Input of this step, shape `(batch, input_size)`.
            h_prev: Hidden state of the step before, shape `(batch, hidden_size)`.

        Returns:
            `(r, z, n)`, shape `(batch, hidden_size)` each: reset and update gate
            between 0 and 1, the candidate between -1 and 1.

        Raises:
            ValueError: If a shape does not fit.

        Examples:
            >>> cell = GRUCell(1, 1, np.random.default_rng(0))
            >>> cell.W_x[:], cell.W_h[:], cell.b[:] = 0.0, 0.0, [0.0, 100.0, 0.0]
            >>> cell.b_hn[:] = 0.0
            >>> [gate.item() for gate in cell.gates(np.ones((1, 1)), np.ones((1, 1)))]
            [0.5, 1.0, 0.0]
        """
        r, z, n, _ = self._gates(x_t, h_prev)
        return r, z, n

    def _gates(self, x_t: Array, h_prev: Array) -> tuple[Array, Array, Array, Array]:
        """Return the gates, and what the old state tells the candidate, before `r`."""
        self._check(x_t, h_prev=h_prev)
        x_r, x_z, x_n = np.split(x_t @ self.W_x + self.b, 3, axis=1)  # (N, H) each
        h_r, h_z, h_n = np.split(h_prev @ self.W_h, 3, axis=1)
        told = h_n + self.b_hn
        r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
        return r, z, np.tanh(x_n + r * told), told

    def forward(self, x_t: Array, h_prev: Array) -> Array:
        r"""Return the new hidden state $h_t$.

        Args:
            x_t: Input of this step, shape `(batch, input_size)`.
            h_prev: Hidden state of the step before, shape `(batch, hidden_size)`.

        Returns:
            The new hidden state, shape `(batch, hidden_size)`.

        Raises:
            ValueError: If a shape does not fit.

        Examples:
            >>> cell = GRUCell(1, 1, np.random.default_rng(0))
            >>> cell.b[:] = [0.0, 100.0, 0.0]  # the update gate keeps everything
            >>> cell.forward(np.ones((1, 1)), np.full((1, 1), 7.0)).item()
            7.0
        """
        _, z, n = self.gates(x_t, h_prev)
        return (1 - z) * n + z * h_prev  # (N, H)

    def backward(
        self, dh_t: Array, x_t: Array, h_prev: Array
    ) -> tuple[Array, Array, Grads]:
        r"""Return the gradients of one step, given the gradient of its result.

        What the update gate keeps goes back untouched:
        $\mathrm{d}h_{t-1} = z_t \odot \mathrm{d}h_t + \dots$

        Args:
            dh_t: Gradient of the loss by `h_t`, shape `(batch, hidden_size)`.
            x_t: Input of this step, shape `(batch, input_size)`.
            h_prev: State that went in, shape `(batch, hidden_size)`.

        Returns:
            `(dx_t, dh_prev, grads)`: gradients by the input `(batch, input_size)`, by
            the old state `(batch, hidden_size)`, and by each parameter, by name.

        Raises:
            ValueError: If a shape does not fit.

        Source:
            The chain rule, with $\tanh' = 1 - \tanh^2$ and
            $\sigma' = \sigma (1 - \sigma)$.

        Examples:
            >>> cell = GRUCell(1, 1, np.random.default_rng(0))
            >>> cell.b[:] = [0.0, 100.0, 0.0]  # the update gate keeps everything
            >>> one = np.ones((1, 1))
            >>> cell.backward(one, one, one)[1].item()
            1.0
        """
        r, z, n, told = self._gates(x_t, h_prev)
        self._check(x_t, dh_t=dh_t)
        da_n = dh_t * (1 - z) * (1 - n**2)
        da_z = dh_t * (h_prev - n) * z * (1 - z)
        da_r = da_n * told * r * (1 - r)
        da_x = np.concatenate([da_r, da_z, da_n], axis=1)  # (N, 3H)
        da_h = np.concatenate([da_r, da_z, da_n * r], axis=1)  # (N, 3H)
        grads = {
            "W_x": x_t.T @ da_x,
            "W_h": h_prev.T @ da_h,
            "b": da_x.sum(axis=0),
            "b_hn": (da_n * r).sum(axis=0),
        }
        return da_x @ self.W_x.T, z * dh_t + da_h @ self.W_h.T, grads


class GRU(Recurrent):
    r"""A `GRUCell`, applied to every step of a sequence.

    Args:
        input_size: Number of features $D$ of one input vector.
        hidden_size: Number of hidden units $H$.
        rng: Source of the initial weights, uniform in $\pm 1/\sqrt{H}$.
        dtype: Number format of the weights, `float32` or `float64`.

    Attributes:
        cell: The `GRUCell` with the weights.

    Raises:
        ValueError: If a size is not positive, or `rng` or `dtype` is of another kind.

    Source:
        As `GRUCell`. Agrees with `torch.nn.GRU`, forwards and backwards
        (`tests/test_parity.py`).

    Examples:
        >>> gru = GRU(input_size=1, hidden_size=4, rng=np.random.default_rng(0))
        >>> output, h_n = gru.forward(np.zeros((2, 20, 1)))
        >>> output.shape, h_n.shape
        ((2, 20, 4), (2, 4))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__(GRUCell(input_size, hidden_size, rng, dtype))
