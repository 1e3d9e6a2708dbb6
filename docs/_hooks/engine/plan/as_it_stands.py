"""What never runs: comments, which nobody sees, and code that its indent shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from engine.plan.fences import FENCE, closing_line, refuse_near_miss
from engine.problems import PlanError

_INDENTED = re.compile(r"(?: {4}| {0,3}\t)[ \t]*\S")
# What may have text, and fences that run, below it and indented: lists, admonitions …
_CONTAINER = re.compile(r"\s*(?:[-*+]\s|\d+[.)]\s|!!!|\?\?\?|===|///|:\s|\[\^[^]]+\]:)")
CODE_SPAN = re.compile(
    r"(?<![\\`])(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)"
)


def behind_comment(lines: list[str], start: int) -> int:
    """Find the row behind a comment that begins with this one; 0 if none does.

    Nothing in it runs, as readers don't see it.
    """
    row = lines[start]
    text = "" if FENCE.match(row.rstrip("\n")) else CODE_SPAN.sub("", row)
    _, opening, rest = text.rpartition("<!--")
    if opening and not _closed(lines, start, rest):
        raise PlanError(start + 1, "this comment is never closed")
    _, begun, rest = row.partition("<!--")
    if not begun or row.partition("<!--")[0].strip():
        return 0
    return _closed(lines, start, rest)


def _closed(lines: list[str], start: int, rest: str) -> int:
    """Find the row behind the one that ends a comment; 0 if none does.

    Args:
        lines: The page.
        start: Where the comment begins.
        rest: What stands behind its begin on that row.
    """
    number = start
    while "-->" not in rest:
        number += 1
        if number >= len(lines):
            return 0
        rest = lines[number]
        if opening := FENCE.match(rest.rstrip("\n")):  # whose arrows end nothing
            with suppress(PlanError):
                number = closing_line(lines, number, opening)
                rest = ""
    return number + 1


def shown_by_indent(lines: list[str], start: int) -> int:
    """Find the row behind code that is shown by its indent, and begins here.

    Nothing in it runs, as readers see it as it stands.
    """
    row = lines[start]
    if not _INDENTED.match(row) or (start and lines[start - 1].strip()):
        return 0
    above = (one for one in _enclosing(lines, start) if _CONTAINER.match(one))
    outer = next(above, None)
    width = 4 if outer is None else _width(outer) + 8  # of which four are its text's
    number = start
    while number < len(lines) and (
        lines[number] == "\n" or (_width(lines[number]) >= width)
    ):
        if outer is not None:
            refuse_near_miss(lines[number], number + 1)
        number += 1
    return number if number > start else 0


def _enclosing(lines: list[str], start: int) -> Iterator[str]:
    """List the lines above that are indented less and less."""
    width = _width(lines[start])
    for row in reversed(lines[:start]):
        if row.strip() and _width(row) < width:
            yield row
            width = _width(row)


def _width(row: str) -> int:
    """Count the blanks at the beginning of a row."""
    written = row.expandtabs(4)
    return len(written) - len(written.lstrip())
