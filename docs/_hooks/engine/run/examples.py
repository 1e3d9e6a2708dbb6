"""The examples in docstrings, run by the build: the reference shows what they print."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from engine.plan.notebooks import program
from engine.problems import Problem
from engine.session.protocol import FAILURES


def plan(path: str) -> NotebookNode:
    """Make the notebook that runs a module's examples."""
    return program(f"from engine.session import doctests\ndoctests.run({path!r})")


def problems(notebook: NotebookNode, root: Path) -> Iterator[Problem]:
    """Read which examples have failed."""
    for output in notebook.cells[0].get("outputs", []):
        for path, line, reason in output.get("data", {}).get(FAILURES, []):
            yield Problem((root / path).relative_to(root).as_posix(), line, reason)
