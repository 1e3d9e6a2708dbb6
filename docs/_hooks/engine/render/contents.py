"""Lists of pages, as `nav` has them: a new page is announced, one taken out isn't."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from engine.plan.course import BEYOND
from engine.render.plain import as_markdown

_PLACE = re.compile(
    r"<!-- (?P<what>number|list|course|first) of (?P<folder>[\w/-]+)/ -->"
)

_CLAIMS = "<!-- number of claims -->"


@dataclass(frozen=True)
class Entry:
    """A page of `nav`: all of it plain text."""

    section: str
    title: str
    uri: str
    description: str
    minutes: int = 0  # that it takes to read, of a lesson
    is_beyond: bool = False  # the course


def is_asked_for(text: str) -> bool:
    """Tell whether a page lists others, and so is read after them."""
    return _CLAIMS in text or bool(_PLACE.search(text))


def listed(text: str, entries: list[Entry], uri: str, claims: int = 0) -> str:
    r"""Put lists of pages, and how many there are of them and of claims, into a page.

    Pages beyond the course are not counted, and come last.

    Examples:
        >>> entries = [Entry("S", "A", "b/a.md", "", 9), Entry("", "C", "d/c.md", "D.")]
        >>> text = "<!-- number of b/ --> <!-- course of b/ -->\n\n<!-- list of d/ -->"
        >>> print(listed(text, entries, "b/d.md"))
        1 1. **S** [A](a.md) 9 min
        <BLANKLINE>
        - **[C](../d/c.md)**. D.
    """

    def put(place: re.Match[str]) -> str:
        within = f"{place['folder']}/"
        found = [entry for entry in entries if entry.uri.startswith(within)]
        if place["what"] == "number":
            return str(sum(not entry.is_beyond for entry in found))
        folder = posixpath.dirname(uri) or "."
        if place["what"] == "first":
            return posixpath.relpath(found[0].uri, folder) if found else ""
        if place["what"] == "course":
            return "\n".join(_lessons(found, folder))
        return "\n\n".join(_parts(found, folder))

    return _PLACE.sub(put, text).replace(_CLAIMS, str(claims))


def _lessons(entries: list[Entry], folder: str) -> Iterator[str]:
    """List all in one row; where a section begins stands its name."""
    section = ""
    taught = [entry for entry in entries if not entry.is_beyond]
    for number, entry in enumerate(taught, start=1):
        is_first, section = entry.section != section, entry.section
        name = f"**{as_markdown(section)}** " if is_first and section else ""
        yield f"{number}. {name}{_link(entry, folder)} {entry.minutes} min"
    if beyond := [_link(entry, folder) for entry in entries if entry.is_beyond]:
        yield f"\n{BEYOND}: {', '.join(beyond)}"


def _parts(entries: list[Entry], folder: str) -> Iterator[str]:
    for section, group in groupby(entries, lambda entry: entry.section):
        if section:
            yield f"**{as_markdown(section)}**"
        rows = []
        for entry in group:
            row = f"- **{_link(entry, folder)}**"
            if entry.description:
                end = "" if entry.title[-1:] in ".?!" else "."
                row += f"{end} {as_markdown(entry.description)}"
            rows.append(row)
        yield "\n".join(rows)


def _link(entry: Entry, folder: str) -> str:
    link = posixpath.relpath(entry.uri, folder)
    return f"[{as_markdown(entry.title)}]({link})"
