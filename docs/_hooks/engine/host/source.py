"""A page that runs, and where in its source something is."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from nbformat import NotebookNode

from engine.cache.remembered import Whole
from engine.plan.pages import is_lab, without_front_matter
from engine.problems import Fault, Problem, line_of
from engine.render import lessons
from engine.render.outputs import Result


@dataclass
class Source:
    """A page that runs: where it comes from, its notebook and what came out."""

    path: str  # as said in problems
    notebook: NotebookNode
    results: dict[int, Result] = field(default_factory=dict)
    code: dict[int, Result] = field(default_factory=dict)  # of a lab, as it is shown
    markdown: str = ""  # of a lab's page
    _ran: Whole | None = None
    _read: tuple[str, dict[int, str], str] = "", {}, ""

    @property
    def is_lab(self) -> bool:
        """Whether it is a lab, not a lesson."""
        return is_lab(self.path)

    @property
    def ran(self) -> Whole:
        """The notebook as it ran; who asks for that changes no part of it any more."""
        if self._ran is None or self._ran.content is not self.notebook:
            self._ran = Whole(self.notebook)
        return self._ran

    @property
    def awaited(self) -> dict | None:
        """What is said of a page that has to run first, while it is served."""
        return self.notebook.metadata.get("awaited")

    def place(self, fault: Fault) -> Problem:
        """Say where the fault of a cell is."""
        return fault.at(self.path, self.notebook.cells)

    def cell_that_shows(self, needles: tuple[str, ...]) -> int:
        """Find the cell (from 1) that has put out one of the needles; 0 if none has."""
        for number, result in self.results.items():
            shown = html.unescape(result.html)
            if any((needle.strip("$") or needle) in shown for needle in needles):
                return number
        return 0

    def as_read(self, text: str) -> str:
        """Show the page's text as its reader sees it, with values; lines stay."""
        if self.is_lab:
            return re.sub(r"(?m)^# ?", "", text)
        body, skipped = without_front_matter(text)
        values = {number: found.text or "" for number, found in self.results.items()}
        if self._read[:2] != (body, values):
            self._read = body, values, lessons.with_values(body, values)
        return "\n" * skipped + self._read[2]


def place(fault: Fault, texts: dict[str, str]) -> Problem:
    r"""Place a fault at the first text that has one of its needles, or at the first.

    Examples:
        >>> fault = Fault("no such place", ("b.md#c", "#c"))
        >>> print(place(fault, {"a.md": "x\n[y](#c)"}))
        a.md:2: no such place (in `b.md#c`)
    """
    places = (
        (path, line + (fault.line if needle == fault.needles[0] else 0))
        for needle in fault.needles
        for path, text in texts.items()
        if (line := line_of(needle, text))
    )
    path, line = next(places, (next(iter(texts)), 1))
    if not fault.needles:
        return Problem(path, line, fault.reason)
    first = fault.needles[0].strip("\n").splitlines()[fault.line].strip()
    shown = first if len(first) <= 60 else first[:60] + "…"
    return Problem(path, line, f"{fault.reason} (in `{shown}`)")
