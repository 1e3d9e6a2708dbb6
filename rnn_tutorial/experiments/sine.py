"""The first tutorial's training, repeated with several seeds."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial.data.sine import sine_wave
from rnn_tutorial.data.windows import sliding_windows
from rnn_tutorial.experiments.over_seeds import over_seeds
from rnn_tutorial.experiments.shared import shared
from rnn_tutorial.metrics import mse
from rnn_tutorial.predict import free_run, next_step
from rnn_tutorial.train import TrainConfig, train_forecaster


@dataclass(frozen=True, eq=False)
class SineSpread:
    """What several seeds made of the same training.

    Args:
        seeds: The seeds, shape `(n_seeds,)`.
        losses: Loss before each update, shape `(n_seeds, epochs)`.
        first_prediction: Each trained model's forecast for the first window, shape
            `(n_seeds,)`.
        first_target: The value that comes after the first window.
        free_run_error: Mean squared error of each trained model when it continues the
            first window by itself to the end of the wave, shape `(n_seeds,)`.

    Examples:
        >>> sine_spread(seeds=[0], epochs=1).first_target
        0.4826
    """

    seeds: NDArray[np.int64]
    losses: NDArray[np.float64]
    first_prediction: NDArray[np.float64]
    first_target: float
    free_run_error: NDArray[np.float64]


@shared
def sine_spread(
    seeds: Iterable[int],
    epochs: int,
    hidden_size: int = 32,
    seq_len: int = 20,
    learning_rate: float = 0.01,
    cycles: float = 2,
) -> SineSpread:
    """Train on the sine wave once per seed, and let each network run by itself.

    Args:
        seeds: Seeds of the initial weights, at least one.
        epochs: Number of updates.
        hidden_size: Number of hidden units.
        seq_len: Length of a window.
        learning_rate: Step size of Adam.
        cycles: Number of full waves within the 500 points.

    Returns:
        What came out, seed by seed; a seed's numbers do not depend on the others.

    Raises:
        ValueError: If there is no seed, or a setting is out of range.

    Examples:
        >>> sine_spread(seeds=[0, 1], epochs=3).losses.shape
        (2, 3)
    """
    run = partial(_run, epochs, hidden_size, seq_len, learning_rate, cycles)
    numbers = list(seeds)
    losses, predictions, targets, errors = zip(*over_seeds(run, numbers), strict=True)
    return SineSpread(
        np.array(numbers),
        np.array(losses),
        np.array(predictions),
        targets[0],
        np.array(errors),
    )


def _run(
    epochs: int,
    hidden_size: int,
    seq_len: int,
    learning_rate: float,
    cycles: float,
    seed: int,
) -> tuple[tuple[float, ...], float, float, float]:
    x, y = sliding_windows(sine_wave(cycles=cycles), seq_len)
    config = TrainConfig(epochs, learning_rate, seed)
    model, history = train_forecaster(x, y, config, hidden_size, progress=False)
    running = free_run(model, x[0], steps=len(y))[:, None]
    return history.losses, next_step(model, x[0]), float(y[0, 0]), mse(running, y)
