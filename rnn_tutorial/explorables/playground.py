"""The playground: a network that learns while the reader watches."""

from collections.abc import Mapping

from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from rnn_tutorial.explorables.explorable import Explorable, ranges

MOST_EPOCHS = 5000  # a link may ask for as many
MOST_RATES = 20  # learning rates of one run, one after the other


def playground(picture: Figure, errors: Mapping[str, ArrayLike]) -> Explorable:
    """Let the reader choose a series and a network, and train it in the page.

    The picture shows the same measured by the build. The table is of `errors`, one
    number per seed by the forecaster's name.
    """
    columns, rows = ["", "error: least", "most"], ranges(errors, ".3f")
    data = {"mostEpochs": MOST_EPOCHS, "mostRates": MOST_RATES}
    return Explorable("playground", data, picture, columns, rows)
