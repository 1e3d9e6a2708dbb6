"""New notebooks. They are not validated, as nbformat would, because that takes a while.

(The tests do it.)
"""

from __future__ import annotations

import nbformat
from nbformat import NotebookNode


def new_notebook(cells: list[NotebookNode] | None = None) -> NotebookNode:
    """Make a notebook for Python."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.from_dict(
        {
            "cells": cells or [],
            "metadata": {"kernelspec": kernel},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def new_code_cell(source: str, name: str, **metadata: object) -> NotebookNode:
    """Make a cell of code that has not run."""
    return nbformat.from_dict(
        {
            "cell_type": "code",
            "id": name,
            "metadata": metadata,
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
    )


def program(source: str) -> NotebookNode:
    """Make a notebook of one cell, which no page shows."""
    cell = new_code_cell(source, "cell-1", line=1, kind="block", options={})
    return new_notebook([cell])
