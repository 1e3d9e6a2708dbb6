"""Files that a page declares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from engine.plan.pages import declared_files
from engine.problems import Fault


def missing(notebook: NotebookNode, root: Path) -> Iterator[Fault]:
    """Find what a page says that it depends on, and what is no file of the project."""
    for pattern in notebook.metadata.get("depends", []):
        if not declared_files(pattern, root):
            reason = f"`depends` names {pattern!r}, which is no file of the project"
            yield Fault(reason, (pattern, "depends"))
