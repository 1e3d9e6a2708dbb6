"""The first tutorial's training, repeated with several seeds."""

from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.sine import sine_wave
from rnn_tutorial.data.windows import sliding_windows
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.metrics import mse
from rnn_tutorial.predict import as_forecaster, free_run, next_step
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.train import TrainConfig, seed_everything, train_on_batches


@dataclass(frozen=True, eq=False)
class SineSpread:
    """What several seeds made of the same training.

    Args:
        losses: Loss before each update, shape `(n_seeds, epochs)`.
        held_out: The same on the windows that are left out of the training, after each
            update; no numbers if there are none.
        seeds: The seeds.
        first_prediction: What the trained models forecast for the first window.
        first_target: What comes after it: the same value for all.
        free_run_error: Their mean squared errors when they continue the first window by
            themselves to the end of the wave. All these have the shape `(n_seeds,)`.
    """

    losses: NDArray[np.float64]
    held_out: NDArray[np.float64]
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
    n_train: int | None = None,
) -> SineSpread:
    """Train on `cycles` full sine waves of 500 points, and let the networks go on.

    They practise with the first `n_train` windows, with all if that is not given.

    Examples:
        >>> sine_spread([0, 1], epochs=3).losses.shape
        (2, 3)
    """
    checks.positive_int("epochs", epochs)
    x, y = sliding_windows(sine_wave(cycles=cycles), seq_len)
    if n_train is not None:
        checks.positive_int("n_train", n_train)
        if n_train >= len(x):
            raise ValueError(f"n_train is {n_train}; expected fewer than {len(x)}.")
    config = TrainConfig(epochs, learning_rate)
    seed_everything(seed)
    model = Forecaster(hidden_size)
    forecast, held_out = as_forecaster(model), np.full(epochs, np.nan)

    def test(epoch: int, *_: object) -> None:
        if n_train is not None:
            held_out[epoch - 1] = mse(forecast(x[n_train:]), y[n_train:])

    batches = repeat((x[:n_train], y[:n_train]))
    history = train_on_batches(model, batches, config, test, progress=False)
    running = free_run(model, x[0], steps=len(y))[:, None]
    return SineSpread(
        np.array(history.losses),
        held_out,
        seed,
        next_step(model, x[0]),
        float(y[0, 0]),
        mse(running, y),
    )
