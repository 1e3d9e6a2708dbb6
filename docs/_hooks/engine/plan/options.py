"""What may stand behind the language of a fence, and is refused if nobody reads it."""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Collection

from pymdownx import superfences

from engine.problems import PlanError

# What an author may write behind `exec`; the rest of the info string goes on to the
# highlighter (title, hl_lines, linenums).
OPTIONS = {"caption", "alt", "id", "hide"}
HIGHLIGHTER_OPTIONS = {
    "title": re.compile(r"[^\"]*$|[^']*$"),  # to stand between others
    "hl_lines": superfences.RE_HL_LINES,
    "linenums": superfences.RE_LINENUMS,
}


def check_highlighter(options: dict[str, str], line: int, count: int) -> None:
    """Refuse what the highlighter could not use, with the number of rows it gets."""
    check_options(options, HIGHLIGHTER_OPTIONS, line)
    for name, value in options.items():
        if not HIGHLIGHTER_OPTIONS[name].match(value):
            raise PlanError(line, f"`{name}` can't be {value!r}")
    for span in options.get("hl_lines", "").split():
        first, last = (int(row) for row in (span.split("-") * 2)[:2])
        if not 1 <= first <= last <= count:
            rows = f"{count} {'row' if count == 1 else 'rows'}"
            told = f"`hl_lines` can't be {span!r}: this code has {rows}, from 1"
            raise PlanError(line, told)


def read_options(
    info: str, line: int, known: Collection[str] = OPTIONS | {*HIGHLIGHTER_OPTIONS}
) -> dict[str, str]:
    """Read what stands behind `python exec`."""
    try:
        words = shlex.split(" ".join(info.split(maxsplit=2)[2:]))
    except ValueError as error:
        raise PlanError(line, f"the fence's options can't be read: {error}") from None
    check_once([word.partition("=")[0] for word in words], line)
    for name in (OPTIONS - {"hide"}).intersection(words):
        raise PlanError(line, f'`{name}` needs a value: {name}="…"')
    options = dict(word.partition("=")[::2] for word in words)
    check_options(options, known, line)
    if options.get("hide"):
        raise PlanError(line, "`hide` takes no value; leave it out to show the code")
    return options


def check_options(options: dict[str, str], known: Collection[str], line: int) -> None:
    """Refuse options that nobody would read, and an id that nothing could lead to."""
    for name, value in options.items():
        if name not in known:
            names = ", ".join(sorted(known))
            raise PlanError(line, f"unknown option {name!r}; known are {names}")
        if name == "id" and not re.fullmatch(r"\S+", value):
            raise PlanError(line, f"`id` is one word, without blanks: not {value!r}")


def check_once(names: list[str], line: int) -> None:
    """Refuse an option that is given twice, as only the last would count."""
    for name in names:
        if names.count(name) > 1:
            raise PlanError(line, f"`{name}` is given twice")


def meant(name: str, known: Collection[str]) -> str:
    """Name what is known and was most likely meant, if something else was written.

    Examples:
        >>> meant("titel", {"title", "tags"}), meant("author", {"title"})
        ('title', '')
    """
    found = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.8)
    return found[0] if found else ""
