"""What all cells in NumPy share: sizes, weights by name, the state at the start."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rnn_tutorial import checks

Array = NDArray[np.floating]
State = Array | tuple[Array, Array]  # the hidden state; of an LSTM (h, c)
Grads = dict[str, Array]
Shapes = tuple[tuple[int, ...], ...]


class Cell(ABC):
    r"""One step of a recurrent network: a new state from one input and the old state.

    A cell remembers nothing between calls: `backward` is handed what went into
    `forward`, and works the rest out again. A new cell needs `WEIGHTS` and `_shapes`,
    `forward` and `backward`; `rnn_tutorial.pytorch.layers` tells where it can then go.

    Args:
        input_size: Number of features $D$ of one input vector.
        hidden_size: Number of hidden units $H$.
        rng: Source of the initial weights, uniform in $\pm 1/\sqrt{H}$.
        dtype: Number format of the weights, `float32` or `float64`.

    Attributes:
        WEIGHTS: Names of the weights.
        GATES: Names of what `gates` returns, in its order; empty if there are none.
        CANDIDATE: Which of them is no gate, but what the gates let in.

    Source:
        `torch.nn.RNNCellBase`; but one bias where PyTorch keeps two that it only adds.

    Examples:
        >>> from rnn_tutorial.scratch.rnn import RNNCell
        >>> cell = RNNCell(input_size=3, hidden_size=2, rng=np.random.default_rng(0))
        >>> list(cell.parameters()), cell.initial_state(batch_size=1)
        (['W_xh', 'W_hh', 'b_h'], array([[0., 0.]]))
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
        checks.positive_int("input_size", input_size)
        checks.positive_int("hidden_size", hidden_size)
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
        """Return the new state, in the form of the old one: two arrays for an LSTM.

        Args:
            x_t: Input of this step, shape `(batch, input_size)`.
            state: State of the step before, in the form of `initial_state`.
        """

    @abstractmethod
    def backward(
        self, dstate: State, x_t: Array, state: State
    ) -> tuple[Array, State, Grads]:
        """Return the gradients by `x_t`, by `state`, and by each weight, by name.

        `dstate` is the gradient of the loss by the new state, in its form; the others
        are the arguments of `forward`.
        """

    def candidate(self, x_t: Array, h_prev: Array, said: Mapping[str, Array]) -> Array:
        """Return the candidate if all `GATES` say what is `said`, by their names."""
        return said[self.CANDIDATE]

    def _check(self, x_t: Array, **states: Array) -> None:
        """Check the input of a step, and states by the names in the messages."""
        checks.dimensions("x_t", x_t, ("batch", "input_size"))
        checks.features("x_t", x_t, self.input_size, "input_size")
        for name, state in states.items():
            checks.shape(name, state, (len(x_t), self.hidden_size))
