"""Claims' conditions: as they are written, and with what settles their constants."""

from __future__ import annotations

import ast

from nbformat import NotebookNode

from engine.cache.remembered import Whole, remembered
from engine.check.claims import calls, sentence_of
from engine.check.constants import settings


def of_cell(cell: NotebookNode) -> dict[str, str]:
    """Return the conditions of a cell's claims as they are written, by sentence.

    Examples:
        >>> code = "claim('Two is even', holds=2 %  2 == 0, rest=0)"
        >>> of_cell(NotebookNode(cell_type="code", source=code))
        {'Two is even': '2 % 2 == 0'}
    """
    found = {}
    for node in calls(cell.source) if cell.cell_type == "code" else ():
        if isinstance(node, ast.Call) and (words := sentence_of(node)):
            holds = [k.value for k in node.keywords if k.arg == "holds"]
            found[words] = " ".join(map(ast.unparse, holds))
    return found


def of_notebook(notebook: NotebookNode) -> dict[str, str]:
    """Return those of all claims, with the constants of each: another makes another.

    Examples:
        >>> code = "A = 2", "claim('So', holds=x < A)"
        >>> cells = [NotebookNode(cell_type="code", source=one) for one in code]
        >>> of_notebook(NotebookNode(cells=cells))
        {'So': 'x < A  # A = 2'}
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    sources = [cell.source for cell in cells]
    found = {}
    for cell in cells:
        for words, condition in of_cell(cell).items():
            settled = "; ".join(settings(condition, sources))
            found[words] = f"{condition}  # {settled}" if settled else condition
    return found


@remembered
def of_all(ran: Whole) -> dict[str, str]:
    """Return the same of a notebook that has run."""
    return of_notebook(ran.content)
