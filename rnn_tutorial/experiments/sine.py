"""The first tutorial's training, repeated with several seeds."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial.data.sine import sine_wave
from rnn_tutorial.data.windows import sliding_windows
from rnn_tutorial.predict import next_step
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

    Examples:
        >>> sine_spread(seeds=[0], epochs=1).first_target
        0.4826
    """

    seeds: NDArray[np.int64]
    losses: NDArray[np.float64]
    first_prediction: NDArray[np.float64]
    first_target: float


def sine_spread(
    seeds: Iterable[int],
    epochs: int,
    hidden_size: int = 32,
    seq_len: int = 20,
    learning_rate: float = 0.01,
) -> SineSpread:
    """Train on the sine wave once per seed.

    A seed's numbers do not depend on which other seeds ran.

    Args:
        seeds: Seeds of the initial weights, at least one.
        epochs: Number of updates.
        hidden_size: Number of hidden units.
        seq_len: Length of a window.
        learning_rate: Step size of Adam.

    Returns:
        The losses and first forecasts of all seeds.

    Raises:
        ValueError: If there is no seed, or a setting is out of range.

    Examples:
        >>> sine_spread(seeds=[0, 1], epochs=3).losses.shape
        (2, 3)
    """
    numbers = list(seeds)
    if not numbers:
        raise ValueError("seeds is empty; expected at least one seed.")
    x, y = sliding_windows(sine_wave(), seq_len)
    losses, predictions = [], []
    for seed in numbers:
        config = TrainConfig(epochs, learning_rate, seed)
        model, history = train_forecaster(x, y, config, hidden_size, progress=False)
        losses.append(history.losses)
        predictions.append(next_step(model, x[0]))
    return SineSpread(
        np.array(numbers), np.array(losses), np.array(predictions), float(y[0, 0])
    )
