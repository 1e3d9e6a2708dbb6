"""How good forecasts look if the test has leaked into the training. Don't do this."""

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.baselines import persistence
from rnn_tutorial.data.dated import stock_prices
from rnn_tutorial.data.windows import sliding_windows
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.metrics import mse
from rnn_tutorial.predict import as_forecaster
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.train import TrainConfig, seed_everything, train_and_choose

CUTS = ("in time", "blocks", "shuffled")
BLOCKS = 8  # stretches of a series; windows don't reach from one into the next


@experiment
def leaky_errors(
    seed: int, company: str, cut: str, seq_len: int = 6, updates: int = 60
) -> NDArray[np.float64]:
    """Return root mean squared errors on a share's last months, shape `(n_seeds, 2)`.

    They are an RNN's and that of "nothing changes", in dollars. The windows of the test
    are the same for all `CUTS`, and nearly so is the number of those to learn from;
    `dealt` says which these are. Only `"in time"` is fair.
    """
    checks.positive_int("updates", updates)
    checks.one_of("cut", cut, CUTS)
    prices = stock_prices(company).values
    blocks = np.split(prices, len(prices) // BLOCKS * np.arange(1, BLOCKS))
    cuts = [sliding_windows(block, seq_len) for block in blocks]
    x, y = (np.concatenate(arrays) for arrays in zip(*cuts, strict=True))
    block = np.repeat(np.arange(BLOCKS), [len(part) for part, _ in cuts])
    quarter = dealt(block, cut, np.random.default_rng(seed))
    late = block >= BLOCKS - BLOCKS // 4
    forecast = np.full_like(y, np.nan)
    for asked in np.unique(quarter[late]):
        test, validation = quarter == asked, quarter == (asked - 1) % 4
        learn = ~test & ~validation
        mean, std = x[learn].mean(), x[learn].std()
        from_prices, to_prices = (x - mean) / std, (y - mean) / std
        parts = [(from_prices[part], to_prices[part]) for part in (learn, validation)]
        seed_everything(seed)
        model = Forecaster()
        train_and_choose(model, *parts, TrainConfig(updates))
        forecast[test] = mean + std * as_forecaster(model)(from_prices[test])
    guesses = (forecast, persistence(x))
    return np.array([np.sqrt(mse(guess[late], y[late])) for guess in guesses])


def dealt(
    block: NDArray[np.int64], cut: str, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Deal windows out to four quarters, each to be the test once, shape `(n,)`.

    `block` says from which stretch of time each window is. Two quarters are for
    learning, the one before that of the test is for validation.

    - `"in time"`: as they come, so that the last quarter is what came last.
    - `"blocks"`: whole stretches at random, to each quarter one of the first half and
      one of the second; so all times are known, but no value of the test.
    - `"shuffled"`: window by window at random, as is often seen.

    Examples:
        >>> rng = np.random.default_rng(0)
        >>> dealt(np.repeat(np.arange(8), 2), "blocks", rng)
        array([2, 2, 0, 0, 1, 1, ...])
    """
    if cut == "in time":
        return block * 4 // BLOCKS
    if cut == "blocks":
        return np.append(rng.permutation(4), rng.permutation(4))[block]
    return rng.permutation(len(block)) % 4
