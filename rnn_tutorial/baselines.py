"""Forecasts that need no learning: what a network has to beat."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnn_tutorial import checks


def persistence(x: ArrayLike) -> NDArray[np.floating]:
    r"""Forecast that nothing changes: the next value equals the last one.

    $\hat y = x_T$.

    Args:
        x: Windows, shape `(batch, seq_len, 1)`.

    Returns:
        The forecasts, shape `(batch, 1)`.

    Raises:
        ValueError: If the shape does not fit, or the windows have no steps.

    Source:
        The "naïve method" in Hyndman & Athanasopoulos, *Forecasting: Principles and
        Practice* (3rd ed.), section 5.2.

    Examples:
        >>> persistence(np.array([[[1.0], [2.0], [3.0]]]))
        array([[3.]])
    """
    windows = np.asarray(x)
    checks.dimensions("x", windows, ("batch", "seq_len", "1"))
    checks.shape("x", windows, (*windows.shape[:2], 1))
    checks.positive_int("seq_len", windows.shape[1])
    return windows[:, -1].copy()


def mse(prediction: ArrayLike, target: ArrayLike) -> float:
    r"""Return the mean squared error, $\frac{1}{n} \sum_i (p_i - y_i)^2$.

    Args:
        prediction: What was forecast, any shape.
        target: What came, the same shape.

    Returns:
        The error, summed in `float64`.

    Raises:
        ValueError: If the shapes differ (NumPy would silently broadcast them), or a
            value is not finite.

    Source:
        `torch.nn.functional.mse_loss`, with its default mean over all numbers.

    Examples:
        >>> mse([1.0, 2.0], [1.0, 4.0])
        2.0
    """
    guess = np.asarray(prediction, dtype=np.float64)
    truth = np.asarray(target, dtype=np.float64)
    checks.shape("target", truth, guess.shape)
    checks.finite("prediction", guess)
    checks.finite("target", truth)
    return float(np.mean((guess - truth) ** 2))
