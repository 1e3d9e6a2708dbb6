"""The plain (Elman) RNN in NumPy: one step, forwards and backwards.

`N` is the batch size, `T` the sequence length, `D` the input size and `H` the hidden
size. Each input is a row, so a step is `x_t @ W_xh + h_prev @ W_hh + b_h`.
"""

import numpy as np
from numpy.typing import DTypeLike

from rnn_tutorial.scratch.cell import Array, Cell, Grads
from rnn_tutorial.scratch.recurrent import Recurrent


class RNNCell(Cell):
    r"""One RNN step: a new hidden state from one input and the old hidden state.

    $h_t = \tanh(x_t W_{xh} + h_{t-1} W_{hh} + b_h)$.

    Args:
        input_size: Number of features $D$ of one input vector.
        hidden_size: Number of hidden units $H$.
        rng: Source of the initial weights, uniform in $\pm 1/\sqrt{H}$.
        dtype: Number format of the weights, `float32` or `float64`.

    Attributes:
        W_xh: Weights from input to hidden, shape `(input_size, hidden_size)`.
        W_hh: Weights from hidden to hidden, shape `(hidden_size, hidden_size)`.
        b_h: Bias, shape `(hidden_size,)`.

    Raises:
        ValueError: If a size is not positive, or `rng` or `dtype` is of another kind.

    Source:
        Elman (1990), "Finding structure in time"; the equation as in Goodfellow,
        Bengio & Courville (2016), eqs. 10.8 and 10.9. Initial weights as in
        `torch.nn.RNNCell`, with one bias where PyTorch keeps two that it only adds.

    Examples:
        >>> cell = RNNCell(input_size=3, hidden_size=4, rng=np.random.default_rng(0))
        >>> h_t = cell.forward(np.ones((2, 3)), cell.initial_state(batch_size=2))
        >>> h_t.shape, float(h_t[0, 0])
        ((2, 4), 0.5911)
    """

    WEIGHTS = ("W_xh", "W_hh", "b_h")

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__(input_size, hidden_size, rng, dtype)
        self.W_xh = self._uniform(rng, input_size, hidden_size)
        self.W_hh = self._uniform(rng, hidden_size, hidden_size)
        self.b_h = self._uniform(rng, hidden_size)

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
            >>> cell = RNNCell(1, 1, np.random.default_rng(0))
            >>> cell.W_xh[:], cell.W_hh[:], cell.b_h[:] = 1.0, 0.5, 0.0
            >>> cell.forward(np.array([[1.0]]), np.array([[-2.0]]))  # tanh(1 - 1)
            array([[0.]])
        """
        self._check(x_t, h_prev=h_prev)
        return np.tanh(x_t @ self.W_xh + h_prev @ self.W_hh + self.b_h)  # (N, H)

    def backward(
        self, dh_t: Array, x_t: Array, h_prev: Array
    ) -> tuple[Array, Array, Grads]:
        r"""Return the gradients of one step, given the gradient of its result.

        With $a_t$ for what stands inside the tanh:
        $\mathrm{d}a_t = \mathrm{d}h_t \odot (1 - h_t^2)$.

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
            The chain rule, with $\tanh' = 1 - \tanh^2$.

        Examples:
            >>> cell = RNNCell(1, 1, np.random.default_rng(0))
            >>> cell.W_xh[:], cell.W_hh[:], cell.b_h[:] = 1.0, 0.5, 0.0
            >>> x_t, h_prev = np.array([[1.0]]), np.array([[-2.0]])  # h_t = tanh(0)
            >>> dx_t, dh_prev, _ = cell.backward(np.ones((1, 1)), x_t, h_prev)
            >>> float(dx_t[0, 0]), float(dh_prev[0, 0])
            (1.0, 0.5)
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


class RNN(Recurrent):
    r"""An `RNNCell`, applied to every step of a sequence.

    Args:
        input_size: Number of features $D$ of one input vector.
        hidden_size: Number of hidden units $H$.
        rng: Source of the initial weights, uniform in $\pm 1/\sqrt{H}$.
        dtype: Number format of the weights, `float32` or `float64`.

    Attributes:
        cell: The `RNNCell` with the weights.

    Raises:
        ValueError: If a size is not positive, or `rng` or `dtype` is of another kind.

    Source:
        Elman (1990). Agrees with `torch.nn.RNN`, forwards and backwards
        (`tests/test_parity.py`).

    Examples:
        >>> rnn = RNN(input_size=1, hidden_size=4, rng=np.random.default_rng(0))
        >>> output, h_n = rnn.forward(np.zeros((2, 20, 1)))
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
        super().__init__(RNNCell(input_size, hidden_size, rng, dtype))
