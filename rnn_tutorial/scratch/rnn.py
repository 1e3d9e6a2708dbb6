"""The plain (Elman) RNN in NumPy: one step, then the loop over a sequence.

`N` is the batch size, `T` the sequence length, `D` the input size and `H` the hidden
size. Each input is a row, so a step is `x_t @ W_xh + h_prev @ W_hh + b_h`.
"""

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rnn_tutorial import checks

Array = NDArray[np.floating]


class RNNCell:
    r"""One RNN step: a new hidden state from one input and the old hidden state.

    $h_t = \tanh(x_t W_{xh} + h_{t-1} W_{hh} + b_h)$.

    The cell remembers nothing between calls: `backward` is handed what it needs.

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

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
    ) -> None:
        checks.positive_int("input_size", input_size)
        checks.positive_int("hidden_size", hidden_size)
        checks.instance_of("rng", rng, np.random.Generator)
        checks.one_of("dtype", np.dtype(dtype).name, ("float32", "float64"))
        self.input_size, self.hidden_size = input_size, hidden_size
        bound = 1 / np.sqrt(hidden_size)
        uniform = rng.uniform
        self.W_xh = uniform(-bound, bound, (input_size, hidden_size)).astype(dtype)
        self.W_hh = uniform(-bound, bound, (hidden_size, hidden_size)).astype(dtype)
        self.b_h = uniform(-bound, bound, hidden_size).astype(dtype)

    def parameters(self) -> dict[str, Array]:
        """Return the weights by name: the arrays themselves, not copies.

        Returns:
            `W_xh`, `W_hh` and `b_h`.

        Examples:
            >>> list(RNNCell(3, 4, np.random.default_rng(0)).parameters())
            ['W_xh', 'W_hh', 'b_h']
        """
        return {"W_xh": self.W_xh, "W_hh": self.W_hh, "b_h": self.b_h}

    def initial_state(self, batch_size: int) -> Array:
        """Return the state before the first input: zeros, nothing remembered yet.

        Args:
            batch_size: Number of sequences that run side by side.

        Returns:
            Zeros, shape `(batch_size, hidden_size)`.

        Raises:
            ValueError: If `batch_size` is not positive.

        Examples:
            >>> RNNCell(3, 2, np.random.default_rng(0)).initial_state(batch_size=1)
            array([[0., 0.]])
        """
        checks.positive_int("batch_size", batch_size)
        return np.zeros((batch_size, self.hidden_size), self.b_h.dtype)

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
        checks.dimensions("x_t", x_t, ("batch", "input_size"))
        checks.features("x_t", x_t, self.input_size, "input_size")
        checks.shape("h_prev", h_prev, (len(x_t), self.hidden_size))
        return np.tanh(x_t @ self.W_xh + h_prev @ self.W_hh + self.b_h)  # (N, H)

    def backward(
        self, dh_t: Array, x_t: Array, h_prev: Array, h_t: Array
    ) -> tuple[Array, Array, dict[str, Array]]:
        r"""Return the gradients of one step, given the gradient of its result.

        With $a_t$ for what stands inside the tanh:
        $\mathrm{d}a_t = \mathrm{d}h_t \odot (1 - h_t^2)$.

        Args:
            dh_t: Gradient of the loss by `h_t`, shape `(batch, hidden_size)`.
            x_t: Input of this step, shape `(batch, input_size)`.
            h_prev: State that went in, shape `(batch, hidden_size)`.
            h_t: State that came out, shape `(batch, hidden_size)`.

        Returns:
            `(dx_t, dh_prev, grads)`: gradients by the input `(batch, input_size)`, by
            the old state `(batch, hidden_size)`, and by each parameter, by name.

        Raises:
            ValueError: If `dh_t` has another shape than `h_t`.

        Source:
            The chain rule, with $\tanh' = 1 - \tanh^2$.

        Examples:
            >>> cell = RNNCell(1, 1, np.random.default_rng(0))
            >>> h_t = np.array([[0.5]])
            >>> _, _, grads = cell.backward(np.ones((1, 1)), h_t * 2, h_t * 0, h_t)
            >>> float(grads["W_xh"][0, 0])  # (1 - 0.5 ** 2) * 1
            0.75
        """
        checks.shape("dh_t", dh_t, h_t.shape)
        da_t = dh_t * (1 - h_t**2)  # (N, H)
        grads = {
            "W_xh": x_t.T @ da_t,  # (D, H)
            "W_hh": h_prev.T @ da_t,  # (H, H)
            "b_h": da_t.sum(axis=0),  # (H,)
        }
        return da_t @ self.W_xh.T, da_t @ self.W_hh.T, grads


class RNN:
    r"""One cell, applied to every step of a sequence.

    $h_t = \mathrm{cell}(x_t, h_{t-1})$ for $t = 1, \dots, T$: the same weights at
    every step, so the sequence may have any length.

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
        Elman (1990); backwards through the steps: Werbos (1990), "Backpropagation
        through time: what it does and how to do it". Agrees with `torch.nn.RNN`,
        forwards and backwards (`tests/test_parity.py`).

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
        self.cell = RNNCell(input_size, hidden_size, rng, dtype)
        self._x: Array | None = None
        self._states: list[Array] = []

    def parameters(self) -> dict[str, Array]:
        """Return the cell's weights by name: the arrays themselves, not copies.

        Returns:
            `W_xh`, `W_hh` and `b_h`.

        Examples:
            >>> RNN(3, 4, np.random.default_rng(0)).parameters()["W_xh"].shape
            (3, 4)
        """
        return self.cell.parameters()

    def forward(self, x: Array, h_0: Array | None = None) -> tuple[Array, Array]:
        """Return the hidden state after every step, and the last one on its own.

        Args:
            x: Inputs, shape `(batch, seq_len, input_size)`.
            h_0: State before the first step, shape `(batch, hidden_size)`; zeros if
                not given.

        Returns:
            `(output, h_n)`: all states `(batch, seq_len, hidden_size)`, and the last
            one `(batch, hidden_size)`.

        Raises:
            ValueError: If a shape does not fit, or the sequence has no steps.

        Examples:
            >>> rnn = RNN(1, 4, np.random.default_rng(0))
            >>> output, h_n = rnn.forward(np.ones((2, 5, 1)))
            >>> bool((output[:, -1] == h_n).all())
            True
        """
        checks.dimensions("x", x, ("batch", "seq_len", "input_size"))
        checks.features("x", x, self.cell.input_size, "input_size")
        checks.positive_int("seq_len", x.shape[1])
        states = [self.cell.initial_state(len(x)) if h_0 is None else h_0]
        checks.shape("h_0", states[0], (len(x), self.cell.hidden_size))
        for t in range(x.shape[1]):
            states.append(self.cell.forward(x[:, t], states[-1]))
        self._x, self._states = x, states
        return np.stack(states[1:], axis=1), states[-1]  # (N, T, H), (N, H)

    def backward(
        self, doutput: Array, dh_n: Array | None = None
    ) -> tuple[Array, Array, dict[str, Array]]:
        r"""Return all gradients of the last `forward`: backpropagation through time.

        From the last step to the first, a state's gradient has two parts: from its
        own output, and from the step after it. The weights are shared, so their
        gradient is the sum over the steps.

        Args:
            doutput: Gradient of the loss by `output`, shape
                `(batch, seq_len, hidden_size)`.
            dh_n: Gradient by `h_n`, shape `(batch, hidden_size)`; zeros if not given.

        Returns:
            `(dx, dh_0, grads)`: gradients by the inputs
            `(batch, seq_len, input_size)`, by the first state `(batch, hidden_size)`,
            and by each parameter, by name.

        Raises:
            ValueError: If there was no `forward` yet, or a shape does not fit.

        Source:
            Werbos (1990); Goodfellow, Bengio & Courville (2016), section 10.2.2.

        Examples:
            >>> rnn = RNN(1, 4, np.random.default_rng(0))
            >>> output, h_n = rnn.forward(np.ones((2, 5, 1)))
            >>> dx, dh_0, grads = rnn.backward(np.ones_like(output))
            >>> dx.shape, dh_0.shape, grads["W_hh"].shape
            ((2, 5, 1), (2, 4), (4, 4))
        """
        if self._x is None:
            raise ValueError("backward came before forward; call forward(x) first.")
        x, states = self._x, self._states
        h_n = states[-1]
        checks.shape("doutput", doutput, (*x.shape[:2], self.cell.hidden_size))
        dh = np.zeros_like(h_n) if dh_n is None else dh_n
        checks.shape("dh_n", dh, h_n.shape)
        dx = np.zeros(x.shape, h_n.dtype)
        grads = {name: np.zeros_like(p) for name, p in self.parameters().items()}
        for t in reversed(range(x.shape[1])):
            dx[:, t], dh, grads_t = self.cell.backward(
                doutput[:, t] + dh, x[:, t], states[t], states[t + 1]
            )
            for name in grads:
                grads[name] += grads_t[name]
        return dx, dh, grads
