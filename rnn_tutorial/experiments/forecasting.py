"""Many forecasters, many series, one score."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from torch import nn

from rnn_tutorial import checks
from rnn_tutorial.baselines import fit_linear, persistence
from rnn_tutorial.data import dated, synthetic
from rnn_tutorial.data.forecast_task import ForecastTask, forecast_task
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.metrics import mse, score
from rnn_tutorial.predict import Forecast, as_forecaster, free_runs
from rnn_tutorial.pytorch.forecaster import MLP, Forecaster
from rnn_tutorial.pytorch.layers import LAYERS
from rnn_tutorial.train import Chosen, TrainConfig, seed_everything, train_and_choose

MADE_UP: dict[str, Callable[..., NDArray[np.float64]]] = {
    "noisy sine": synthetic.noisy_sine,
    "square wave": synthetic.square_wave,
    "random periods": synthetic.random_periods,
    "logistic map": synthetic.logistic_map,
    "calm logistic map": partial(synthetic.logistic_map, r=3.5),
}
CHANGES = tuple(f"{company} changes" for company in dated.COMPANIES)
SERIES = (*MADE_UP, "weather", "weather without the year", *dated.COMPANIES, *CHANGES)
BASELINES = {"persistence": lambda x, y: persistence, "linear": fit_linear}
FORECASTERS = (*BASELINES, "MLP", *LAYERS)
RUN = 20  # steps that a forecaster goes on by itself


@dataclass(frozen=True)
class Setting:
    """What is forecast, and how it is learned.

    The series is one of `SERIES`; if it is made up, it has `n_points` values; of the
    weather without the year the `yearly_wave` of all before the test is taken away. The
    last `test_share` of it is the test, and the `validation_share` before that says
    which of up to so many `updates` a network keeps. Errors are those `steps` ahead.
    """

    series: str
    seq_len: int = 20
    n_points: int = 1000
    validation_share: float = 0.25
    test_share: float = 0.25
    updates: int = 300
    steps: tuple[int, ...] = (1,)

    def __post_init__(self) -> None:
        checks.one_of("series", self.series, SERIES)
        checks.positive_int("updates", self.updates)
        checks.not_empty("steps", self.steps)

    def task(self, seed: int) -> ForecastTask:
        """Return the task; the seed chooses what a made-up series looks like."""
        if self.series in MADE_UP:
            values = MADE_UP[self.series](self.n_points, np.random.default_rng(seed))
        elif self.series in dated.COMPANIES:
            values = dated.stock_prices(self.series).values
        elif self.series in CHANGES:
            values = np.diff(dated.stock_prices(self.series.split()[0]).values)
        else:
            values = dated.seattle_temperatures().values
        shares = self.test_share, self.validation_share
        task = forecast_task(values, self.seq_len, *shares)
        if self.series == "weather without the year":
            year = dated.yearly_wave(values, task.test_start)
            return replace(task, series=values - year)
        return task

    def truth(self, steps: int) -> NDArray[np.float64]:
        """Return what came after the first window of the test, shape `(steps,)`.

        A series that is made up is that of seed 0.
        """
        checks.positive_int("steps", steps)
        task = self.task(seed=0)
        truth = task.series[task.test_start + task.seq_len :][:steps]
        wanted = f"at most {len(truth)}: there the series ends"
        checks.expect(steps <= len(truth), "steps", steps, wanted)
        return truth


# What more than one page asks about, so that it is trained once.
NOISY_SINE = Setting("noisy sine", 20, 1600, 0.2, 0.5, steps=(1, 4, 16, 64))
CHAOS = Setting("logistic map", test_share=0.5, steps=(1, 2, 4, 8, 16))


@dataclass(frozen=True, eq=False)
class Forecasts:
    """How good forecasts are, in the units of the series.

    `errors` are root mean squared errors in the test, as of `score`, so many `steps` of
    the setting ahead, `(n_seeds, len(steps))`, and `unchosen` those one step ahead of
    the weights at the end of the training, where validation had no say, `(n_seeds,)`;
    it has kept so many `updates`, 0 of who doesn't train. `one_step` is forecast one
    step ahead from each window of the test, `(n_seeds, n_test)`, and `runs` how each
    goes on by itself from the first one, of the series of seed 0, `(n_seeds, RUN)`.
    """

    errors: NDArray[np.float64]
    unchosen: NDArray[np.float64]
    updates: NDArray[np.int64]
    one_step: NDArray[np.float64]
    runs: NDArray[np.float64]


@experiment
def forecasts(seed: int, setting: Setting, forecaster: str) -> Forecasts:
    """Let one of `FORECASTERS` learn the series of a seed, and forecast its end.

    Examples:
        >>> forecasts([0], Setting("weather"), "persistence").errors.round(2).tolist()
        [[2.93]]
    """
    checks.one_of("forecaster", forecaster, FORECASTERS)
    task = setting.task(seed)
    if forecaster in BASELINES:
        kept = last = fitted(forecaster, task)
        updates = 0
    else:
        model, chosen = trained(forecaster, task, setting.updates, seed)
        kept, last = as_forecaster(model), as_forecaster(chosen.last)
        updates = chosen.updates
    first = setting.task(seed=0)
    start = first.series[first.test_start :][None, : first.seq_len, None]
    run = free_runs(kept, (start - task.mean) / task.std, RUN)[0]
    one_step = task.mean + task.std * kept(task.test[0])[:, 0]
    errors, unchosen = score(kept, task, setting.steps), score(last, task)[0]
    return Forecasts(errors, unchosen, updates, one_step, task.mean + task.std * run)


@experiment
def direct_errors(seed: int, setting: Setting, forecaster: str, ahead: int) -> float:
    """Return the errors of forecasters that learned to look so many steps ahead.

    Each says in one go what comes `ahead` steps later, and never reads a forecast. The
    windows are those of `Forecasts.errors`; the errors have the shape `(n_seeds,)`.
    """
    checks.one_of("ahead", ahead, setting.steps)
    task = setting.task(seed)
    learned = fitted(forecaster, task, setting.updates, seed, ahead)
    x, y = task.windows("test", ahead)
    count = len(task.windows("test", max(setting.steps))[0])
    return task.std * np.sqrt(mse(learned(x[:count]), y[:count]))


def fitted(
    kind: str, task: ForecastTask, updates: int = 300, seed: int = 0, ahead: int = 1
) -> Forecast:
    """Return one of `FORECASTERS` that has learned from the training part of a series.

    It maps standardised windows to standardised forecasts, so many steps `ahead`.
    """
    checks.one_of("forecaster", kind, FORECASTERS)
    if kind in BASELINES:
        return BASELINES[kind](*task.windows("early", ahead))
    return as_forecaster(trained(kind, task, updates, seed, ahead)[0])


def trained(
    network: str, task: ForecastTask, updates: int = 300, seed: int = 0, ahead: int = 1
) -> tuple[nn.Module, Chosen]:
    """Return a network as it was when it was best in validation, and what was chosen.

    It is an MLP, or a `Forecaster` with one of `LAYERS`, from initial weights that the
    `seed` draws; all train in the same way, with `train_and_choose`.
    """
    checks.one_of("network", network, ("MLP", *LAYERS))
    seed_everything(seed)
    is_mlp = network == "MLP"
    model = MLP(task.seq_len) if is_mlp else Forecaster(layer=LAYERS[network])
    parts = task.windows("train", ahead), task.windows("validation", ahead)
    return model, train_and_choose(model, *parts, TrainConfig(updates))
