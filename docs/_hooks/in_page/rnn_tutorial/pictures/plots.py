"""Pictures in readers' browsers, where matplotlib isn't: the page draws them itself.

This stands in for the module of the same name: the same functions, as far as there are
any here, with the same arguments. What they return is data for the site's own charts.
"""

from collections.abc import Sequence
from importlib import import_module

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnn_tutorial import checks

CHART_TYPE = "application/vnd.rnn-tutorial.chart+json"


class Chart:
    """Lines over axes, and what they show in words for those who can't see them."""

    def __init__(self, x: str, y: str, log: bool = False) -> None:
        self.axes = {"x": x, "y": y, "log": log}
        self.series: list[dict] = []

    def line(
        self, name: str, x: Sequence[float], y: ArrayLike, **look: str | bool
    ) -> None:
        """Add a line, with its `colour`, and whether it is `dashed`."""
        points = [*zip(map(float, x), map(float, y), strict=True)]
        self.series.append({"name": name, "points": points, **look})

    def words(self) -> str:
        """Say what is seen: of each line where it begins, and where it ends."""
        lines = [f"{one['name']} {_course(one['points'])}" for one in self.series]
        return f"{self.axes['y']} over {self.axes['x']}: {'; '.join(lines)}."

    def _repr_mimebundle_(self, **_: object) -> dict[str, dict]:
        data = {"axes": self.axes, "series": self.series, "words": self.words()}
        return {CHART_TYPE: {"chart": data}}

    def __repr__(self) -> str:
        return self.words()


def plot_loss(
    losses: ArrayLike, baseline: float | None = None, baseline_label: str = "baseline"
) -> Chart:
    """Draw one training run: the loss of every epoch, on a logarithmic axis."""
    values = drawable("losses", losses, ("epochs",), log=True)
    chart = Chart("epoch", "mean squared error", log=True)
    chart.line("loss", range(1, len(values) + 1), values, colour="blue")
    if baseline is not None:
        checks.positive_number("baseline", baseline)
        ends, level = (1, max(2, len(values))), [baseline] * 2
        chart.line(baseline_label, ends, level, colour="green", dashed=True)
    return chart


def plot_prediction(actual: ArrayLike, predicted: ArrayLike, start: int = 0) -> Chart:
    """Draw what came and what was forecast, over the same time steps."""
    came = drawable("actual", _one_column(actual), ("n",))
    guess = drawable("predicted", _one_column(predicted), ("n",))
    checks.shape("predicted", guess, came.shape)
    checks.non_negative_int("start", start)
    steps = range(start, start + len(came))
    chart = Chart("time step", "value")
    chart.line("actual", steps, came, colour="blue")
    chart.line("predicted", steps, guess, colour="orange", dashed=True)
    return chart


def drawable(
    name: str, array: ArrayLike, axes: Sequence[str], log: bool = False
) -> NDArray[np.float64]:
    """Return the finite numbers of an array; with `log` they must be positive."""
    values = np.asarray(array, dtype=np.float64)
    checks.dimensions(name, values, axes)
    checks.finite(name, values)
    if log and values.min() <= 0:
        wanted = "only positive numbers, for a logarithmic axis"
        raise ValueError(f"{name} has the value {values.min():g}; expected {wanted}.")
    return values


def _one_column(array: ArrayLike) -> NDArray[np.floating]:
    values = np.asarray(array)
    return values[:, 0] if values.shape[1:] == (1,) else values


def _course(points: Sequence[tuple[float, float]]) -> str:
    """Say where a line begins and ends.

    Examples:
        >>> _course([(1, 0.5), (2, 0.00001234)]), _course([(1, 2.0), (2, 2.0)])
        ('goes from 0.5 to 0.000012', 'stays at 2')
    """
    first, last = (_rounded(points[at][1]) for at in (0, -1))
    return f"stays at {last}" if first == last else f"goes from {first} to {last}"


def _rounded(value: float) -> str:
    return np.format_float_positional(
        value, 2, unique=False, fractional=False, trim="-"
    )


def __getattr__(name: str) -> object:
    """Say of what is only drawn elsewhere why it isn't here."""
    if not name.startswith("__"):
        import_module("matplotlib")  # which says so
    raise AttributeError(name)
