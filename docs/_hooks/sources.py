"""The pages that run: their files, their notebooks, and where in them something is."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

import labs
import lessons
from mkdocs.utils import meta
from nbformat import NotebookNode
from outputs import Result
from problems import PlanError, Problem, cell_number, line_of


@dataclass
class Source:
    """A page that runs: where it comes from, its notebook and what came out."""

    path: str  # as said in problems
    notebook: NotebookNode
    results: dict[int, Result] = field(default_factory=dict)
    formulas: list[str] = field(default_factory=list)  # of a lab

    def blame_output(self, needles: Sequence[str], problem: Problem) -> Problem:
        """Place a problem at the cell that put out one of the needles, if one did."""
        for number, result in self.results.items():
            shown = html.unescape(result.html)
            if any(needle.strip("$") in shown for needle in needles):
                line = self.notebook.cells[number - 1].metadata["line"]
                cell = cell_number(self.path, number)
                return replace(problem, line=line, cell=cell)
        return problem


def is_lab(path: str) -> bool:
    """Tell labs from other files.

    Examples:
        >>> is_lab("docs/labs/sine.py"), is_lab("docs/learn/first-rnn.md")
        (True, False)
    """
    return PurePosixPath(path).match("labs/*.py")


def plan(path: str, text: str) -> NotebookNode | None:
    """Make the notebook that a page runs; None if nothing on it runs.

    Raises:
        PlanError: If the page is not written as it should be.
    """
    if is_lab(path):
        notebook = labs.read(text)
        labs.check_title(notebook)
        return notebook
    if path.endswith(".py"):
        raise PlanError(1, "Python files stand in docs/labs/, or outside of docs")
    if path.endswith(".ipynb"):
        raise PlanError(
            1, "a notebook's outputs can't be trusted: write a lab, a .py in docs/labs/"
        )
    if not path.endswith(".md"):
        raise PlanError(1, "a page's name ends in .md, in small letters")
    return _plan_lesson(text)


def _plan_lesson(text: str) -> NotebookNode | None:
    body, skipped = _without_front_matter(text)
    try:
        notebook = lessons.plan(body)
    except PlanError as error:
        raise PlanError(error.line + skipped, str(error)) from None
    for cell in notebook.cells if notebook else []:
        cell.metadata["line"] += skipped
    if notebook:
        notebook.metadata["depends"] = _declared(meta.get_data(text)[1])
    return notebook


def _declared(metadata: dict[str, object]) -> list[str]:
    """Read which files a page declares that it depends on, in its front matter."""
    declared = metadata.get("depends", [])
    names = [declared] if isinstance(declared, str) else declared
    if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        raise PlanError(1, "`depends` in the front matter is a list of files")
    return names


def _without_front_matter(text: str) -> tuple[str, int]:
    """Read a lesson as MkDocs will, and count the lines that it takes away."""
    body, metadata = meta.get_data(text)
    if bool(metadata) != text.lstrip("\ufeff").startswith("---"):
        raise PlanError(
            1, "the front matter can't be read: it is YAML between two lines of ---"
        )
    return body, text.count("\n") - body.count("\n")


def as_read(text: str, source: Source | None) -> str:
    """Show a page's text as its reader sees it, with values; lines stay."""
    if source is None:
        return text
    if is_lab(source.path):
        return re.sub(r"(?m)^# ?", "", text)
    body, skipped = _without_front_matter(text)
    values = {number: result.text or "" for number, result in source.results.items()}
    return "\n" * skipped + lessons.with_values(body, values)


def blame(needles: Sequence[str], reason: str, texts: dict[str, str]) -> Problem:
    r"""Place a problem at the first text that has one of the needles, or at the first.

    Examples:
        >>> print(blame(["b.md#c", "#c"], "no such place", {"a.md": "x\n[y](#c)"}))
        a.md:2: no such place (in `b.md#c`)
    """
    places = (
        (path, line_of(needle, text))
        for needle in needles
        for path, text in texts.items()
    )
    path, line = next((place for place in places if place[1]), (next(iter(texts)), 1))
    first = needles[0].strip().splitlines()[0]
    shown = first if len(first) <= 60 else first[:60] + "…"
    return Problem(path, line, f"{reason} (in `{shown}`)")
