"""A figure that readers can play with, and what stands there when they can't."""

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from rnn_tutorial import checks

EXPLORABLE_TYPE = "application/vnd.rnn-tutorial.explorable+json"


@dataclass(frozen=True, eq=False)
class Explorable:
    """A figure that runs in the page, with a picture and a table for everybody else.

    On the site it becomes the element `<rnn-NAME>`, with a `name` of lower-case
    letters, which finds `data`, plain values that JSON can hold, in a file of its own.
    Without scripts, in print, and in a notebook, the picture and the table, of as many
    cells in a row as there are columns, make the same point.

    Examples:
        >>> from rnn_tutorial.pictures.plots import plot_series
        >>> picture = plot_series([0.0, 1.0])
        >>> Explorable("stepper", {"series": [0, 1]}, picture, ["x"], [["0"], ["1"]])
        Explorable('stepper')
    """

    name: str
    data: Mapping[str, object]
    picture: Figure
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __post_init__(self) -> None:
        is_name = re.fullmatch("[a-z]+", str(self.name)) is not None
        wanted = "lower-case letters only, for the figure's element is called after it"
        checks.expect(is_name, "name", self.name, wanted)
        checks.instance_of("picture", self.picture, Figure)
        try:
            json.dumps(dict(self.data), allow_nan=False)
        except (TypeError, ValueError) as error:
            came = f"the data of {self.name!r} can't be written as JSON: {error}"
            raise ValueError(f"{came}; expected what `payloads` makes.") from None
        wanted = f"{len(self.columns)}, one for each column"
        for number, row in enumerate(self.rows, start=1):
            count, name = len(row), f"number of cells in row {number}"
            checks.expect(count == len(self.columns), name, count, wanted)

    def __repr__(self) -> str:
        return f"Explorable({self.name!r})"

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        """Hand the figure to the build; a notebook shows its picture."""
        drawing = io.StringIO()
        self.picture.savefig(drawing, format="svg", bbox_inches="tight")
        made = {"name": self.name, "data": dict(self.data)}
        made["columns"] = [str(heading) for heading in self.columns]
        made["rows"] = [[str(cell) for cell in row] for row in self.rows]
        return {EXPLORABLE_TYPE: made, "image/svg+xml": drawing.getvalue()}


def ranges(values: Mapping[str, ArrayLike], form: str) -> list[list[str]]:
    """Return a table's rows: each name, and the least and the most of its numbers."""
    rows = [(name, min(numbers), max(numbers)) for name, numbers in values.items()]
    return [[name, f"{low:{form}}", f"{high:{form}}"] for name, low, high in rows]
