"""Forecasts from a trained model: one step, or many in a row."""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import nn

from rnn_tutorial import checks

Forecast = Callable[[ArrayLike], NDArray[np.floating]]


def next_step(model: nn.Module, window: ArrayLike) -> float:
    """Return the model's forecast of the value after a window, as in `free_run`."""
    return float(free_run(model, window, steps=1)[0])


def free_run(model: nn.Module, window: ArrayLike, steps: int) -> NDArray[np.floating]:
    r"""Return forecasts, shape `(steps,)`, each made from the forecasts before it.

    $\hat s_{t+1} = f(\dots, s_{t-1}, s_t)$, then
    $\hat s_{t+2} = f(\dots, s_t, \hat s_{t+1})$, and so on: after `seq_len` steps the
    model sees nothing but its own forecasts. The window has the last true values,
    finite, shape `(seq_len,)` or `(seq_len, 1)`; the model is as for `as_forecaster`.

    Examples:
        >>> model = nn.Sequential(nn.Flatten(), nn.Linear(2, 1, bias=False))
        >>> rule = torch.tensor([[-1.0, 1.0]])  # the last value minus the one before
        >>> _ = model[1].load_state_dict({"weight": rule})
        >>> free_run(model, [0.0, 1.0], steps=6).tolist()
        [1.0, 0.0, -1.0, -1.0, 0.0, 1.0]
    """
    values = np.asarray(window)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim != 1:
        wanted = "(seq_len,) or (seq_len, 1)"
        raise ValueError(f"window has shape {values.shape}; expected {wanted}.")
    checks.finite("window", values)
    return free_runs(as_forecaster(model), values[None, :, None], steps)[0]


def free_runs(forecaster: Forecast, x: ArrayLike, steps: int) -> NDArray[np.floating]:
    """Continue many windows at once: forecasts `(batch, steps)`.

    The windows have the last true values, finite, shape `(batch, seq_len, 1)`; the
    forecaster maps them to the next values, `(batch, 1)`.
    """
    checks.positive_int("steps", steps)
    window = np.asarray(x)
    checks.one_feature("x", window)
    checks.finite("x", window)
    forecasts = []
    for _ in range(steps):
        forecast = forecaster(window)
        checks.shape("forecast", forecast, (len(window), 1))
        forecasts.append(forecast)
        window = np.concatenate([window[:, 1:], forecast[:, None]], axis=1)
    return np.concatenate(forecasts, axis=1)


def as_forecaster(model: nn.Module) -> Forecast:
    """Turn a PyTorch model into a function of arrays, like the baselines.

    The model maps `(batch, seq_len, 1)` to `(batch, 1)`, and is left as it was found.
    """

    def forecast(x: ArrayLike) -> NDArray[np.floating]:
        windows = torch.from_numpy(np.array(x)).to(next(model.parameters()))
        modes = [(module, module.training) for module in model.modules()]
        model.eval()
        try:
            with torch.no_grad():
                return model(windows).cpu().numpy()
        finally:
            for module, was_training in modes:
                module.training = was_training

    return forecast
