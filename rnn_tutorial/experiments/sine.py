"""The first tutorial's training, repeated with several seeds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.sine import sine_wave
from rnn_tutorial.data.windows import sliding_windows
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.metrics import mse
from rnn_tutorial.predict import free_run, next_step
from rnn_tutorial.train import TrainConfig, train_forecaster


@dataclass(frozen=True, eq=False)
class SineSpread:
    """What several seeds made of the same training.

    Args:
        losses: Loss before each update, shape `(n_seeds, epochs)`.
        seeds: The seeds.
        first_prediction: What the trained models forecast for the first window.
        first_target: What comes after it: the same value for all.
        free_run_error: Their mean squared errors when they continue the first window by
            themselves to the end of the wave. All these have the shape `(n_seeds,)`.
    """

    losses: NDArray[np.float64]
    seeds: NDArray[np.int64]
    first_prediction: NDArray[np.float64]
    first_target: NDArray[np.float64]
    free_run_error: NDArray[np.float64]


@experiment
def sine_spread(
    seed: int,
    epochs: int,
    hidden_size: int = 32,
    seq_len: int = 20,
    learning_rate: float = 0.01,
    cycles: float = 2,
) -> SineSpread:
    """Train on `cycles` full sine waves of 500 points, and let the networks go on.

    Examples:
        >>> sine_spread([0, 1], epochs=3).losses.shape
        (2, 3)
    """
    checks.positive_int("epochs", epochs)
    x, y = sliding_windows(sine_wave(cycles=cycles), seq_len)
    config = TrainConfig(epochs, learning_rate)
    model, history = train_forecaster(x, y, config, hidden_size, seed, progress=False)
    running = free_run(model, x[0], steps=len(y))[:, None]
    return SineSpread(
        np.array(history.losses),
        seed,
        next_step(model, x[0]),
        float(y[0, 0]),
        mse(running, y),
    )
