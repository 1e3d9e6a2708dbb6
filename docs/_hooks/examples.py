"""The package's examples, run by the build: the reference shows what they print."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode
from notebooks import program
from problems import Problem
from session import FAILURES

HOOKS = Path(__file__).parent


def plan(path: str) -> NotebookNode:
    """Make the notebook that runs a module's examples."""
    hooks = os.path.relpath(HOOKS)
    source = (
        f"import sys\nsys.path.append({hooks!r})\n"
        f"import doctests\ndoctests.run({path!r})"
    )
    return program(source)


def problems(notebook: NotebookNode, root: Path) -> Iterator[Problem]:
    """Read what a run has displayed."""
    for output in notebook.cells[0].get("outputs", []):
        for path, line, reason in output.get("data", {}).get(FAILURES, []):
            yield Problem((root / path).relative_to(root).as_posix(), line, reason)
