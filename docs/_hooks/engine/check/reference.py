"""The pages of the code reference: what they ask for has to be there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from engine.plan.lessons import Prose, scan
from engine.problems import Fault, PlanError

if TYPE_CHECKING:
    from griffe import Object
    from mkdocstrings import BaseHandler

_WANTED = re.compile(r"^\s*(?:#{1,6}\s*)?:::\s*(?P<name>\S+)")


def read(text: str, handler: BaseHandler) -> tuple[str, list[Fault]]:
    """Return a page without what can't be shown, and all that is wrong with the rest.

    Args:
        text: The page.
        handler: That of mkdocstrings.
    """
    text, faults = without_unknown(text, partial(knows, handler))
    return text, [*faults, *foreign(text, handler)]


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


# How others write what is written `Args:` here, and what nearly is.
_SECTIONS = r"(?:Other )?Parameters|Returns|Yields|Receives|Raises|Warn(?:ing)?s|Notes?"
_SECTIONS += r"|Attributes|Methods|Examples?|See Also|References"
_UNDERLINED = re.compile(rf"(?m)^[ \t]*(?P<row>(?:{_SECTIONS})\n[ \t]*-{{3,}})[ \t]*$")
_MEANT = dict.fromkeys(("Arg", "Argument", "Param", "Parameter"), "Args")
_MEANT |= {one: f"{one}s" for one in ("Example", "Return", "Yield", "Raise")}
_MEANT |= {"Attribute": "Attributes", "Result": "Returns", "Throws": "Raises"}
_NEARLY = re.compile(rf"(?m)^[ \t]*(?P<name>{'|'.join(_MEANT)}):[ \t]*\n[ \t]*[^\s>]")


def of_other_styles(docstring: str) -> Iterator[Fault]:
    r"""Find the sections of a docstring that are not read as such.

    Examples:
        >>> rows = "Do.\n\nReturns\n-------\nint\n\nReturn:\n    It."
        >>> [fault.needles[0] for fault in of_other_styles(rows)]
        ['Returns\n-------', 'Return:\n    I']
        >>> [*of_other_styles("Do.\n\nReturns:\n    It.\n\nAn example: 1.\n")]
        []
    """
    for found in _UNDERLINED.finditer(docstring):
        reason = "this would be a heading: a section of a docstring is written `Args:`"
        yield Fault(f"{reason}, `Returns:` and so on, and indented", (found["row"],))
    for found in _NEARLY.finditer(docstring):
        reason = f"this is no section of a docstring: write `{_MEANT[found['name']]}:`"
        yield Fault(reason, (found[0].strip(),))


def foreign(text: str, handler: BaseHandler) -> Iterator[Fault]:
    """Find such sections in all that a page shows of code."""
    for _, name in _wanted(text):
        for one in _documented(handler.collect(name, handler.get_options({}))):
            yield from of_other_styles(one.docstring.value)


def _documented(shown: Object) -> Iterator[Object]:
    if shown.docstring:
        yield shown
    for one in shown.members.values():
        if not one.is_alias:
            yield from _documented(one)


def knows(handler: BaseHandler, name: str) -> bool:
    """Ask mkdocstrings whether it can find an object by its name."""
    from mkdocstrings import CollectionError  # takes a while

    try:
        handler.collect(name, handler.get_options({}))
    except CollectionError:
        return False
    return True
