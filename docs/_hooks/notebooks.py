"""New notebooks."""

from __future__ import annotations

import nbformat
from nbformat import NotebookNode


def new_notebook(cells: list[NotebookNode] | None = None) -> NotebookNode:
    """Make a notebook for Python."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells or [], metadata={"kernelspec": kernel})


def program(source: str) -> NotebookNode:
    """Make a notebook of one cell, which no page shows."""
    cell = nbformat.v4.new_code_cell(source, id="cell-1")
    cell.metadata = nbformat.from_dict({"line": 1, "kind": "block", "options": {}})
    return new_notebook([cell])
