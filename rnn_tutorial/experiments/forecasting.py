"""Many forecasters, many series, one score."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from torch import nn

from rnn_tutorial import checks
from rnn_tutorial.baselines import fit_linear, persistence
from rnn_tutorial.data.forecast_task import ForecastTask, forecast_task
from rnn_tutorial.data.stocks import COMPANIES, stock_prices
from rnn_tutorial.data.synthetic import (
    logistic_map,
    noisy_sine,
    random_periods,
    square_wave,
)
from rnn_tutorial.data.weather import seattle_temperatures
from rnn_tutorial.experiments.over_seeds import over_seeds
from rnn_tutorial.experiments.shared import shared
from rnn_tutorial.metrics import score
from rnn_tutorial.predict import Forecast, as_forecaster, free_runs
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.pytorch.mlp import MLP
from rnn_tutorial.train import TrainConfig, seed_everything, train

MADE_UP: dict[str, Callable[..., NDArray[np.float64]]] = {
    "noisy sine": noisy_sine,
    "square wave": square_wave,
    "random periods": random_periods,
    "logistic map": logistic_map,
}
SERIES = (*MADE_UP, "weather", *COMPANIES)
LAYERS = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}
FORECASTERS = ("persistence", "linear", "MLP", *LAYERS)


@dataclass(frozen=True)
class Setting:
    """What is forecast, and how it is learned.

    Args:
        series: One of `SERIES`.
        seq_len: Length of a window.
        epochs: Number of updates of a network.
        test_share: Share of the series, at its end, for the test.
        n_points: Number of values, if the series is made up.

    Raises:
        ValueError: If there is no such series, or a number is out of range.

    Examples:
        >>> Setting("weather").seq_len
        20
    """

    series: str
    seq_len: int = 20
    epochs: int = 200
    test_share: float = 0.25
    n_points: int = 1000

    def __post_init__(self) -> None:
        checks.one_of("series", self.series, SERIES)
        checks.positive_int("seq_len", self.seq_len)
        checks.positive_int("epochs", self.epochs)
        checks.share("test_share", self.test_share)
        checks.positive_int("n_points", self.n_points)

    def task(self, seed: int) -> ForecastTask:
        """Return the task; the seed chooses what a made-up series looks like.

        Args:
            seed: The seed.

        Returns:
            The series and how it is cut.

        Examples:
            >>> Setting("weather").task(seed=0).test_start
            1096
        """
        if self.series in MADE_UP:
            rng = np.random.default_rng(seed)
            values = MADE_UP[self.series](self.n_points, rng)
        elif self.series in COMPANIES:
            values = stock_prices(self.series).values
        else:
            values = seattle_temperatures().values
        return forecast_task(values, self.seq_len, self.test_share)


@shared
def forecast_errors(
    seeds: Iterable[int],
    setting: Setting,
    forecaster: str,
    steps: Sequence[int] = (1,),
) -> NDArray[np.float64]:
    """Score a forecaster on the late part of a series, once per seed.

    Args:
        seeds: Seeds of the series, if it is made up, and of the initial weights.
        setting: The series, and how it is learned.
        forecaster: One of `FORECASTERS`.
        steps: How many steps ahead.

    Returns:
        The root mean squared errors in the units of the series, shape
        `(n_seeds, len(steps))`.

    Raises:
        ValueError: If there is no seed or no such forecaster, or as in `score`.

    Examples:
        >>> forecast_errors([0], Setting("weather"), "persistence").round(2).tolist()
        [[2.93]]
    """
    checks.one_of("forecaster", forecaster, FORECASTERS)
    run = partial(_errors, setting, forecaster, tuple(steps))
    return np.array(over_seeds(run, list(seeds)))


@shared
def fan(
    seeds: Iterable[int], setting: Setting, forecaster: str, steps: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Let networks that differ only in their first weights go on from one window.

    Args:
        seeds: Seeds of the initial weights; a made-up series is that of seed 0.
        setting: The series, and how it is learned.
        forecaster: One of `FORECASTERS`.
        steps: How far they go on their own.

    Returns:
        `(truth, runs)`: what came after the first window of the late part, shape
        `(steps,)`, and what each foretold, `(n_seeds, steps)`; in the series' units.

    Raises:
        ValueError: If there is no seed or no such forecaster, or the series ends before
            `steps`.

    Examples:
        >>> truth, runs = fan([0, 1], Setting("weather"), "persistence", steps=3)
        >>> runs.shape, bool((runs[0] == runs[1]).all())
        ((2, 3), True)
    """
    checks.one_of("forecaster", forecaster, FORECASTERS)
    checks.positive_int("steps", steps)
    task = setting.task(seed=0)
    late = task.series[task.test_start :]
    truth = late[task.seq_len : task.seq_len + steps]
    if steps > len(truth):
        raise ValueError(
            f"steps is {steps}; expected at most {len(truth)}: there the series ends."
        )
    run = partial(_run_free, task, setting.epochs, forecaster, steps)
    return truth, np.array(over_seeds(run, list(seeds)))


def fitted(
    forecaster: str, task: ForecastTask, epochs: int = 200, seed: int = 0
) -> Forecast:
    """Return a forecaster that has learned from the early part of a series.

    Args:
        forecaster: One of `FORECASTERS`.
        task: The series and how it is cut.
        epochs: Number of updates of a network.
        seed: Seed of a network's initial weights.

    Returns:
        A function from standardised windows to standardised forecasts.

    Raises:
        ValueError: If there is no such forecaster.

    Examples:
        >>> task = Setting("noisy sine").task(seed=0)
        >>> fitted("linear", task)(task.test[0]).shape
        (230, 1)
    """
    checks.one_of("forecaster", forecaster, FORECASTERS)
    if forecaster == "persistence":
        return persistence
    if forecaster == "linear":
        return fit_linear(*task.train)
    seed_everything(seed)
    if forecaster == "MLP":
        model = MLP(task.seq_len)
    else:
        model = Forecaster(layer=LAYERS[forecaster])
    train(model, *task.train, TrainConfig(epochs), progress=False)
    return as_forecaster(model)


def _errors(
    setting: Setting, forecaster: str, steps: tuple[int, ...], seed: int
) -> NDArray[np.float64]:
    task = setting.task(seed)
    return score(fitted(forecaster, task, setting.epochs, seed), task, steps)


def _run_free(
    task: ForecastTask, epochs: int, forecaster: str, steps: int, seed: int
) -> NDArray[np.float64]:
    learned = fitted(forecaster, task, epochs, seed)
    run = free_runs(learned, task.test[0][:1], steps)[0]
    return task.mean + task.std * run
