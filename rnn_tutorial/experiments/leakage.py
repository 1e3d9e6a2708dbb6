"""How good a forecast looks if the test has leaked into the training. Don't do this."""

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.baselines import persistence
from rnn_tutorial.data.stocks import stock_prices
from rnn_tutorial.data.windows import sliding_windows
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.metrics import mse
from rnn_tutorial.predict import as_forecaster
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.train import TrainConfig, seed_everything, train

Windows = tuple[NDArray[np.float32], NDArray[np.float32]]


@experiment
def leaky_errors(
    seed: int, company: str, seq_len: int = 6, epochs: int = 200
) -> NDArray[np.float64]:
    """Return root mean squared errors that are not to be trusted, shape `(n_seeds, 2)`.

    They are an RNN's and that of "nothing changes", in dollars, on windows drawn at
    random from the whole series of a `company`. The RNN has learned from the others,
    which overlap these. Nothing can leak into who says that nothing changes: that error
    tells how hard the windows are.

    Examples:
        >>> leaky_errors([0], "IBM", epochs=2).shape
        (1, 2)
    """
    prices = stock_prices(company).values
    learn, (x, y) = leaky_windows(prices, seq_len, np.random.default_rng(seed))
    checks.positive_int("epochs", epochs)
    seed_everything(seed)
    model = Forecaster()
    train(model, *learn, TrainConfig(epochs), progress=False)
    forecasts = (as_forecaster(model)(x), persistence(x))
    return np.array([prices.std() * np.sqrt(mse(one, y)) for one in forecasts])


def leaky_windows(
    prices: NDArray[np.float64], seq_len: int, rng: np.random.Generator
) -> tuple[Windows, Windows]:
    """Return `(train, test)`, windows and targets each: shuffled, as is often seen.

    Args:
        prices: The series, shape `(n,)`.
        seq_len: Length of a window, below `n`.
        rng: Shuffles.

    Examples:
        >>> train, test = leaky_windows(np.arange(26.0), 6, np.random.default_rng(0))
        >>> len(train[0]), len(test[0])
        (15, 5)
    """
    scaled = (prices - prices.mean()) / prices.std()  # of the test as well
    x, y = sliding_windows(scaled, seq_len)
    order = rng.permutation(len(x))  # so neighbours are in both parts
    learn, test = np.split(order, [round(0.75 * len(x))])
    return (x[learn], y[learn]), (x[test], y[test])
