"""One cell, applied to every step of a sequence, and the way back through all steps."""

import numpy as np
from numpy.typing import DTypeLike

from rnn_tutorial import checks
from rnn_tutorial.scratch.cell import Array, Cell, Grads, State, as_parts, as_state


class Recurrent:
    r"""A sequence read step by step: what `RNN`, `LSTM` and `GRU` have in common.

    $s_t = \mathrm{cell}(x_t, s_{t-1})$ for $t = 1, \dots, T$: the same weights at
    every step, so the sequence may have any length. The state $s_t$ is $h_t$, or
    $(h_t, c_t)$ for an LSTM. The weights are those of the cell.
    """

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.input_size, self.hidden_size = cell.input_size, cell.hidden_size
        self._x: Array | None = None
        self._states: list[State] = []

    def parameters(self) -> dict[str, Array]:
        """Return the cell's weights by name: the arrays themselves, not copies."""
        return self.cell.parameters()

    def forward(self, x: Array, state_0: State | None = None) -> tuple[Array, State]:
        """Return all hidden states `(batch, seq_len, hidden_size)`, and the last state.

        The inputs `x` are `(batch, seq_len, input_size)`, at least one step; `state_0`
        has the form of the cell's `initial_state`, and is that if not given.
        """
        checks.inputs("x", x, ("batch", "seq_len", "input_size"), self.input_size)
        checks.positive_int("seq_len", x.shape[1])
        states = [self._start("state_0", len(x), state_0)]
        for t in range(x.shape[1]):
            states.append(self.cell.forward(x[:, t], states[-1]))
        self._x, self._states = x, states
        output = np.stack([as_parts(state)[0] for state in states[1:]], axis=1)
        return output, states[-1]  # (N, T, H), (N, H)

    def backward(
        self, doutput: Array, dstate_n: State | None = None
    ) -> tuple[Array, State, Grads]:
        """Return all gradients of the last `forward`: backpropagation through time.

        From `doutput`, the loss's gradient by `output`, and `dstate_n`, that by the
        last state (zeros if not given), follow those by `x`, by the first state, and by
        each weight, by name. From the last step to the first, a state's gradient has
        two parts: from its own output, and from the step after it. The weights are
        shared, so their gradient is the sum over the steps.

        Source: Werbos (1990), "Backpropagation through time: what it does and how to do
        it"; Goodfellow, Bengio & Courville (2016), section 10.2.2.
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


class FromSizes(Recurrent):
    """A `Recurrent` that makes its own cell, of its `cell_class`, from its arguments.

    `RNN`, `LSTM` and `GRU` agree with their namesakes in `torch.nn`, forwards and
    backwards (`tests/package/pytorch/test_parity.py`).
    """

    cell_class: type[Cell]

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
        **options: float | None,
    ) -> None:
        cell = self.cell_class(input_size, hidden_size, rng, dtype, **options)
        super().__init__(cell)


def add_to_hidden(dstate: State, dh: Array) -> State:
    """Return the gradient by a state, with `dh` added to the hidden state's part."""
    hidden, *others = as_parts(dstate)
    return as_state([hidden + dh, *others])
