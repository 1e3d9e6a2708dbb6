"""Lists of pages, as `nav` has them: a new page is announced, one taken out isn't."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from engine.render.plain import as_markdown

_PLACE = re.compile(
    r"<!-- (?P<what>number|list|numbered list) of (?P<folder>[\w/-]+)/ -->"
)


@dataclass(frozen=True)
class Entry:
    """A page of `nav`: all of it plain text."""

    section: str
    title: str
    uri: str
    description: str


def is_asked_for(text: str) -> bool:
    """Tell whether a page lists others, and so is read after them."""
    return bool(_PLACE.search(text))


def listed(text: str, entries: list[Entry], uri: str) -> str:
    r"""Put lists of pages, and how many there are, into a page.

    Examples:
        >>> entries = [Entry("So", "A", "b/a.md", "One."), Entry("", "C", "b/c.md", "")]
        >>> text = "<!-- number of b/ -->\n\n<!-- numbered list of b/ -->"
        >>> print(listed(text, entries, "b/d.md"))
        2
        <BLANKLINE>
        **So**
        <BLANKLINE>
        1. **[A](a.md)**. One.
        <BLANKLINE>
        2. **[C](c.md)**
    """

    def put(place: re.Match[str]) -> str:
        within = f"{place['folder']}/"
        found = [entry for entry in entries if entry.uri.startswith(within)]
        if place["what"] == "number":
            return str(len(found))
        is_numbered = place["what"] == "numbered list"
        return "\n\n".join(_parts(found, posixpath.dirname(uri), is_numbered))

    return _PLACE.sub(put, text)


def _parts(entries: list[Entry], folder: str, is_numbered: bool) -> Iterator[str]:
    number = 0
    for section, group in groupby(entries, lambda entry: entry.section):
        if section:
            yield f"**{as_markdown(section)}**"
        rows = []
        for entry in group:
            number += 1
            link = posixpath.relpath(entry.uri, folder or ".")
            row = f"**[{as_markdown(entry.title)}]({link})**"
            if entry.description:
                end = "" if entry.title[-1:] in ".?!" else "."
                row += f"{end} {as_markdown(entry.description)}"
            rows.append(f"{number}. {row}" if is_numbered else f"- {row}")
        yield "\n".join(rows)
