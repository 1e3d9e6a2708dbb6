"""Answers that are not to be seen yet: those to questions, of exercises, in labs."""

from __future__ import annotations

import copy
import datetime
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from engine.render import claims
from engine.tokens import TOKEN, token_number

_BOX = re.compile(
    r'(?P<indent>[ \t]*)\?{3}\+?[ ]*(?:(?i:question)\b|rnn-hint "An answer")'
)
_FENCE = re.compile(r"[ \t]*(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)$")
_HEADING = re.compile(r"##? ")
_ANSWERS = re.compile(r"## Answers[ \t#]*$", re.IGNORECASE)


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
    rows, depth = [], None
    for row, is_code in _rows(text):
        indent = len(row) - len(row.lstrip())
        if depth is not None and (not row.strip() or indent > depth):
            continue
        depth = None
        rows.append(row)
        box = _BOX.match(row)
        if box and not is_code:
            depth = indent
            rows += [f"{box['indent']}    {_told('The answer stands', day)}", ""]
    return "\n".join(rows)


def _rows(text: str) -> Iterator[tuple[str, bool]]:
    """List the rows of a text; tell whether each stands in a fence, or begins one."""
    ticks = ""
    for row in text.split("\n"):
        fence = _FENCE.match(row)
        if ticks and fence and not fence["info"].strip():
            ticks = "" if fence["ticks"].startswith(ticks) else ticks
        elif fence and not ticks:
            ticks = fence["ticks"]
        yield row, bool(ticks)


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
        is_shown = not is_hidden
        if cell.cell_type == "markdown":
            cell = copy.copy(cell)
            cell.source, is_hidden = _without(cell.source, day, is_hidden=is_hidden)
            is_shown = bool(cell.source.strip())
        if is_shown:
            kept.cells.append(cell)
    return kept


def _without(text: str, day: datetime.date, *, is_hidden: bool) -> tuple[str, bool]:
    """Leave answers out of a text of a lab; tell whether what follows is one, too.

    Args:
        text: The text.
        day: From which on they are shown.
        is_hidden: Whether it begins within them.
    """
    rows = []
    for row, is_code in _rows(text):
        if _HEADING.match(row) and not is_code:
            is_hidden = bool(_ANSWERS.match(row))
            rows += [row, "", _told("They stand", day), ""] if is_hidden else [row]
        elif not is_hidden:
            rows.append(row)
    return "\n".join(rows).rstrip(), is_hidden
