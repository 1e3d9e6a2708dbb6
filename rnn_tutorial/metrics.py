"""How wrong, how surprised: every number by which something here is judged."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from rnn_tutorial import checks
from rnn_tutorial.data.forecast_task import ForecastTask
from rnn_tutorial.predict import Forecast, free_runs


def mse(prediction: ArrayLike, target: ArrayLike) -> float:
    r"""Return the mean squared error in `float64`, $\frac{1}{n} \sum (p_i - y_i)^2$.

    Both are finite and have the same shape: NumPy would silently broadcast another.
    """
    guess = np.asarray(prediction, dtype=np.float64)
    truth = np.asarray(target, dtype=np.float64)
    checks.shape("target", truth, guess.shape)
    checks.finite("prediction", guess)
    checks.finite("target", truth)
    return float(np.mean((guess - truth) ** 2))


def mse_loss(prediction: Tensor, y: Tensor) -> Tensor:
    """Return the `mse` of tensors, in their own format: a number to go back from."""
    checks.shape("y", y, prediction.shape)
    return torch.nn.functional.mse_loss(prediction, y)


def cross_entropy(prediction: Tensor, y: Tensor) -> Tensor:
    r"""Return how surprised a model was by the symbols that came, in nats.

    The mean of $-\ln p$ over all steps, with $p$ the probability that the softmax of
    the step's outputs gave to the symbol that came: a number to go back from. Outputs
    are `(batch, seq_len, n_symbols)`, symbols `(batch, seq_len)`; -100 doesn't count.

    Examples:
        >>> certain_of_nothing = torch.zeros(1, 2, 4)
        >>> cross_entropy(certain_of_nothing, torch.tensor([[3, -100]])).exp().item()
        4.0
    """
    checks.shape("y", y, prediction.shape[:-1])
    return torch.nn.functional.cross_entropy(prediction.flatten(0, -2), y.flatten())


def perplexity(probabilities: ArrayLike) -> float:
    r"""Return among how many equally likely letters one would be as unsure.

    $\exp\!\left(-\frac{1}{m} \sum_{i=1}^{m} \ln p_i\right)$, with $0 < p_i \le 1$ the
    probability that was given to what came, shape `(m,)`: the exponential of the
    cross-entropy, and 1 for whoever was always certain and right.

    Source: Jelinek et al. (1977), "Perplexity: a measure of the difficulty of speech
    recognition tasks".

    Examples:
        >>> perplexity([1 / 27, 1 / 27, 1 / 27])
        27.0
    """
    values = np.asarray(probabilities, dtype=np.float64)
    checks.dimensions("probabilities", values, ("m",))
    checks.finite("probabilities", values)
    wrong = values[(values <= 0) | (values > 1)]
    if len(wrong):
        came = f"probabilities has the value {wrong[0]:g}"
        raise ValueError(f"{came}; expected numbers above 0, up to 1.")
    return float(np.exp(-np.log(values).mean()))


def score(
    forecaster: Forecast, task: ForecastTask, steps: Sequence[int] = (1,)
) -> NDArray[np.float64]:
    """Return root mean squared errors in the test part of a series, `(len(steps),)`.

    They are in the series' units. The forecaster maps windows `(batch, seq_len, 1)` to
    forecasts `(batch, 1)`, both standardised: it reads true values and runs on its own
    from there. All windows count from which the largest of `steps`, counted from 1,
    still lies in the test part, at least one: all errors have seen the same windows.

    Source: Rolling forecasting origin: Hyndman & Athanasopoulos, *Forecasting:
    Principles and Practice* (3rd ed.), section 5.10. They fit anew at each origin.

    Examples:
        >>> from rnn_tutorial.baselines import persistence
        >>> from rnn_tutorial.data.forecast_task import forecast_task
        >>> stairs = forecast_task(np.arange(40.0), seq_len=5)
        >>> score(persistence, stairs, steps=(1, 3))
        array([1., 3.])
    """
    checks.not_empty("steps", steps)
    for step in steps:
        checks.positive_int("step", step)
    late = task.standardised[task.test_start :]
    longest = max(steps)
    if task.seq_len + longest > len(late):
        came = f"the test part of the series has {len(late)} values"
        wanted = f"at least {task.seq_len + longest}, a window and {longest} steps"
        raise ValueError(f"{came}; expected {wanted}.")
    spans = sliding_window_view(late, task.seq_len + longest)
    x, y = spans[:, : task.seq_len, None], spans[:, task.seq_len :]
    errors = free_runs(forecaster, x, longest) - y
    return task.std * np.sqrt((errors**2).mean(axis=0))[np.array(steps) - 1]
