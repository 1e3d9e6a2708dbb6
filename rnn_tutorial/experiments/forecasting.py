"""Many forecasters, many series, one score."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.baselines import fit_linear, persistence
from rnn_tutorial.data import synthetic
from rnn_tutorial.data.forecast_task import ForecastTask, forecast_task
from rnn_tutorial.data.stocks import COMPANIES, stock_prices
from rnn_tutorial.data.weather import seattle_temperatures
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.metrics import score
from rnn_tutorial.predict import Forecast, as_forecaster, free_runs
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.pytorch.layers import LAYERS
from rnn_tutorial.pytorch.mlp import MLP
from rnn_tutorial.train import TrainConfig, seed_everything, train

MADE_UP: dict[str, Callable[..., NDArray[np.float64]]] = {
    "noisy sine": synthetic.noisy_sine,
    "square wave": synthetic.square_wave,
    "random periods": synthetic.random_periods,
    "logistic map": synthetic.logistic_map,
}
SERIES = (*MADE_UP, "weather", *COMPANIES)
FORECASTERS = ("persistence", "linear", "MLP", *LAYERS)


@dataclass(frozen=True)
class Setting:
    """What is forecast, and how it is learned.

    The series is one of `SERIES`, and if it is made up, it has `n_points` values.
    Networks learn for so many `epochs`; `test_share` of the series, its end, is kept
    for the test.

    Examples:
        >>> Setting("weather").task(seed=0).test_start
        1096
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
        """Return the task; the seed chooses what a made-up series looks like."""
        if self.series in MADE_UP:
            rng = np.random.default_rng(seed)
            values = MADE_UP[self.series](self.n_points, rng)
        elif self.series in COMPANIES:
            values = stock_prices(self.series).values
        else:
            values = seattle_temperatures().values
        return forecast_task(values, self.seq_len, self.test_share)

    def truth(self, steps: int) -> NDArray[np.float64]:
        """Return what came after the late part's first window, shape `(steps,)`.

        A series that is made up is that of seed 0.
        """
        checks.positive_int("steps", steps)
        task = self.task(seed=0)
        late = task.series[task.test_start :]
        truth = late[task.seq_len : task.seq_len + steps]
        if steps > len(truth):
            raise ValueError(
                f"steps is {steps}; expected at most {len(truth)}: there the series "
                "ends."
            )
        return truth


@experiment
def forecast_errors(
    seed: int, setting: Setting, forecaster: str, steps: Sequence[int] = (1,)
) -> NDArray[np.float64]:
    """Return a forecaster's errors so many steps ahead, `(n_seeds, len(steps))`.

    They are those of `score`, on the late part of the series that a seed makes up.
    `forecaster` is one of `FORECASTERS`.

    Examples:
        >>> forecast_errors([0], Setting("weather"), "persistence").round(2).tolist()
        [[2.93]]
    """
    task = setting.task(seed)
    return score(fitted(forecaster, task, setting.epochs, seed), task, steps)


@experiment
def fan(
    seed: int, setting: Setting, forecaster: str, steps: int
) -> NDArray[np.float64]:
    """Return how forecasters go on from the same window, shape `(n_seeds, steps)`.

    Networks differ only in their first weights: a series that is made up is that of
    seed 0. What came is `setting.truth(steps)`.
    """
    setting.truth(steps)  # refuses more steps than the series has
    task = setting.task(seed=0)
    learned = fitted(forecaster, task, setting.epochs, seed)
    run = free_runs(learned, task.test[0][:1], steps)[0]
    return task.mean + task.std * run


def fitted(
    forecaster: str, task: ForecastTask, epochs: int = 200, seed: int = 0
) -> Forecast:
    """Return one of `FORECASTERS` that has learned from the early part of a series.

    It maps standardised windows to standardised forecasts. `seed` chooses a network's
    initial weights.

    Examples:
        >>> task = Setting("noisy sine").task(seed=0)
        >>> fitted("linear", task)(task.test[0]).shape
        (230, 1)
    """
    checks.one_of("forecaster", forecaster, FORECASTERS)
    checks.positive_int("epochs", epochs)
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
