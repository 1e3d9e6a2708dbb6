"""Training in full view: all examples at once, Adam, the mean squared error."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.progress import watched
from rnn_tutorial.pytorch.forecaster import Forecaster


@dataclass(frozen=True)
class TrainConfig:
    """How to train.

    Args:
        epochs: Number of updates; each looks at all examples once.
        learning_rate: Step size of Adam.
        seed: Chooses the initial weights in `train_forecaster`. Training itself draws
            no random numbers, so `train` does not use it.

    Raises:
        ValueError: If a value is out of range.

    Source:
        Our choice of defaults, because they are those of the first tutorial.

    Examples:
        >>> TrainConfig(epochs=200)
        TrainConfig(epochs=200, learning_rate=0.01, seed=0)
    """

    epochs: int = 10
    learning_rate: float = 0.01
    seed: int = 0

    def __post_init__(self) -> None:
        checks.positive_int("epochs", self.epochs)
        checks.positive_number("learning_rate", self.learning_rate)
        checks.non_negative_int("seed", self.seed)


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
    steps, and let Adam move the weights.

    Args:
        model: Any module that maps `x` to forecasts in the shape of `y`.
        x: Windows, shape `(batch, seq_len, input_size)`; NumPy or PyTorch.
        y: Targets, shape `(batch, 1)`; NumPy or PyTorch.
        config: Epochs and learning rate.
        on_epoch: Called as `on_epoch(epoch, loss)` after every epoch; the first is 1.
        progress: Whether to show a progress bar; by default only if a person watches,
            in a terminal or a notebook, and `TQDM_DISABLE` is not set.

    Returns:
        The loss of every epoch.

    Raises:
        ValueError: If `x` or `y` holds a value that is not finite, a shape does not
            fit, or the loss stops being finite.

    Source:
        Adam: Kingma & Ba (2015), as `torch.optim.Adam` with its other defaults.

    Examples:
        >>> seed_everything(0)
        >>> x, y = np.ones((8, 5, 1)), np.ones((8, 1))
        >>> history = train(Forecaster(), x, y, TrainConfig(epochs=50))
        >>> history.losses[0] > 100 * history.final
        True
    """
    checks.finite("x", x)
    checks.finite("y", y)
    weights = next(model.parameters())
    x = torch.as_tensor(x, dtype=weights.dtype, device=weights.device)
    y = torch.as_tensor(y, dtype=weights.dtype, device=weights.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=config.learning_rate)
    model.train()
    losses = []
    for epoch in watched(range(1, config.epochs + 1), "epoch", progress):
        prediction = model(x)
        checks.shape("y", y, prediction.shape)
        loss = nn.functional.mse_loss(prediction, y)
        losses.append(_finite_loss(loss, epoch, config))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if on_epoch:
            on_epoch(epoch, losses[-1])
    return History(tuple(losses))


def train_forecaster(
    x: ArrayLike | Tensor,
    y: ArrayLike | Tensor,
    config: TrainConfig,
    hidden_size: int = 32,
    on_epoch: Callable[[int, float], None] | None = None,
    progress: bool | None = None,
) -> tuple[Forecaster, History]:
    """Seed, build a `Forecaster`, and train it: the same call gives the same result.

    Args:
        x: Windows, shape `(batch, seq_len, 1)`.
        y: Targets, shape `(batch, 1)`.
        config: Epochs, learning rate and the seed of the initial weights.
        hidden_size: Number of hidden units.
        on_epoch: As in `train`.
        progress: As in `train`.

    Returns:
        `(model, history)`.

    Raises:
        ValueError: As in `train`, or if `hidden_size` is not positive.

    Examples:
        >>> x, y = np.ones((8, 5, 1)), np.ones((8, 1))
        >>> _, first = train_forecaster(x, y, TrainConfig(seed=1))
        >>> _, again = train_forecaster(x, y, TrainConfig(seed=1))
        >>> first == again
        True
    """
    seed_everything(config.seed)
    model = Forecaster(hidden_size)
    return model, train(model, x, y, config, on_epoch, progress)


def _finite_loss(loss: Tensor, epoch: int, config: TrainConfig) -> float:
    value = loss.item()
    if not math.isfinite(value):
        raise ValueError(
            f"loss is {value} in epoch {epoch}; "
            f"try a learning_rate below {config.learning_rate}."
        )
    return value
