"""Exercises in the page: what their checks are, and whether they can be done there."""

from __future__ import annotations

from collections.abc import Iterator

from nbformat import NotebookNode

from engine.plan import exercises
from engine.plan.portable import Verdict
from engine.problems import Fault


def of(notebook: NotebookNode) -> dict[int, NotebookNode]:
    """List a page's exercises by the numbers of their cells."""
    cells = enumerate(notebook.cells, start=1)
    return {n: cell for n, cell in cells if cell.metadata["kind"] == "exercise"}


def checks(cell: NotebookNode) -> str:
    """Return the code that checks what a reader has written."""
    return exercises.parts_of(cell)["check"][0]["source"]


def solved(cell: NotebookNode) -> tuple[str, dict]:
    """Return what a page runs of an exercise once a reader has found the answer."""
    return exercises.parts_of(cell)["answer"][0]["source"], {"checks": checks(cell)}


def impossible(
    notebook: NotebookNode,
    planned: dict[int, Verdict],
    tried: dict[int, Verdict],
) -> Iterator[Fault]:
    """Find exercises that can't be done in the page.

    Args:
        notebook: The page.
        planned: What its blocks lack in a browser, as far as their code tells.
        tried: What is in their way, as trials have shown.
    """
    for number in of(notebook):
        if reason := tried[number].lacks:
            if lacks := planned[number].lacks:
                reason = f"it needs {lacks}, which readers' browsers don't have"
            told = f"nobody can do this exercise in the page: {reason}"
            yield Fault(told, cell=number, line=-1)
