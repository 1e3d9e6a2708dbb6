"""Simple forecasts `(batch, 1)` of windows `(batch, seq_len, 1)`: what to beat."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnn_tutorial import checks


def persistence(x: ArrayLike) -> NDArray[np.floating]:
    r"""Forecast that nothing changes, $\hat y = x_T$.

    Source: The "naïve method" in Hyndman & Athanasopoulos, *Forecasting: Principles and
    Practice* (3rd ed.), section 5.2; `seasonal` is their "seasonal naïve method".
    """
    return seasonal(x, period=1)


def seasonal(x: ArrayLike, period: int) -> NDArray[np.floating]:
    r"""Forecast that all is as it was one season, at most $T$ steps (`seq_len`), ago.

    $\hat y = x_{T + 1 - \text{period}}$.

    Examples:
        >>> seasonal(np.array([[[1.0], [2.0], [3.0]]]), period=3)
        array([[1.]])
    """
    windows = _windows(x)
    checks.positive_int("period", period)
    n = windows.shape[1]
    if period > n:
        raise ValueError(f"period is {period}, but the windows have only {n} steps.")
    return windows[:, -period].copy()


@dataclass(frozen=True, eq=False)
class LinearForecaster:
    r"""A weighted sum of the values in the window, $\hat y = b + \sum_t w_t x_t$.

    The `weights`, shape `(seq_len,)`, begin with the oldest value's; $b$ is the `bias`.
    """

    weights: NDArray[np.float64]
    bias: float

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        """Return the forecasts for windows of `seq_len` steps."""
        windows = _windows(x)
        checks.shape("x", windows, (len(windows), len(self.weights), 1))
        return windows[..., 0] @ self.weights[:, None] + self.bias

    @property
    def spectral_radius(self) -> float:
        """By what factor a free run shrinks or grows per step, in the long run."""
        companion = np.eye(len(self.weights), k=1)  # each value moves one place on
        companion[-1] = self.weights
        return float(np.abs(np.linalg.eigvals(companion)).max())


def fit_linear(x: ArrayLike, y: ArrayLike) -> LinearForecaster:
    """Find the weights with the least squared error: linear regression on lags.

    Windows and targets `(batch, 1)` are finite; of equal solutions the smallest counts.

    Source: The autoregressive model of Yule (1927), fitted by least squares.

    Examples:
        >>> x = np.array([[[1.0], [2.0]], [[2.0], [4.0]], [[3.0], [3.0]]])
        >>> doubled = fit_linear(x, y=2 * x[:, -1])
        >>> np.round(doubled.weights, 6).tolist()
        [0.0, 2.0]
    """
    windows, targets = _windows(x), np.asarray(y, dtype=np.float64)
    checks.shape("y", targets, (len(windows), 1))
    checks.finite("x", windows)
    checks.finite("y", targets)
    table = np.column_stack([windows[..., 0].astype(np.float64), np.ones(len(windows))])
    *weights, bias = np.linalg.lstsq(table, targets[:, 0], rcond=None)[0]
    return LinearForecaster(np.array(weights), float(bias))


def _windows(x: ArrayLike) -> NDArray[np.floating]:
    windows = np.asarray(x)
    checks.one_feature("x", windows)
    checks.positive_int("seq_len", windows.shape[1])
    return windows
