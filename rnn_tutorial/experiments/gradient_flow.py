"""How much of the gradient is left after going back many steps, before any training."""

from collections.abc import Iterable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.sine import sine_wave
from rnn_tutorial.experiments.over_seeds import over_seeds
from rnn_tutorial.experiments.shared import shared
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pytorch.convert import from_torch
from rnn_tutorial.scratch.cell import Cell, State


@shared
def gradient_by_lag(
    seeds: Iterable[int], variant: Variant, seq_len: int = 100, hidden_size: int = 32
) -> NDArray[np.float64]:
    r"""Measure the gradient of the last state by each state before it.

    The Jacobian $\partial s_T / \partial s_{T-k}$ says how each number of the last
    state changes with each number of the state $k$ steps before; an LSTM's state is $h$
    and $c$ together. It is built by the hand-written `backward`, which is given every
    row of the identity at once. Its largest singular value is by how much a nudge can
    grow at most. The network is untrained and reads four cycles of a sine wave.

    Args:
        seeds: Seeds of the initial weights.
        variant: The layer, and how its weights start.
        seq_len: Number of steps $T$.
        hidden_size: Number of hidden units.

    Returns:
        The largest singular values, shape `(n_seeds, seq_len)`: lags $k = 0$ to
        $T - 1$. Lag 0 is always 1.

    Raises:
        ValueError: If there is no seed, or a size is not positive.

    Source:
        The product of Jacobians: Pascanu, Mikolov & Bengio (2013), "On the difficulty
        of training recurrent neural networks", eq. 5.

    Examples:
        >>> norms = gradient_by_lag([0], Variant("RNN"), seq_len=20)
        >>> norms.shape, float(norms[0, 0]), bool(norms[0, -1] < 0.01)
        ((1, 20), 1.0, True)
    """
    checks.positive_int("seq_len", seq_len)
    checks.positive_int("hidden_size", hidden_size)
    run = partial(_norms, variant, seq_len, hidden_size)
    return np.array(over_seeds(run, list(seeds)))


def _norms(
    variant: Variant, seq_len: int, hidden_size: int, seed: int
) -> NDArray[np.float64]:
    cell = from_torch(variant.build(1, hidden_size, seed)).cell
    x = sine_wave(n_points=seq_len, cycles=4).astype(np.float64)
    state = cell.initial_state(batch_size=1)
    states = []
    for value in x:
        states.append(state)
        state = cell.forward(np.full((1, 1), value), state)
    jacobian = _identity(cell)
    norms = [_largest_singular_value(jacobian)]
    for value, state in zip(x[:0:-1], states[:0:-1], strict=True):
        rows = len(_joined(jacobian))
        x_t = np.full((rows, 1), value)
        _, jacobian, _ = cell.backward(jacobian, x_t, _repeated(state, rows))
        norms.append(_largest_singular_value(jacobian))
    return np.array(norms)


def _identity(cell: Cell) -> State:
    """Return the gradient of each number of the state by the state itself."""
    parts = 2 if isinstance(cell.initial_state(1), tuple) else 1
    columns = np.split(np.eye(parts * cell.hidden_size), parts, axis=1)
    return tuple(columns) if parts == 2 else columns[0]


def _repeated(state: State, rows: int) -> State:
    if isinstance(state, tuple):
        return tuple(part.repeat(rows, axis=0) for part in state)
    return state.repeat(rows, axis=0)


def _joined(state: State) -> NDArray[np.float64]:
    return np.concatenate(state, axis=1) if isinstance(state, tuple) else state


def _largest_singular_value(jacobian: State) -> float:
    return float(np.linalg.norm(_joined(jacobian), ord=2))
