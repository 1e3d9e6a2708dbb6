"""One way to score every forecaster, whatever it is made of."""

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.forecast_task import ForecastTask
from rnn_tutorial.predict import Forecast, free_runs


def score(
    forecaster: Forecast, task: ForecastTask, steps: Sequence[int] = (1,)
) -> NDArray[np.float64]:
    """Return how wrong a forecaster is in the late part of a series, in its units.

    It reads a window of true values and runs on its own from there. All windows count
    from which the largest of `steps` still lies in the series, so that the errors of
    all `steps` have seen the same windows.

    Args:
        forecaster: Maps windows `(batch, seq_len, 1)` to forecasts `(batch, 1)`, both
            standardised.
        task: The series and how it is cut.
        steps: How many steps ahead, counted from 1.

    Returns:
        The root mean squared errors, shape `(len(steps),)`.

    Raises:
        ValueError: If there are no steps, one is not a positive whole number, or the
            series ends before the largest.

    Source:
        Rolling forecasting origin: Hyndman & Athanasopoulos, *Forecasting: Principles
        and Practice* (3rd ed.), section 5.10.

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
        raise ValueError(
            f"the late part of the series has {len(late)} values; expected at least "
            f"{task.seq_len + longest}, a window and {longest} steps."
        )
    spans = sliding_window_view(late, task.seq_len + longest)
    x, y = spans[:, : task.seq_len, None], spans[:, task.seq_len :]
    errors = free_runs(forecaster, x, longest) - y
    return task.std * np.sqrt((errors**2).mean(axis=0))[np.array(steps) - 1]
