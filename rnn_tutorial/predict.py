"""Forecasts from a trained model: one step, or many in a row."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import nn

from rnn_tutorial import checks


def next_step(model: nn.Module, window: ArrayLike) -> float:
    r"""Return the model's forecast of the value after a window.

    Args:
        model: Maps `(1, seq_len, 1)` to one number; left as it was found.
        window: The last values, shape `(seq_len,)` or `(seq_len, 1)`.

    Returns:
        The forecast.

    Raises:
        ValueError: If the window has another shape, is empty or is not finite.

    Examples:
        >>> from rnn_tutorial.pytorch.forecaster import Forecaster
        >>> _ = torch.manual_seed(0)
        >>> next_step(Forecaster(), np.ones(20))
        0.0171
    """
    return float(free_run(model, window, steps=1)[0])


def free_run(model: nn.Module, window: ArrayLike, steps: int) -> NDArray[np.floating]:
    r"""Return forecasts in a row, each made from the forecasts before it.

    $\hat s_{t+1} = f(\dots, s_{t-1}, s_t)$, then
    $\hat s_{t+2} = f(\dots, s_t, \hat s_{t+1})$, and so on: after `seq_len` steps the
    model sees nothing but its own forecasts.

    Args:
        model: Maps `(1, seq_len, 1)` to one number; left as it was found.
        window: The last true values, shape `(seq_len,)` or `(seq_len, 1)`.
        steps: Number of forecasts.

    Returns:
        The forecasts, shape `(steps,)`.

    Raises:
        ValueError: If the window has another shape, is empty or is not finite, or
            `steps` is not a positive whole number, or the model does not return
            one number.

    Examples:
        >>> model = nn.Sequential(nn.Flatten(), nn.Linear(2, 1, bias=False))
        >>> rule = torch.tensor([[-1.0, 1.0]])  # the last value minus the one before
        >>> _ = model[1].load_state_dict({"weight": rule})
        >>> free_run(model, [0.0, 1.0], steps=6).tolist()
        [1.0, 0.0, -1.0, -1.0, 0.0, 1.0]
    """
    checks.positive_int("steps", steps)
    values = _as_window(window)
    weights = next(model.parameters())
    x = torch.as_tensor(values, dtype=weights.dtype, device=weights.device)
    forecasts = []
    with torch.no_grad(), _evaluating(model):
        for _ in range(steps):
            forecast = model(x[None, :, None])  # (1, T, 1) to (1, 1)
            checks.shape("forecast", forecast, (1, 1))
            forecasts.append(forecast[0])
            x = torch.cat([x[1:], forecast[0]])  # (T,): the oldest value drops out
    return torch.cat(forecasts).cpu().numpy()


def _as_window(window: ArrayLike) -> NDArray[np.floating]:
    values = np.asarray(window)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim != 1:
        raise ValueError(
            f"window has shape {values.shape}; expected (seq_len,) or (seq_len, 1)."
        )
    checks.finite("window", values)
    return values


@contextmanager
def _evaluating(model: nn.Module) -> Iterator[None]:
    was_training = model.training
    model.eval()
    try:
        yield
    finally:
        model.train(was_training)
