"""The pages of the code reference: what they ask for has to be there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.plan.lessons import Prose, scan
from engine.problems import Fault, PlanError

if TYPE_CHECKING:
    from mkdocstrings import BaseHandler

_WANTED = re.compile(r"^\s*(?:#{1,6}\s*)?:::\s*(?P<name>\S+)")


def without_unknown(
    text: str, is_known: Callable[[str], bool]
) -> tuple[str, list[Fault]]:
    r"""Drop what asks for code that isn't there: mkdocstrings would stop at it.

    Examples:
        >>> page = "# T\n\n::: math.sin\n\n```\n::: gone\n```\n\n::: gone"
        >>> text, faults = without_unknown(page, lambda name: name != "gone")
        >>> text, [fault.needles[0] for fault in faults]
        ('# T\n\n::: math.sin\n\n```\n::: gone\n```\n\n<!-- -->', ['::: gone'])
    """
    rows, faults = text.split("\n"), []
    for line, name in _wanted(text):
        if not is_known(name):
            reason = "there is no such module or object, or it can't be read"
            rest = "\n".join(rows[line - 1 :]).strip()
            faults.append(Fault(reason, (rest, f"::: {name}")))
            rows[line - 1] = re.sub(r"\S.*", "<!-- -->", rows[line - 1])
    return "\n".join(rows), faults


def _wanted(text: str) -> list[tuple[int, str]]:
    """List what a page asks for, outside of its code, with lines."""
    try:
        prose = [p for p in scan(text) if isinstance(p, Prose) and not p.is_code]
    except PlanError:
        return []  # told already
    matches = ((piece.line, _WANTED.match(piece.text)) for piece in prose)
    return [(line, match["name"]) for line, match in matches if match]


def knows(handler: BaseHandler, name: str) -> bool:
    """Ask mkdocstrings whether it can find an object by its name."""
    from mkdocstrings import CollectionError  # takes a while

    try:
        handler.collect(name, handler.get_options({}))
    except CollectionError:
        return False
    return True
