"""The same training with and without a limit to the length of the gradient."""

from collections.abc import Iterable
from contextlib import suppress
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.recall import recall_batch
from rnn_tutorial.experiments.over_seeds import over_seeds
from rnn_tutorial.experiments.shared import shared
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.train import (
    DivergedError,
    TrainConfig,
    seed_everything,
    train_on_batches,
)


@shared
def clipped_losses(
    seeds: Iterable[int],
    max_norm: float | None,
    gain: float = 1.5,
    learning_rate: float = 0.2,
    steps: int = 300,
    seq_len: int = 20,
) -> NDArray[np.float64]:
    """Train RNNs to recall the first bit with plain gradient descent.

    The recurrent weights begin as a rotation times a gain, so that gradients may grow
    on their way back.

    Args:
        seeds: Seeds of the initial weights and of the batches.
        max_norm: Largest length of a gradient; no limit if `None`.
        gain: The gain of the recurrent weights.
        learning_rate: Step size.
        steps: Number of updates.
        seq_len: Number of steps of a sequence.

    Returns:
        The loss of each new batch, shape `(n_seeds, steps)`; infinity from where
        training diverged, that is where a loss was no finite number any more.

    Raises:
        ValueError: If there is no seed, or a setting is out of range.

    Examples:
        >>> clipped_losses([0], max_norm=1.0, steps=20).shape
        (1, 20)
    """
    checks.positive_int("steps", steps)
    checks.positive_int("seq_len", seq_len)
    config = TrainConfig(
        steps, learning_rate, max_norm=max_norm, optimizer=torch.optim.SGD
    )
    run = partial(_run, config, Variant("RNN", gain=gain), seq_len)
    return np.array(over_seeds(run, list(seeds)))


def _run(
    config: TrainConfig, variant: Variant, seq_len: int, seed: int
) -> NDArray[np.float64]:
    seed_everything(seed)
    model = Forecaster(layer=variant.layer_class)
    variant.start(model.rnn)
    rng = np.random.default_rng(seed)
    losses = np.full(config.updates, np.inf)

    def after(step: int, loss: float, *_: torch.Tensor) -> None:
        losses[step - 1] = loss

    batches = (recall_batch(64, seq_len, rng) for _ in range(config.updates))
    with suppress(DivergedError):  # what we came to see
        train_on_batches(model, batches, config, after, progress=False)
    return losses
