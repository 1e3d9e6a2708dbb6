"""Who remembers? Networks learn to recall the first bit, at many lengths and seeds."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from rnn_tutorial import checks
from rnn_tutorial.data.recall import recall_batch
from rnn_tutorial.experiments.over_seeds import over_seeds
from rnn_tutorial.experiments.shared import shared
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.train import TrainConfig, seed_everything, train_on_batches

BATCH_SIZE = 64
LOOKED_AT = 10  # batches over which the share of right answers is taken
SOLVED = 0.99


@dataclass(frozen=True, eq=False)
class Recall:
    """How several seeds did at one length.

    Args:
        steps: Updates until the task was solved, shape `(n_seeds,)`; where it was not,
            the updates after which training ended.
        accuracy: Share of right answers in the last batches, shape `(n_seeds,)`.

    Examples:
        >>> Recall(np.array([20, 600]), np.array([1.0, 0.5])).solved.tolist()
        [True, False]
    """

    steps: NDArray[np.int64]
    accuracy: NDArray[np.float64]

    @property
    def solved(self) -> NDArray[np.bool_]:
        """Whether each seed solved the task, shape `(n_seeds,)`."""
        return self.accuracy >= SOLVED


@shared
def recall(
    seeds: Iterable[int],
    variant: Variant,
    seq_len: int,
    max_steps: int = 600,
    hidden_size: int = 32,
    learning_rate: float = 0.003,
) -> Recall:
    """Train networks to recall the first bit, until they do or the steps are used up.

    Every batch is new, so each is a test before it is a lesson. The task counts as
    solved once at least 99 % of the answers in ten batches in a row were right.

    Args:
        seeds: Seeds of the initial weights and of the batches.
        variant: The layer, and how its weights start.
        seq_len: Number of steps, the bit's own included.
        max_steps: Number of updates at most.
        hidden_size: Number of hidden units.
        learning_rate: Step size of Adam.

    Returns:
        What came out, seed by seed.

    Raises:
        ValueError: If there is no seed, or a setting is out of range.

    Examples:
        >>> recall([0], Variant("LSTM", forget_bias=3), seq_len=10).solved.tolist()
        [True]
    """
    checks.positive_int("max_steps", max_steps)
    if max_steps < LOOKED_AT:
        raise ValueError(
            f"max_steps is {max_steps}; expected at least {LOOKED_AT}, the batches "
            "over which answers are counted."
        )
    config = TrainConfig(max_steps, learning_rate)
    run = partial(_run, variant, seq_len, hidden_size, config)
    steps, accuracy = zip(*over_seeds(run, list(seeds)), strict=True)
    return Recall(np.array(steps), np.array(accuracy))


def _run(
    variant: Variant, seq_len: int, hidden_size: int, config: TrainConfig, seed: int
) -> tuple[int, float]:
    seed_everything(seed)
    model = Forecaster(hidden_size, layer=variant.layer_class)
    variant.start(model.rnn)
    rng = np.random.default_rng(seed)
    batches = (recall_batch(BATCH_SIZE, seq_len, rng) for _ in range(config.updates))
    right: list[float] = []

    def after(step: int, loss: float, prediction: Tensor, y: Tensor) -> bool:
        right.append(((prediction > 0) == (y > 0)).float().mean().item())
        return step >= LOOKED_AT and np.mean(right[-LOOKED_AT:]) >= SOLVED

    train_on_batches(model, batches, config, after, progress=False)
    return len(right), float(np.mean(right[-LOOKED_AT:]))
