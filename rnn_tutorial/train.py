"""Training in full view: forecast, measure the error, send it back, take a step."""

import math
import random
from collections.abc import Callable, Iterable
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
    """How to train.

    Args:
        epochs: Number of updates; in `train`, each looks at all examples once.
        learning_rate: Step size of the optimiser.
        max_norm: Largest length of the gradient; a longer one is shortened to it. As
            it comes if not given.
        optimizer: The class of the optimiser, such as `torch.optim.SGD`.
        device: Where to train, such as `"cpu"` or `"cuda"`; where the model is if not
            given.

    Raises:
        ValueError: If a value is out of range.

    Source:
        Our choice of defaults, because they are those of the first tutorial.

    Examples:
        >>> config = TrainConfig(updates=200, max_norm=1.0)
        >>> config.updates, config.learning_rate, config.max_norm
        (200, 0.01, 1.0)
    """

    updates: int = 10
    learning_rate: float = 0.01
    max_norm: float | None = None
    optimizer: type[torch.optim.Optimizer] = torch.optim.Adam
    device: str | None = None

    def __post_init__(self) -> None:
        checks.positive_int("updates", self.updates)
        checks.positive_number("learning_rate", self.learning_rate)
        if self.max_norm is not None:
            checks.positive_number("max_norm", self.max_norm)
        checks.subclass_of("optimizer", self.optimizer, torch.optim.Optimizer)
        if self.device is not None:
            checks.device("device", self.device)


class DivergedError(ValueError):
    """Training whose loss is no finite number any more.

    Examples:
        >>> seed_everything(0)
        >>> x, y = np.ones((8, 5, 1)), np.ones((8, 1))
        >>> too_fast = TrainConfig(100, 1e6, optimizer=torch.optim.SGD)
        >>> try:
        ...     train(Forecaster(), x, y, too_fast)
        ... except DivergedError as error:
        ...     print(error)
        loss is inf in epoch 4; try a learning_rate below 1000000.0 or a max_norm.
    """


@dataclass(frozen=True)
class History:
    """What happened during training.

    Args:
        losses: Loss of each epoch, measured *before* that epoch's update, because an
            update needs the loss first. So `losses[0]` belongs to the untrained model,
            and the trained model's own loss is not in the list.

    Examples:
        >>> History(losses=(0.5, 0.25)).final
        0.25
    """

    losses: tuple[float, ...]

    @property
    def final(self) -> float:
        """The last recorded loss: that before the last update."""
        return self.losses[-1]


def seed_everything(seed: int) -> None:
    """Seed Python's, NumPy's and PyTorch's global random numbers.

    Args:
        seed: A whole number from 0 to $2^{32} - 1$.

    Raises:
        ValueError: If the seed is anything else.

    Examples:
        >>> seed_everything(0)
        >>> torch.rand(1).item()
        0.4963
    """
    checks.non_negative_int("seed", seed)
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def train(
    model: nn.Module,
    x: ArrayLike | Tensor,
    y: ArrayLike | Tensor,
    config: TrainConfig,
    on_epoch: Callable[[int, float], None] | None = None,
    progress: bool | None = None,
) -> History:
    r"""Train a model in place, on all examples at once.

    In each epoch: forecast, measure the mean squared error, send it back through all
    steps, and let the optimiser move the weights.

    Args:
        model: Any module that maps `x` to forecasts in the shape of `y`.
        x: Windows, shape `(batch, seq_len, input_size)`; NumPy or PyTorch.
        y: Targets, shape `(batch, 1)`; NumPy or PyTorch.
        config: Epochs, learning rate, and the rest.
        on_epoch: Called as `on_epoch(epoch, loss)` after every epoch; the first is 1.
        progress: Whether to show a progress bar; by default only if a person watches,
            in a terminal or a notebook, and `TQDM_DISABLE` is not set.

    Returns:
        The loss of every epoch.

    Raises:
        ValueError: If `x` or `y` holds a value that is not finite, or a shape does not
            fit.
        DivergedError: If the loss stops being finite.

    Source:
        Adam: Kingma & Ba (2015), as `torch.optim.Adam` with its other defaults.

    Examples:
        >>> seed_everything(0)
        >>> x, y = np.ones((8, 5, 1)), np.ones((8, 1))
        >>> history = train(Forecaster(), x, y, TrainConfig(updates=50))
        >>> history.losses[0] > 100 * history.final
        True
    """
    checks.finite("x", x)
    checks.finite("y", y)
    if config.device is not None:
        model.to(config.device)
    weights = next(model.parameters())
    examples = tuple(
        torch.as_tensor(array, dtype=weights.dtype, device=weights.device)
        for array in (x, y)
    )

    def after(epoch: int, loss: float, prediction: Tensor, y: Tensor) -> None:
        if on_epoch:
            on_epoch(epoch, loss)

    return train_on_batches(model, repeat(examples), config, after, progress)


def train_on_batches(
    model: nn.Module,
    batches: Iterable[Batch],
    config: TrainConfig,
    after: Callable[[int, float, Tensor, Tensor], object] | None = None,
    progress: bool | None = None,
    loss: Loss = mse_loss,
) -> History:
    """Train a model in place, on one batch after another.

    If every batch is new, each is a test before it is a lesson: its loss belongs to a
    model that has never seen it.

    Args:
        model: Any module that maps `x` to forecasts in the shape of `y`.
        batches: Pairs `(x, y)`, at least as many as `config.updates`; NumPy or PyTorch.
            Whole numbers, such as symbols, stay whole.
        config: Number of updates, learning rate, and the rest.
        after: Called as `after(step, loss, prediction, y)` after every update, with
            what was predicted before it; the first step is 1. If it returns something
            true, training ends.
        progress: As in `train`.
        loss: Called as `loss(prediction, y)`; the mean squared error if not given.

    Returns:
        The loss of every batch, before its update.

    Raises:
        ValueError: If there is no batch, or a shape does not fit.
        DivergedError: If the loss stops being finite.

    Examples:
        >>> from rnn_tutorial.data.recall import recall_batch
        >>> rng = np.random.default_rng(0)
        >>> batches = (recall_batch(64, 5, rng) for _ in range(100))
        >>> history = train_on_batches(Forecaster(), batches, TrainConfig(updates=100))
        >>> history.final < 0.1
        True
    """
    if config.device is not None:
        model.to(config.device)
    optimizer = config.optimizer(model.parameters(), lr=config.learning_rate)
    model.train()
    losses = []
    steps = watched(range(1, config.updates + 1), "epoch", progress)
    for step, batch in zip(steps, batches, strict=False):
        x, y = _as_tensors(model, *batch)
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


def train_forecaster(
    x: ArrayLike | Tensor,
    y: ArrayLike | Tensor,
    config: TrainConfig,
    hidden_size: int = 32,
    seed: int = 0,
    on_epoch: Callable[[int, float], None] | None = None,
    progress: bool | None = None,
) -> tuple[Forecaster, History]:
    """Seed, build a `Forecaster`, and train it: the same call gives the same result.

    Args:
        x: Windows, shape `(batch, seq_len, 1)`.
        y: Targets, shape `(batch, 1)`.
        config: Epochs, learning rate, and the rest.
        hidden_size: Number of hidden units.
        seed: Chooses the initial weights; training itself draws no random numbers.
        on_epoch: As in `train`.
        progress: As in `train`.

    Returns:
        `(model, history)`.

    Raises:
        ValueError: As in `train`, or if `hidden_size` is not positive.
        DivergedError: As in `train`.

    Examples:
        >>> x, y = np.ones((8, 5, 1)), np.ones((8, 1))
        >>> _, first = train_forecaster(x, y, TrainConfig(), seed=1)
        >>> _, again = train_forecaster(x, y, TrainConfig(), seed=1)
        >>> first == again
        True
    """
    seed_everything(seed)
    model = Forecaster(hidden_size)
    return model, train(model, x, y, config, on_epoch, progress)


def _as_tensors(model: nn.Module, *arrays: ArrayLike | Tensor) -> list[Tensor]:
    """Bring arrays to a model's weights; decimal numbers take their format."""
    weights = next(model.parameters())
    tensors = [torch.as_tensor(array, device=weights.device) for array in arrays]
    return [
        tensor.to(weights.dtype) if tensor.is_floating_point() else tensor
        for tensor in tensors
    ]


def _finite_loss(loss: Tensor, epoch: int, config: TrainConfig) -> float:
    value = loss.item()
    if not math.isfinite(value):
        clip = " or a max_norm" if config.max_norm is None else ""
        raise DivergedError(
            f"loss is {value} in epoch {epoch}; "
            f"try a learning_rate below {config.learning_rate}{clip}."
        )
    return value
