"""Answers that are not to be seen yet: those to questions, of exercises, in labs."""

from __future__ import annotations

import copy
import datetime
import re

from nbformat import NotebookNode

from engine.render import claims
from engine.tokens import TOKEN, token_number

_BOX = re.compile(r'(?P<indent>[ \t]*)\?\?\?\+?[ ]+(?:question\b|rnn-hint "An answer")')
_FENCE = re.compile(r"[ \t]*(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)$")
_HEADING = re.compile(r"(?m)^## Answers[ \t]*$")
_OTHER = re.compile(r"(?m)^##? ")


def left_out(text: str, day: datetime.date) -> str:
    r"""Write the day in the place of all answers of a lesson as its readers see it.

    Examples:
        >>> print(left_out('??? question "Why?"\n\n    So.\n\nOn.',
        ...                datetime.date(2027, 1, 9)))
        ??? question "Why?"
            The answer stands here from 9 January 2027 on.
        <BLANKLINE>
        On.
    """
    rows, ticks, depth = [], "", None
    for row in text.split("\n"):
        indent = len(row) - len(row.lstrip())
        if depth is not None and (not row.strip() or indent > depth):
            continue
        depth = None
        fence = _FENCE.match(row)
        if ticks and fence and not fence["info"].strip():
            ticks = "" if fence["ticks"].startswith(ticks) else ticks
        elif fence and not ticks:
            ticks = fence["ticks"]
        rows.append(row)
        box = _BOX.match(row)
        if box and not ticks:
            depth = indent
            rows += [f"{box['indent']}    {_told('The answer stands', day)}", ""]
    return "\n".join(rows)


def _told(what: str, day: datetime.date) -> str:
    return f"{what} here from {day.day} {day:%B %Y} on."


def unclaimed(notebook: NotebookNode, shown: str, day: datetime.date) -> NotebookNode:
    """Leave out what a lesson claims in its answers: nobody sees it, so it can't count.

    Args:
        notebook: The lesson, as it ran.
        shown: Its Markdown, with tokens for results.
        day: From which on answers are shown.
    """
    seen = {token_number(found) for found in TOKEN.finditer(left_out(shown, day))}
    kept = copy.copy(notebook)
    kept.cells = [
        cell if number in seen else _unclaimed(cell)
        for number, cell in enumerate(notebook.cells, start=1)
    ]
    return kept


def _unclaimed(cell: NotebookNode) -> NotebookNode:
    kept, outputs = copy.copy(cell), cell.get("outputs", [])
    kept.outputs = [one for one in outputs if claims.TYPE not in one.get("data", {})]
    return kept


def without_answers(notebook: NotebookNode, day: datetime.date) -> NotebookNode:
    """Leave out what stands below the headline *Answers* of a lab."""
    kept, is_hidden = copy.copy(notebook), False
    kept.cells = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            begin = _HEADING.search(cell.source)
            is_hidden = bool(begin) or (is_hidden and not _OTHER.search(cell.source))
            if begin:
                told = f"\n\n{_told('They stand', day)}"
                cell = copy.copy(cell)
                cell.source = cell.source[: begin.end()] + told
                kept.cells.append(cell)
        if not is_hidden:
            kept.cells.append(cell)
    return kept
