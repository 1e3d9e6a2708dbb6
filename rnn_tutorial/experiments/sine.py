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
from rnn_tutorial.predict import as_forecaster, free_run
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.train import TrainConfig, seed_everything, train_on_batches


@dataclass(frozen=True, eq=False)
class SineSpread:
    """What several seeds made of the same training.

    `losses` before each update, and `held_out` after each, on the windows that are left
    out of the training, if any, are `(n_seeds, epochs)`. `free_run_error` is the mean
    squared error of continuing the first window to the end, `(n_seeds,)`.
    """

    losses: NDArray[np.float64]
    held_out: NDArray[np.float64]
    seeds: NDArray[np.int64]
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
    """
    checks.positive_int("epochs", epochs)
    x, y = sliding_windows(sine_wave(cycles=cycles), seq_len)
    if n_train is not None:
        checks.positive_int("n_train", n_train)
        wanted = f"fewer than {len(x)}"
        checks.expect(n_train < len(x), "n_train", n_train, wanted)
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
    return SineSpread(np.array(history.losses), held_out, seed, mse(running, y))
