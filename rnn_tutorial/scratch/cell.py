"""What all cells in NumPy share: sizes, weights by name, the state at the start."""

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rnn_tutorial import checks

Array = NDArray[np.floating]
State = Array | tuple[Array, Array]  # the hidden state; of an LSTM (h, c)
Grads = dict[str, Array]


class Cell(ABC):
    r"""One step of a recurrent network: a new state from one input and the old state.

    A cell remembers nothing between calls: `backward` is handed what went into
    `forward`, and works the rest out again.

    Args:
        input_size: Number of features $D$ of one input vector.
        hidden_size: Number of hidden units $H$.
        rng: Source of the initial weights, uniform in $\pm 1/\sqrt{H}$.
        dtype: Number format of the weights, `float32` or `float64`.

    Attributes:
        WEIGHTS: Names of the weights.

    Raises:
        ValueError: If a size is not positive, or `rng` or `dtype` is of another kind.

    Source:
        Initial weights as in `torch.nn.RNNCellBase`.

    Examples:
        >>> from rnn_tutorial.scratch.rnn import RNNCell
        >>> issubclass(RNNCell, Cell), RNNCell.WEIGHTS
        (True, ('W_xh', 'W_hh', 'b_h'))
    """

    WEIGHTS: tuple[str, ...]

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

    def _uniform(self, rng: np.random.Generator, *size: int) -> Array:
        bound = 1 / np.sqrt(self.hidden_size)
        return rng.uniform(-bound, bound, size).astype(self.dtype)

    def parameters(self) -> dict[str, Array]:
        """Return the weights by name: the arrays themselves, not copies.

        Returns:
            The weights, in the order of `WEIGHTS`.

        Examples:
            >>> from rnn_tutorial.scratch.rnn import RNNCell
            >>> list(RNNCell(3, 4, np.random.default_rng(0)).parameters())
            ['W_xh', 'W_hh', 'b_h']
        """
        return {name: getattr(self, name) for name in self.WEIGHTS}

    def initial_state(self, batch_size: int) -> State:
        """Return the state before the first input: zeros, nothing remembered yet.

        Args:
            batch_size: Number of sequences that run side by side.

        Returns:
            Zeros, shape `(batch_size, hidden_size)`; an LSTM has two of them.

        Raises:
            ValueError: If `batch_size` is not positive.

        Examples:
            >>> from rnn_tutorial.scratch.rnn import RNNCell
            >>> RNNCell(3, 2, np.random.default_rng(0)).initial_state(batch_size=1)
            array([[0., 0.]])
        """
        checks.positive_int("batch_size", batch_size)
        return np.zeros((batch_size, self.hidden_size), self.dtype)

    @abstractmethod
    def forward(self, x_t: Array, state: State) -> State:
        """Return the new state.

        Args:
            x_t: Input of this step, shape `(batch, input_size)`.
            state: State of the step before, in the form of `initial_state`.

        Returns:
            The new state, in the same form.

        Raises:
            ValueError: If a shape does not fit.
        """

    @abstractmethod
    def backward(
        self, dstate: State, x_t: Array, state: State
    ) -> tuple[Array, State, Grads]:
        """Return the gradients of one step, given the gradient of its result.

        Args:
            dstate: Gradient of the loss by the new state, in its form.
            x_t: Input of this step, shape `(batch, input_size)`.
            state: State that went in.

        Returns:
            `(dx_t, dstate_prev, grads)`: gradients by the input `(batch, input_size)`,
            by the state that went in, and by each weight, by name.

        Raises:
            ValueError: If a shape does not fit.
        """

    def _check(self, x_t: Array, **states: Array) -> None:
        """Check the input of a step, and states by the names in the messages."""
        checks.dimensions("x_t", x_t, ("batch", "input_size"))
        checks.features("x_t", x_t, self.input_size, "input_size")
        for name, state in states.items():
            checks.shape(name, state, (len(x_t), self.hidden_size))
