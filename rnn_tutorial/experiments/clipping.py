"""The same training with and without a limit to the length of the gradient."""

from contextlib import suppress

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.recall import recall_batch
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.train import DivergedError, TrainConfig, train_on_batches

BATCH_SIZE = 64
HIDDEN_SIZE = 32


@experiment
def clipped_losses(
    seed: int,
    max_norm: float | None,
    gain: float = 1.5,
    learning_rate: float = 0.2,
    steps: int = 300,
    seq_len: int = 20,
) -> NDArray[np.float64]:
    """Return the losses of RNNs that learn to recall a bit, shape `(n_seeds, steps)`.

    They learn with plain gradient descent, each step from a new batch. No gradient is
    longer than `max_norm`, unless that is `None`. The recurrent weights begin as a
    rotation times `gain`, so that gradients may grow on their way back. From where
    training diverged, that is a loss was no finite number, all losses are infinite.

    Examples:
        >>> clipped_losses([0], max_norm=1.0, steps=20).shape
        (1, 20)
    """
    checks.positive_int("steps", steps)
    checks.positive_int("seq_len", seq_len)
    config = TrainConfig(steps, learning_rate, max_norm, optimizer=torch.optim.SGD)
    model = Variant("RNN", gain=gain).forecaster(HIDDEN_SIZE, seed)
    rng = np.random.default_rng(seed)
    losses = np.full(steps, np.inf)

    def after(step: int, loss: float, *_: torch.Tensor) -> None:
        losses[step - 1] = loss

    batches = (recall_batch(BATCH_SIZE, seq_len, rng) for _ in range(steps))
    with suppress(DivergedError):  # what we came to see
        train_on_batches(model, batches, config, after, progress=False)
    return losses
