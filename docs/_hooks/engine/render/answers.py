"""Answers that are not to be seen yet: those to questions, of exercises, in labs."""

from __future__ import annotations

import copy
import datetime
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from engine.render import claims
from engine.tokens import TOKEN, token_number

_QUOTED = r"(?P<quotes>(?:[ \t]*> ?)*)"
# Folded questions, what the build makes of exercises, and all that is called an answer.
_BOX = re.compile(
    r"(?P<item>(?:[-*+]|\d+[.)])[ ]+)?"
    r'(?:\?{3}\+?[ ]*(?:question\b|rnn-hint "An answer")'
    r'|(?:\?{3}\+?|!{3})[ ]*[\w -]*"\W*(?:answers\b|answer\W*"))',
    re.IGNORECASE,
)
_FENCE = re.compile(rf"{_QUOTED}[ \t]*(?P<ticks>`{{3,}}|~{{3,}})(?P<info>[^`]*)$")
_HEADING = re.compile(r" {0,3}(?P<signs>#{1,6})(?=[ \t]|$)(?P<words>.*)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_UNDERLINED = re.compile(r" {0,3}(?![-=>|#]|(?:[*+]|\d+[.)])[ \t])\S")
_ANSWERS = re.compile(r"[\W_]*(?:answers\b|answer[\W_]*$)", re.IGNORECASE)


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
    rows, within = [], None
    for row, is_code in _rows(text):
        if within and _is_inside(row, *within):
            continue
        within = None
        rows.append(row)
        quotes = re.match(_QUOTED, row)["quotes"]
        words = row[len(quotes) :].lstrip()
        box = _BOX.match(words)
        if box and not is_code:
            indent = len(row) - len(quotes) - len(words)
            within = quotes.count(">"), indent
            column = " " * (indent + (8 if box["item"] else 4))
            rows.append(f"{quotes}{column}{_told('The answer stands', day)}")
            rows.append(quotes.rstrip())
    return "\n".join(rows)


def _is_inside(row: str, depth: int, indent: int) -> bool:
    """Tell whether a row belongs to a box that stands in quotes, and so far in."""
    quotes = re.match(rf"(?:[ \t]*> ?){{{depth}}}", row)
    rest = row[quotes.end() :] if quotes else row.lstrip()
    return not rest.strip() or len(rest) - len(rest.lstrip()) > indent


def _rows(text: str) -> Iterator[tuple[str, bool]]:
    """List the rows of a text; tell whether each stands in a fence, or begins one."""
    ticks, begun = "", 0
    for row in text.split("\n"):
        fence = _FENCE.match(row)
        depth = fence["quotes"].count(">") if fence else 0
        if ticks and fence and depth == begun and not fence["info"].strip():
            ticks = "" if fence["ticks"].startswith(ticks) else ticks
        elif fence and not ticks:
            ticks, begun = fence["ticks"], depth
        yield row, bool(ticks)


def _told(what: str, day: datetime.date) -> str:
    return f"{what} here from {day.day} {day:%B %Y} on."


def unseen(notebook: NotebookNode, shown: str, day: datetime.date) -> NotebookNode:
    """Hide the blocks in the answers of a lesson, so that none of them is offered.

    And leave out what they claim: nobody sees it, so it can't count.

    Args:
        notebook: The lesson, as it ran.
        shown: Its Markdown, with tokens for results.
        day: From which on answers are shown.
    """
    seen = {token_number(found) for found in TOKEN.finditer(left_out(shown, day))}
    kept = copy.copy(notebook)
    kept.cells = [
        cell if number in seen else _unseen(cell)
        for number, cell in enumerate(notebook.cells, start=1)
    ]
    return kept


def _unseen(cell: NotebookNode) -> NotebookNode:
    kept, outputs = copy.deepcopy(cell), cell.get("outputs", [])
    kept.metadata.setdefault("options", {})["hide"] = ""
    kept.outputs = [one for one in outputs if claims.TYPE not in one.get("data", {})]
    return kept


def without_answers(notebook: NotebookNode, day: datetime.date) -> NotebookNode:
    """Leave out what stands below the headline *Answers* of a lab, up to its next."""
    kept, level = copy.copy(notebook), 0
    kept.cells = []
    for cell in notebook.cells:
        is_shown = not level
        if cell.cell_type == "markdown":
            cell = copy.copy(cell)
            cell.source, level = _without(cell.source, day, level)
            is_shown = bool(cell.source.strip())
        if is_shown:
            kept.cells.append(cell)
    return kept


def _headed(text: str) -> Iterator[tuple[str, int, str]]:
    """List the rows of a text; the level of those that are headlines, and their words.

    One that is underlined comes with its line.
    """
    rows = iter([*_rows(text), ("", False)])
    row, is_code = next(rows)
    for below, is_code_below in rows:
        told = row, 0, ""
        if is_code:
            pass
        elif found := _HEADING.match(row):
            told = row, len(found["signs"]), found["words"]
        elif _UNDERLINED.match(row) and _UNDERLINE.fullmatch(below):
            told = f"{row}\n{below}", 1 if "=" in below else 2, row
            below, is_code_below = next(rows)
        yield told
        row, is_code = below, is_code_below


def _without(text: str, day: datetime.date, level: int) -> tuple[str, int]:
    r"""Leave answers out of a text of a lab; tell whether what follows is one, too.

    Args:
        text: The text.
        day: From which on they are shown.
        level: That of the headline of the answers within which it begins, or 0.

    Examples:
        >>> day = datetime.date(2027, 1, 9)
        >>> _without("So.\n\n**Answers:**\n---\nIt is 7.\n\n### 2\n\n8.", day, 0)
        ('So.\n\n**Answers:**\n---\n\nThey stand here from 9 January 2027 on.', 2)
    """
    rows: list[str] = []
    for row, found, words in _headed(text):
        if found and (not level or found <= level):
            level = found if _ANSWERS.match(words) else 0
            rows += [row, "", _told("They stand", day), ""] if level else [row]
        elif not level:
            rows.append(row)
    return "\n".join(rows).rstrip(), level
