"""How good a forecast looks if the test has leaked into the training. Don't do this."""

from collections.abc import Iterable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.baselines import persistence
from rnn_tutorial.data.stocks import COMPANIES, stock_prices
from rnn_tutorial.data.windows import sliding_windows
from rnn_tutorial.experiments.over_seeds import over_seeds
from rnn_tutorial.experiments.shared import shared
from rnn_tutorial.metrics import mse
from rnn_tutorial.predict import as_forecaster
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.train import TrainConfig, seed_everything, train

Windows = tuple[NDArray[np.float32], NDArray[np.float32]]


@shared
def leaky_errors(
    seeds: Iterable[int], company: str, seq_len: int = 6, epochs: int = 200
) -> NDArray[np.float64]:
    """Score forecasts on windows that were drawn at random from the whole series.

    The RNN has learned from the other windows, which overlap these. "Nothing changes"
    learns nothing, so that nothing can leak into it: it tells how hard the windows are.

    Args:
        seeds: Seeds of the draw and of the initial weights.
        company: One of `COMPANIES`.
        seq_len: Length of a window.
        epochs: Number of updates.

    Returns:
        The root mean squared errors in dollars of the RNN, which are not to be trusted,
        and of "nothing changes" on the same windows, shape `(n_seeds, 2)`.

    Raises:
        ValueError: If there is no seed or no such company, or a number is out of range.

    Examples:
        >>> leaky_errors([0], "IBM", epochs=2).shape
        (1, 2)
    """
    checks.one_of("company", company, COMPANIES)
    checks.positive_int("epochs", epochs)
    run = partial(_run, company, seq_len, epochs)
    return np.array(over_seeds(run, list(seeds)))


def leaky_windows(
    prices: NDArray[np.float64], seq_len: int, rng: np.random.Generator
) -> tuple[Windows, Windows]:
    """Cut a series into windows, and shuffle these: as is often seen, and wrong.

    Args:
        prices: The series, shape `(n,)`.
        seq_len: Length of a window.
        rng: Shuffles.

    Returns:
        `(train, test)`, windows and targets each.

    Examples:
        >>> rng = np.random.default_rng(0)
        >>> train, test = leaky_windows(np.arange(26.0), 6, rng)
        >>> len(train[0]), len(test[0])
        (15, 5)
    """
    scaled = (prices - prices.mean()) / prices.std()  # of the test as well
    x, y = sliding_windows(scaled, seq_len)
    order = rng.permutation(len(x))  # so neighbours are in both parts
    learn, test = np.split(order, [round(0.75 * len(x))])
    return (x[learn], y[learn]), (x[test], y[test])


def _run(company: str, seq_len: int, epochs: int, seed: int) -> list[float]:
    prices = stock_prices(company).values
    learn, (x, y) = leaky_windows(prices, seq_len, np.random.default_rng(seed))
    seed_everything(seed)
    model = Forecaster()
    train(model, *learn, TrainConfig(epochs), progress=False)
    forecasts = (as_forecaster(model)(x), persistence(x))
    return [prices.std() * np.sqrt(mse(forecast, y)) for forecast in forecasts]
