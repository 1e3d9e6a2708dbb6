"""The adding problem, over several seeds."""

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.adding import adding_batch
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.train import TrainConfig, train_on_batches

BATCH_SIZE = 64


@experiment
def adding_losses(
    seed: int,
    variant: Variant,
    seq_len: int = 30,
    steps: int = 1500,
    hidden_size: int = 32,
    learning_rate: float = 0.01,
) -> NDArray[np.float64]:
    """Return the losses of networks that learn to add, shape `(n_seeds, steps)`.

    They are given two marked numbers, among `seq_len` of them, and every batch is new.
    """
    checks.positive_int("steps", steps)
    model = variant.forecaster(hidden_size, seed, input_size=2)
    rng = np.random.default_rng(seed)
    batches = (adding_batch(BATCH_SIZE, seq_len, rng) for _ in range(steps))
    config = TrainConfig(steps, learning_rate, max_norm=1.0)
    return np.array(train_on_batches(model, batches, config, progress=False).losses)
