"""How much of the gradient is left after going back many steps, before any training."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.sine import sine_wave
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pytorch.convert import from_torch
from rnn_tutorial.scratch.cell import Cell, State, as_parts, as_state

CYCLES = 4  # of the sine wave that the networks read


@experiment
def gradient_by_lag(
    seed: int, variant: Variant, seq_len: int = 100, hidden_size: int = 32
) -> NDArray[np.float64]:
    """Return the `gradient_norms` of untrained networks, `(n_seeds, seq_len)`.

    Their cells have `hidden_size` units and read a sine wave of `seq_len` values.

    Examples:
        >>> norms = gradient_by_lag([0], Variant("RNN"), seq_len=20)
        >>> norms.shape, float(norms[0, 0]), bool(norms[0, -1] < 0.01)
        ((1, 20), 1.0, True)
    """
    checks.positive_ints(seq_len=seq_len, hidden_size=hidden_size)
    cell = from_torch(variant.build(1, hidden_size, seed)).cell
    return gradient_norms(cell, sine_wave(n_points=seq_len, cycles=CYCLES))


def gradient_norms(cell: Cell, x: ArrayLike) -> NDArray[np.float64]:
    r"""Return how large a cell's last state's gradient is by each state before it.

    The Jacobian $\partial s_T / \partial s_{T-k}$ says how each number of the last
    state changes with each number of the state $k$ steps before; an LSTM's state is $h$
    and $c$ together. It is built by the hand-written `backward`, which is given every
    row of the identity at once. Its largest singular value is by how much a nudge can
    grow at most: these are returned, shape `(seq_len,)`, for the lags $k = 0$ (always
    1) to $T - 1$. The cell, trained or not, reads `x`, shape `(seq_len,)`.

    Source: The product of Jacobians: Pascanu, Mikolov & Bengio (2013), "On the
    difficulty of training recurrent neural networks", eq. 5.
    """
    values = np.asarray(x, dtype=np.float64)
    checks.dimensions("x", values, ("seq_len",))
    state = cell.initial_state(batch_size=1)
    states = []
    for value in values:
        states.append(state)
        state = cell.forward(np.full((1, 1), value), state)
    parts = len(as_parts(state))
    rows = parts * cell.hidden_size
    jacobian = as_state(np.split(np.eye(rows), parts, axis=1))
    norms = [_largest_singular_value(jacobian)]
    for value, state in zip(values[:0:-1], states[:0:-1], strict=True):
        x_t = np.full((rows, 1), value)
        state = as_state([part.repeat(rows, axis=0) for part in as_parts(state)])
        _, jacobian, _ = cell.backward(jacobian, x_t, state)
        norms.append(_largest_singular_value(jacobian))
    return np.array(norms)


def _largest_singular_value(jacobian: State) -> float:
    return float(np.linalg.norm(np.concatenate(as_parts(jacobian), axis=1), ord=2))
