"""The adding problem, over several seeds."""

from collections.abc import Iterable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.adding import adding_batch
from rnn_tutorial.experiments.over_seeds import over_seeds
from rnn_tutorial.experiments.shared import shared
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.train import TrainConfig, seed_everything, train_on_batches


@shared
def adding_losses(
    seeds: Iterable[int],
    variant: Variant,
    seq_len: int = 30,
    steps: int = 1500,
    hidden_size: int = 32,
    learning_rate: float = 0.01,
) -> NDArray[np.float64]:
    """Train networks to add two marked numbers; every batch is new.

    Args:
        seeds: Seeds of the initial weights and of the batches.
        variant: The layer, and how its weights start.
        seq_len: Number of steps of a sequence.
        steps: Number of updates.
        hidden_size: Number of hidden units.
        learning_rate: Step size of Adam.

    Returns:
        The loss of each new batch, shape `(n_seeds, steps)`.

    Raises:
        ValueError: If there is no seed, or a setting is out of range.

    Examples:
        >>> adding_losses([0], Variant("GRU"), seq_len=4, steps=5).shape
        (1, 5)
    """
    checks.positive_int("steps", steps)
    config = TrainConfig(steps, learning_rate, max_norm=1.0)
    run = partial(_run, variant, seq_len, hidden_size, config)
    return np.array(over_seeds(run, list(seeds)))


def _run(
    variant: Variant, seq_len: int, hidden_size: int, config: TrainConfig, seed: int
) -> tuple[float, ...]:
    seed_everything(seed)
    model = Forecaster(hidden_size, input_size=2, layer=variant.layer_class)
    variant.start(model.rnn)
    rng = np.random.default_rng(seed)
    batches = (adding_batch(64, seq_len, rng) for _ in range(config.updates))
    return train_on_batches(model, batches, config, progress=False).losses
