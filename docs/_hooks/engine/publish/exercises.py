"""Exercises in the page: what their checks are, and whether they can be done there."""

from __future__ import annotations

from collections.abc import Iterator

from nbformat import NotebookNode

from engine.plan import exercises, portable
from engine.plan.imports import Imports
from engine.problems import Fault


def of(notebook: NotebookNode) -> dict[int, NotebookNode]:
    """List a page's exercises by the numbers of their cells."""
    cells = enumerate(notebook.cells, start=1)
    return {n: cell for n, cell in cells if cell.metadata["kind"] == "exercise"}


def checks(cell: NotebookNode) -> str:
    """Return the code that checks what a reader has written."""
    return exercises.parts_of(cell)["check"][0]["source"]


def impossible(notebook: NotebookNode, imports: Imports) -> Iterator[Fault]:
    """Find exercises that can't be done in the page."""
    if found := of(notebook):
        judged = portable.verdicts(notebook, imports)
        for number in found:
            if lacks := judged[number].lacks:
                reason = f"it needs {lacks}, which readers' browsers don't have"
                yield Fault(
                    f"nobody can do this exercise in the page: {reason}",
                    cell=number,
                    line=-1,
                )
