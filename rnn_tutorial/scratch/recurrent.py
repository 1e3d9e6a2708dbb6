"""One cell, applied to every step of a sequence, and the way back through all steps."""

import numpy as np

from rnn_tutorial import checks
from rnn_tutorial.scratch.cell import Array, Cell, Grads, State


class Recurrent:
    r"""A sequence read step by step: what `RNN`, `LSTM` and `GRU` have in common.

    $s_t = \mathrm{cell}(x_t, s_{t-1})$ for $t = 1, \dots, T$: the same weights at
    every step, so the sequence may have any length. The state $s_t$ is $h_t$, or
    $(h_t, c_t)$ for an LSTM.

    Args:
        cell: The cell.

    Attributes:
        cell: The cell with the weights.

    Source:
        Backwards through the steps: Werbos (1990), "Backpropagation through time:
        what it does and how to do it".

    Examples:
        >>> from rnn_tutorial.scratch.rnn import RNNCell
        >>> rnn = Recurrent(RNNCell(1, 4, np.random.default_rng(0)))
        >>> output, h_n = rnn.forward(np.zeros((2, 20, 1)))
        >>> output.shape, h_n.shape
        ((2, 20, 4), (2, 4))
    """

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self._x: Array | None = None
        self._states: list[State] = []

    @property
    def input_size(self) -> int:
        """Number of features of one input vector."""
        return self.cell.input_size

    @property
    def hidden_size(self) -> int:
        """Number of hidden units."""
        return self.cell.hidden_size

    def parameters(self) -> dict[str, Array]:
        """Return the cell's weights by name: the arrays themselves, not copies.

        Returns:
            The weights, as `cell.parameters()`.

        Examples:
            >>> from rnn_tutorial.scratch.rnn import RNN
            >>> RNN(3, 4, np.random.default_rng(0)).parameters()["W_xh"].shape
            (3, 4)
        """
        return self.cell.parameters()

    def forward(self, x: Array, state_0: State | None = None) -> tuple[Array, State]:
        """Return the hidden state after every step, and the whole state at the end.

        Args:
            x: Inputs, shape `(batch, seq_len, input_size)`.
            state_0: State before the first step, `(batch, hidden_size)`, two of them
                for an LSTM; zeros if not given.

        Returns:
            `(output, state_n)`: all hidden states `(batch, seq_len, hidden_size)`, and
            the last state, in the form of `state_0`.

        Raises:
            ValueError: If a shape does not fit, or the sequence has no steps.

        Examples:
            >>> from rnn_tutorial.scratch.lstm import LSTM
            >>> lstm = LSTM(1, 4, np.random.default_rng(0))
            >>> output, (h_n, c_n) = lstm.forward(np.ones((2, 5, 1)))
            >>> bool((output[:, -1] == h_n).all())
            True
        """
        checks.dimensions("x", x, ("batch", "seq_len", "input_size"))
        checks.features("x", x, self.input_size, "input_size")
        checks.positive_int("seq_len", x.shape[1])
        states = [self._start("state_0", len(x), state_0)]
        for t in range(x.shape[1]):
            states.append(self.cell.forward(x[:, t], states[-1]))
        self._x, self._states = x, states
        output = np.stack([hidden(state) for state in states[1:]], axis=1)
        return output, states[-1]  # (N, T, H), (N, H)

    def backward(
        self, doutput: Array, dstate_n: State | None = None
    ) -> tuple[Array, State, Grads]:
        r"""Return all gradients of the last `forward`: backpropagation through time.

        From the last step to the first, a state's gradient has two parts: from its
        own output, and from the step after it. The weights are shared, so their
        gradient is the sum over the steps.

        Args:
            doutput: Gradient of the loss by `output`, shape
                `(batch, seq_len, hidden_size)`.
            dstate_n: Gradient by `state_n`, in its form; zeros if not given.

        Returns:
            `(dx, dstate_0, grads)`: gradients by the inputs
            `(batch, seq_len, input_size)`, by the first state, and by each weight, by
            name.

        Raises:
            ValueError: If there was no `forward` yet, or a shape does not fit.

        Source:
            Werbos (1990); Goodfellow, Bengio & Courville (2016), section 10.2.2.

        Examples:
            >>> from rnn_tutorial.scratch.rnn import RNN
            >>> rnn = RNN(1, 4, np.random.default_rng(0))
            >>> output, h_n = rnn.forward(np.ones((2, 5, 1)))
            >>> dx, dh_0, grads = rnn.backward(np.ones_like(output))
            >>> dx.shape, dh_0.shape, grads["W_hh"].shape
            ((2, 5, 1), (2, 4), (4, 4))
        """
        if self._x is None:
            raise ValueError("backward came before forward; call forward(x) first.")
        x, states = self._x, self._states
        checks.shape("doutput", doutput, (*x.shape[:2], self.hidden_size))
        dstate = self._start("dstate_n", len(x), dstate_n)
        dx = np.zeros(x.shape, self.cell.dtype)
        grads = {name: np.zeros_like(p) for name, p in self.parameters().items()}
        for t in reversed(range(x.shape[1])):
            dstate = add_to_hidden(dstate, doutput[:, t])
            dx[:, t], dstate, grads_t = self.cell.backward(dstate, x[:, t], states[t])
            for name in grads:
                grads[name] += grads_t[name]
        return dx, dstate, grads

    def _start(self, name: str, batch_size: int, given: State | None) -> State:
        """Return a state that was given, if its form is right, or zeros."""
        zeros = self.cell.initial_state(batch_size)
        if given is None:
            return zeros
        checks.like(name, given, zeros)
        return given


def hidden(state: State) -> Array:
    """Return the hidden state, which an LSTM keeps beside its cell state.

    Args:
        state: `h`, or `(h, c)`.

    Returns:
        `h`.

    Examples:
        >>> hidden((np.array([1.0]), np.array([2.0]))).item()
        1.0
    """
    return state[0] if isinstance(state, tuple) else state


def add_to_hidden(dstate: State, dh: Array) -> State:
    """Add a gradient to the part that belongs to the hidden state.

    Args:
        dstate: Gradient by the state, `dh` or `(dh, dc)`.
        dh: What comes on top.

    Returns:
        The sum, in the form of `dstate`.

    Examples:
        >>> one = np.ones(1)
        >>> add_to_hidden((one, one), one)
        (array([2.]), array([1.]))
    """
    if isinstance(dstate, tuple):
        return dstate[0] + dh, *dstate[1:]
    return dstate + dh
