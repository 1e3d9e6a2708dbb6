"""The LSTM in NumPy: one step, forwards and backwards.

The four gates share one product: their weights stand side by side, in PyTorch's order.
"""

import numpy as np
from numpy.typing import DTypeLike

from rnn_tutorial import checks
from rnn_tutorial.scratch.activations import sigmoid
from rnn_tutorial.scratch.cell import Array, Cell, Grads
from rnn_tutorial.scratch.recurrent import Recurrent

GATES = ("i", "f", "g", "o")  # input, forget, candidate, output


class LSTMCell(Cell):
    r"""One LSTM step: a new hidden and cell state from one input and the old ones.

    $c_t = f_t \odot c_{t-1} + i_t \odot g_t$ and $h_t = o_t \odot \tanh(c_t)$, with
    $i_t, f_t, o_t = \sigma(a_t)$ and $g_t = \tanh(a_t)$, each with its own quarter of
    $a_t = x_t W_x + h_{t-1} W_h + b$, in the order $i, f, g, o$.

    Args:
        input_size: Number of features $D$ of one input vector.
        hidden_size: Number of hidden units $H$.
        rng: Source of the initial weights, uniform in $\pm 1/\sqrt{H}$.
        dtype: Number format of the weights, `float32` or `float64`.
        forget_bias: What the forget gate's bias is set to at the start; drawn like the
            rest if not given.

    Attributes:
        W_x: Weights from the input to the gates, shape `(input_size, 4 * hidden_size)`.
        W_h: Weights from the old hidden state to the gates, shape
            `(hidden_size, 4 * hidden_size)`.
        b: Biases of the gates, shape `(4 * hidden_size,)`.

    Raises:
        ValueError: If a size is not positive, `rng` or `dtype` is of another kind, or
            `forget_bias` is not a number.

    Source:
        Hochreiter & Schmidhuber (1997), "Long short-term memory"; the forget gate:
        Gers, Schmidhuber & Cummins (2000), "Learning to forget". Equations and initial
        weights as in `torch.nn.LSTMCell`, with one bias where PyTorch keeps two that
        it only adds. A large forget bias: Gers et al. (2000); Jozefowicz et al. (2015).

    Examples:
        >>> cell = LSTMCell(input_size=3, hidden_size=4, rng=np.random.default_rng(0))
        >>> h_t, c_t = cell.forward(np.ones((2, 3)), cell.initial_state(batch_size=2))
        >>> h_t.shape, float(c_t[0, 0])
        ((2, 4), 0.0439)
    """

    WEIGHTS = ("W_x", "W_h", "b")

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
        forget_bias: float | None = None,
    ) -> None:
        super().__init__(input_size, hidden_size, rng, dtype)
        self.W_x = self._uniform(rng, input_size, 4 * hidden_size)
        self.W_h = self._uniform(rng, hidden_size, 4 * hidden_size)
        self.b = self._uniform(rng, 4 * hidden_size)
        if forget_bias is not None:
            checks.number("forget_bias", forget_bias)
            self.b[hidden_size : 2 * hidden_size] = forget_bias

    def initial_state(self, batch_size: int) -> tuple[Array, Array]:
        """Return both states before the first input: zeros, nothing remembered yet.

        Args:
            batch_size: Number of sequences that run side by side.

        Returns:
            `(h_0, c_0)`: zeros, shape `(batch_size, hidden_size)` each.

        Raises:
            ValueError: If `batch_size` is not positive.

        Examples:
            >>> LSTMCell(3, 1, np.random.default_rng(0)).initial_state(batch_size=1)
            (array([[0.]]), array([[0.]]))
        """
        zeros = super().initial_state(batch_size)
        return zeros, zeros.copy()

    def gates(self, x_t: Array, h_prev: Array) -> tuple[Array, Array, Array, Array]:
        """Return what the four gates say to one input and the old hidden state.

        Args:
            x_t: Input of this step, shape `(batch, input_size)`.
            h_prev: Hidden state of the step before, shape `(batch, hidden_size)`.

        Returns:
            `(i, f, g, o)`, shape `(batch, hidden_size)` each: input gate, forget gate
            and output gate between 0 and 1, the candidate between -1 and 1.

        Raises:
            ValueError: If a shape does not fit.

        Examples:
            >>> cell = LSTMCell(1, 1, np.random.default_rng(0))
            >>> cell.W_x[:], cell.W_h[:] = 0.0, 0.0
            >>> cell.b[:] = [0.0, 100.0, 0.0, -100.0]
            >>> [gate.item() for gate in cell.gates(np.ones((1, 1)), np.ones((1, 1)))]
            [0.5, 1.0, 0.0, 0.0]
        """
        self._check(x_t, h_prev=h_prev)
        a_t = x_t @ self.W_x + h_prev @ self.W_h + self.b  # (N, 4H)
        i, f, g, o = np.split(a_t, 4, axis=1)  # (N, H) each
        return sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)

    def forward(self, x_t: Array, state: tuple[Array, Array]) -> tuple[Array, Array]:
        r"""Return the new hidden state $h_t$ and the new cell state $c_t$.

        Args:
            x_t: Input of this step, shape `(batch, input_size)`.
            state: `(h_prev, c_prev)` of the step before, `(batch, hidden_size)` each.

        Returns:
            `(h_t, c_t)`, shape `(batch, hidden_size)` each.

        Raises:
            ValueError: If a shape does not fit.

        Examples:
            >>> cell = LSTMCell(1, 1, np.random.default_rng(0))
            >>> cell.b[:] = [-100.0, 100.0, 0.0, 0.0]  # let nothing in, forget nothing
            >>> one, seven = np.ones((1, 1)), np.full((1, 1), 7.0)
            >>> cell.forward(one, (one, seven))[1].item()
            7.0
        """
        h_prev, c_prev = checks.pair("state", state)
        self._check(x_t, h_prev=h_prev, c_prev=c_prev)
        i, f, g, o = self.gates(x_t, h_prev)
        c_t = f * c_prev + i * g  # (N, H)
        h_t = o * np.tanh(c_t)  # (N, H)
        return h_t, c_t

    def backward(
        self, dstate: tuple[Array, Array], x_t: Array, state: tuple[Array, Array]
    ) -> tuple[Array, tuple[Array, Array], Grads]:
        r"""Return the gradients of one step, given the gradient of its result.

        The cell state's gradient goes back through one product:
        $\mathrm{d}c_{t-1} = f_t \odot \mathrm{d}c_t$.

        Args:
            dstate: `(dh_t, dc_t)`, gradients of the loss by the new states,
                `(batch, hidden_size)` each.
            x_t: Input of this step, shape `(batch, input_size)`.
            state: `(h_prev, c_prev)` that went in.

        Returns:
            `(dx_t, (dh_prev, dc_prev), grads)`: gradients by the input, by the old
            states, and by each parameter, by name.

        Raises:
            ValueError: If a shape does not fit.

        Source:
            The chain rule, with $\tanh' = 1 - \tanh^2$ and
            $\sigma' = \sigma (1 - \sigma)$.

        Examples:
            >>> cell = LSTMCell(1, 1, np.random.default_rng(0))
            >>> cell.b[:] = [0.0, 100.0, 0.0, 0.0]  # the forget gate stands open
            >>> one, nothing = np.ones((1, 1)), np.zeros((1, 1))
            >>> cell.backward((nothing, one), one, (one, one))[1][1].item()
            1.0
        """
        h_prev, c_prev = checks.pair("state", state)
        dh_t, dc_t = checks.pair("dstate", dstate)
        self._check(x_t, h_prev=h_prev, c_prev=c_prev, dh_t=dh_t, dc_t=dc_t)
        i, f, g, o = self.gates(x_t, h_prev)
        squashed = np.tanh(f * c_prev + i * g)
        dc_t = dc_t + dh_t * o * (1 - squashed**2)
        da_t = np.concatenate(
            [
                dc_t * g * i * (1 - i),
                dc_t * c_prev * f * (1 - f),
                dc_t * i * (1 - g**2),
                dh_t * squashed * o * (1 - o),
            ],
            axis=1,
        )  # (N, 4H)
        grads = {"W_x": x_t.T @ da_t, "W_h": h_prev.T @ da_t, "b": da_t.sum(axis=0)}
        return da_t @ self.W_x.T, (da_t @ self.W_h.T, dc_t * f), grads


class LSTM(Recurrent):
    r"""An `LSTMCell`, applied to every step of a sequence.

    Args:
        input_size: Number of features $D$ of one input vector.
        hidden_size: Number of hidden units $H$.
        rng: Source of the initial weights, uniform in $\pm 1/\sqrt{H}$.
        dtype: Number format of the weights, `float32` or `float64`.
        forget_bias: What the forget gate's bias is set to at the start; drawn like the
            rest if not given.

    Attributes:
        cell: The `LSTMCell` with the weights.

    Raises:
        ValueError: If a size is not positive, `rng` or `dtype` is of another kind, or
            `forget_bias` is not a number.

    Source:
        As `LSTMCell`. Agrees with `torch.nn.LSTM`, forwards and backwards
        (`tests/test_parity.py`).

    Examples:
        >>> lstm = LSTM(input_size=1, hidden_size=4, rng=np.random.default_rng(0))
        >>> output, (h_n, c_n) = lstm.forward(np.zeros((2, 20, 1)))
        >>> output.shape, h_n.shape, c_n.shape
        ((2, 20, 4), (2, 4), (2, 4))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
        forget_bias: float | None = None,
    ) -> None:
        super().__init__(LSTMCell(input_size, hidden_size, rng, dtype, forget_bias))
