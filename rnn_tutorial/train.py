"""Training in full view: forecast, measure the error, send it back, take a step.

A loss that is not finite ends any training with a `DivergedError`.
"""

import math
import random
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.metrics import mse_loss
from rnn_tutorial.progress import watched
from rnn_tutorial.pytorch.forecaster import Forecaster

Batch = tuple[ArrayLike | Tensor, ArrayLike | Tensor]
Loss = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class TrainConfig:
    """How to train; the defaults are our choice, those of the first tutorial.

    `updates` is their number; in `train`, each looks at all examples once. A gradient
    longer than `max_norm` is shortened to it. `optimizer` is a class, such as
    `torch.optim.SGD`. A `falling` learning rate falls evenly, to 0 behind the last
    update. A model is trained where it is: on a graphics card after `model.to("cuda")`.
    """

    updates: int = 10
    learning_rate: float = 0.01
    max_norm: float | None = None
    optimizer: type[torch.optim.Optimizer] = torch.optim.Adam
    falling: bool = False

    def __post_init__(self) -> None:
        checks.positive_int("updates", self.updates)
        checks.positive_number("learning_rate", self.learning_rate)
        if self.max_norm is not None:
            checks.positive_number("max_norm", self.max_norm)
        kind, wanted = self.optimizer, "a class derived from Optimizer"
        is_known = isinstance(kind, type) and issubclass(kind, torch.optim.Optimizer)
        checks.expect(is_known, "optimizer", kind, wanted)


class DivergedError(ValueError):
    """Training whose loss is no finite number any more."""


@dataclass(frozen=True)
class History:
    """The loss of each update, measured *before* it: an update needs the loss first.

    So `losses[0]` is the untrained model's; the trained one's is not in the list.
    """

    losses: tuple[float, ...]

    @property
    def final(self) -> float:
        """The last recorded loss: that before the last update."""
        return self.losses[-1]


def seed_everything(seed: int) -> None:
    """Seed the generators of Python, NumPy and PyTorch with a number below $2^{32}$."""
    checks.non_negative_int("seed", seed)
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def train(
    model: nn.Module,
    x: ArrayLike | Tensor,
    y: ArrayLike | Tensor,
    config: TrainConfig,
    progress: bool | None = None,
) -> History:
    """Train a model in place, on all examples at once, and return the losses.

    So an epoch, one look at all the examples, is one update: forecast, measure the mean
    squared error, send it back through all steps, and let the optimiser move the
    weights. Nothing here draws random numbers. The model is any module that maps
    windows `x`, `(batch, seq_len, input_size)`, to forecasts of the targets `y`, in
    their shape, `(batch, 1)`; both are finite, NumPy or PyTorch. By default `progress`
    shows only if a person watches, in a terminal or a notebook, without `TQDM_DISABLE`.

    Source: Adam: Kingma & Ba (2015), as `torch.optim.Adam` with its other defaults.

    Examples:
        >>> x, y = np.ones((8, 5, 1)), np.ones((8, 1))
        >>> history = train(Forecaster(), x, y, TrainConfig(updates=20))
        >>> history.losses[0] > 10 * history.final
        True
    """
    checks.finite("x", x)
    checks.finite("y", y)
    weights = next(model.parameters())
    examples = [torch.as_tensor(array).to(weights) for array in (x, y)]
    return train_on_batches(model, repeat(examples), config, progress=progress)


def train_on_batches(
    model: nn.Module,
    batches: Iterable[Batch],
    config: TrainConfig,
    after: Callable[[int, float, Tensor, Tensor], object] | None = None,
    progress: bool | None = None,
    loss: Loss = mse_loss,
) -> History:
    """Train a model in place, on one batch after another, and return the losses.

    If every batch is new, each is a test before it is a lesson: its loss belongs to a
    model that has never seen it. `model` and `progress` are as in `train`. The
    `batches` are pairs `(x, y)`, NumPy or PyTorch, at least one; whole numbers, such as
    symbols, stay whole. Training ends with them, or after as many updates as `config`
    says, or as soon as `after` returns something true: it is called as
    `after(step, loss, prediction, y)` after every update, from step 1 on, with what was
    predicted before it. The error is `loss(prediction, y)`.
    """
    # Fused, Adam is faster and rounds alike on all PCs, which `torch.sqrt` doesn't.
    fused = {"fused": True} if config.optimizer is torch.optim.Adam else {}
    optimizer = config.optimizer(model.parameters(), lr=config.learning_rate, **fused)
    model.train()
    losses = []
    steps = watched(range(1, config.updates + 1), "update", progress)
    for step, batch in zip(steps, batches, strict=False):
        x, y = _as_tensors(model, *batch)
        if config.falling:
            share = 1 - (step - 1) / config.updates
            optimizer.param_groups[0]["lr"] = share * config.learning_rate
        prediction = model(x)
        error = loss(prediction, y)
        losses.append(_finite_loss(error, step, config))
        optimizer.zero_grad()
        error.backward()
        if config.max_norm is not None:
            nn.utils.clip_grad_norm_(model.parameters(), config.max_norm)
        optimizer.step()
        if after and after(step, losses[-1], prediction.detach(), y):
            break
    checks.not_empty("batches", losses)
    return History(tuple(losses))


@dataclass(frozen=True, eq=False)
class Chosen:
    """After which update the error in validation was least.

    So many `updates` were kept; `errors` are the mean squared errors in validation at
    every look, the first before any update; `last` is the model when training ended.
    """

    updates: int
    errors: tuple[float, ...]
    last: nn.Module


def train_and_choose(
    model: nn.Module,
    examples: Batch,
    validation: Batch,
    config: TrainConfig,
    batch_size: int = 32,
    every: int = 10,
) -> Chosen:
    """Train a model in place, and leave it as it was when validation was best.

    It learns from batches of the `examples`, in an order that PyTorch's generator
    shuffles anew each time they are through. Before the first update and after `every`
    so many it is asked about the `validation` examples, from which it doesn't learn.
    Both are pairs `(x, y)`, as in `train`.

    Source: Prechelt (1998), "Early stopping, but when?"; ours goes on, and then back.

    Examples:
        >>> x, y = np.ones((8, 5, 1)), np.ones((8, 1))
        >>> model = Forecaster()
        >>> train_and_choose(model, (x, y), (x, -y), TrainConfig(updates=40)).updates
        0
    """
    checks.positive_ints(batch_size=batch_size, every=every)
    x, y = _as_tensors(model, *validation)
    errors, best = [], []

    def look(step: int, *_: object) -> None:
        if step % every == 0:
            model.eval()
            with torch.no_grad():
                errors.append(mse_loss(model(x), y).item())
            model.train()
            if errors[-1] == min(errors):
                best[:] = [deepcopy(model.state_dict())]

    look(0)
    batches = _shuffled(_as_tensors(model, *examples), batch_size)
    train_on_batches(model, batches, config, look, progress=False)
    last = deepcopy(model)
    model.load_state_dict(best[0])
    return Chosen(every * errors.index(min(errors)), tuple(errors), last)


def train_forecaster(
    x: ArrayLike | Tensor,
    y: ArrayLike | Tensor,
    config: TrainConfig,
    hidden_size: int = 32,
    seed: int = 0,
    progress: bool | None = None,
) -> tuple[Forecaster, History]:
    """Seed, build a `Forecaster`, `train` it, and return both: `(model, history)`.

    The `seed` chooses the initial weights, so the same call gives the same result.
    """
    seed_everything(seed)
    model = Forecaster(hidden_size)
    return model, train(model, x, y, config, progress)


def _shuffled(examples: list[Tensor], batch_size: int) -> Iterator[list[Tensor]]:
    while True:
        for batch in torch.randperm(len(examples[0])).split(batch_size):
            yield [array[batch] for array in examples]


def _as_tensors(model: nn.Module, *arrays: ArrayLike | Tensor) -> list[Tensor]:
    """Bring arrays to a model's weights; decimal numbers take their format."""
    weights = next(model.parameters())
    tensors = [torch.as_tensor(array, device=weights.device) for array in arrays]
    return [each.to(weights) if each.is_floating_point() else each for each in tensors]


def _finite_loss(loss: Tensor, update: int, config: TrainConfig) -> float:
    value = loss.item()
    if not math.isfinite(value):
        clip = " or a max_norm" if config.max_norm is None else ""
        raise DivergedError(
            f"loss is {value} in update {update}; "
            f"try a learning_rate below {config.learning_rate}{clip}."
        )
    return value
