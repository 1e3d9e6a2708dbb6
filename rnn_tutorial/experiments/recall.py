"""Who remembers? Networks learn to recall the first bit, at many lengths and seeds."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rnn_tutorial import checks
from rnn_tutorial.data.recall import recall_batch
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.train import TrainConfig, train_on_batches

BATCH_SIZE = 64
ASKED = 500  # new sequences on which a network is tested
LOOKED_AT = 10  # batches over which the share of right answers is taken
SOLVED = 0.99
AT_EACH = 0.95  # share of right answers at each length, where these differ


@dataclass(frozen=True, eq=False)
class Recall:
    """How several seeds did with sequences of one length, or of many around it.

    After so many `steps`, updates, training ended, and the task was `solved` or not,
    `(n_seeds,)`. `asked` is the share of right answers to new sequences if the question
    comes after each step, `(n_seeds, 2 * seq_len)`.
    """

    steps: NDArray[np.int64]
    solved: NDArray[np.bool_]
    asked: NDArray[np.float64]


@experiment
def recall(
    seed: int,
    variant: Variant,
    seq_len: int,
    max_steps: int = 600,
    hidden_size: int = 32,
    learning_rate: float = 0.003,
    spread: int = 0,
) -> Recall:
    """Train networks to recall the first bit, until they do or the steps are used up.

    The bit is the first of `seq_len` values, or of up to `spread` fewer or more, a
    number drawn for each batch. Every batch is new, so each is a test before it is a
    lesson. The task counts as solved once at least 99 % of the answers in ten batches
    in a row were right, so `max_steps` is at least ten; where lengths differ, at least
    95 % of new sequences have to be answered rightly at each of them, too.

    Examples:
        >>> recall([0], Variant("RNN"), seq_len=1, max_steps=10).steps
        array([10])
    """
    learned = train_until_solved(
        seed, variant, seq_len, max_steps, hidden_size, learning_rate, spread
    )
    asked = _asked(learned.model, 2 * seq_len, np.random.default_rng([seed, 1]))
    return Recall(len(learned.right), learned.is_solved, asked)


class Learned(NamedTuple):
    """A trained network, its share of right answers in each batch, and the verdict."""

    model: Forecaster
    right: list[float]
    is_solved: bool


def train_until_solved(
    seed: int,
    variant: Variant,
    seq_len: int,
    max_steps: int = 600,
    hidden_size: int = 32,
    learning_rate: float = 0.003,
    spread: int = 0,
) -> Learned:
    """Train one network as `recall` does, and return it too."""
    checks.positive_ints(max_steps=max_steps, seq_len=seq_len)
    wanted = f"at least {LOOKED_AT}, the batches over which answers are counted"
    checks.expect(max_steps >= LOOKED_AT, "max_steps", max_steps, wanted)
    checks.non_negative_int("spread", spread)
    wanted = f"less than seq_len = {seq_len}"
    checks.expect(spread < seq_len, "spread", spread, wanted)
    model = variant.forecaster(hidden_size, seed)
    rng = np.random.default_rng(seed)
    shortest, longest = seq_len - spread, seq_len + spread

    lengths = (int(rng.integers(shortest, longest + 1)) for _ in range(max_steps))
    batches = (recall_batch(BATCH_SIZE, length, rng) for length in lengths)
    right: list[float] = []

    def is_solved() -> bool:
        if len(right) < LOOKED_AT or np.mean(right[-LOOKED_AT:]) < SOLVED:
            return False
        at_each = _asked(model, longest, np.random.default_rng([seed, 2]))
        return not spread or bool(at_each[shortest - 1 :].min() >= AT_EACH)

    def after(step: int, loss: float, prediction: Tensor, y: Tensor) -> bool:
        right.append(((prediction > 0) == (y > 0)).float().mean().item())
        return is_solved()

    config = TrainConfig(max_steps, learning_rate)
    train_on_batches(model, batches, config, after, progress=False)
    return Learned(model, right, is_solved())


@torch.no_grad()
def _asked(model: Forecaster, seq_len: int, rng: np.random.Generator) -> NDArray:
    x, y = map(torch.from_numpy, recall_batch(ASKED, seq_len, rng))
    answers = model.head(model.rnn(x)[0])[..., 0]  # after each step
    return ((answers > 0) == (y > 0)).double().mean(dim=0).numpy()
