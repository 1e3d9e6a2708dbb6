"""What all cells in NumPy share: sizes, weights by name, the state at the start."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rnn_tutorial import checks

Array = NDArray[np.floating]
State = Array | tuple[Array, Array]  # the hidden state; of an LSTM (h, c)
Grads = dict[str, Array]
Shapes = tuple[tuple[int, ...], ...]


def sigmoid(a: Array) -> Array:
    r"""Return the numbers squashed into the range from 0 to 1, in their shape.

    $\sigma(a) = \frac{1}{1 + e^{-a}} = \frac{1 + \tanh(a / 2)}{2}$: no overflow.
    """
    return (1 + np.tanh(a / 2)) / 2


def as_parts(state: State) -> tuple[Array, ...]:
    """Return the arrays of a state, of NumPy or PyTorch: `(h,)`, or `(h, c)`."""
    return state if isinstance(state, tuple) else (state,)


def as_state(parts: Sequence[Array]) -> State:
    """Return the state that has these arrays: `h`, or `(h, c)`."""
    return tuple(parts) if len(parts) > 1 else parts[0]


class Cell(ABC):
    r"""One step of a recurrent network: a new state from one input and the old state.

    A cell remembers nothing between calls: `backward` is handed what went into
    `forward`, and works the rest out again. It has `input_size` features $D$ in one
    input vector, `hidden_size` units $H$, and weights in `float32` or `float64`, drawn
    from `rng`, uniform in $\pm 1/\sqrt{H}$; of PyTorch's two biases it has the sum.

    A new cell needs names of weights in `WEIGHTS`, their `_shapes`, `forward` and
    `backward`; if readers are to hold its gates, also `gates`, with the names in
    `GATES`, among them the `CANDIDATE`, which is no gate, but what the gates let in.
    `rnn_tutorial.pytorch.layers` tells where it can then go.
    """

    WEIGHTS: tuple[str, ...]
    GATES: tuple[str, ...] = ()
    CANDIDATE: str | None = None

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
    ) -> None:
        checks.positive_ints(input_size=input_size, hidden_size=hidden_size)
        checks.instance_of("rng", rng, np.random.Generator)
        checks.dtype("dtype", dtype)
        self.input_size, self.hidden_size = input_size, hidden_size
        self.dtype = np.dtype(dtype)
        bound = 1 / np.sqrt(hidden_size)
        shapes = self._shapes(input_size, hidden_size)
        for name, shape in zip(self.WEIGHTS, shapes, strict=True):
            setattr(self, name, rng.uniform(-bound, bound, shape).astype(self.dtype))

    @abstractmethod
    def _shapes(self, D: int, H: int) -> Shapes:
        """Return the shapes of the weights, in the order of `WEIGHTS`."""

    def parameters(self) -> dict[str, Array]:
        """Return the weights by name, in the order of `WEIGHTS`: no copies."""
        return {name: getattr(self, name) for name in self.WEIGHTS}

    def initial_state(self, batch_size: int) -> State:
        """Return zeros `(batch_size, hidden_size)`, of which an LSTM has two."""
        checks.positive_int("batch_size", batch_size)
        return np.zeros((batch_size, self.hidden_size), self.dtype)

    @abstractmethod
    def forward(self, x_t: Array, state: State) -> State:
        """Return the new state, in the form of the old; `x_t` is `(batch, D)`."""

    @abstractmethod
    def backward(
        self, dstate: State, x_t: Array, state: State
    ) -> tuple[Array, State, Grads]:
        """Return the gradients by `x_t`, by `state`, and by each weight, by name.

        `dstate` is the loss's gradient by the new state; the rest is as in `forward`.
        """

    def candidate(self, x_t: Array, h_prev: Array, said: Mapping[str, Array]) -> Array:
        """Return the candidate if all `GATES` say what is `said`, by their names."""
        return said[self.CANDIDATE]

    def _check(self, x_t: Array, **states: Array) -> None:
        """Check the input of a step, and states by the names in the messages."""
        checks.inputs("x_t", x_t, ("batch", "input_size"), self.input_size)
        for name, state in states.items():
            checks.shape(name, state, (len(x_t), self.hidden_size))
