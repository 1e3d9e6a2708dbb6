"""The rows of `nav` in mkdocs.yml, put in and taken out; all else stays as typed."""

from __future__ import annotations

import re

_NAV = re.compile(r"^nav:[^\n]*\n(?:(?:[ #-][^\n]*)?\n)*", re.MULTILINE)
_ROW = re.compile(
    r"^(?P<indent> *)- (?:[^#\n]*: )?['\"]?(?P<uri>[^'\":#\s]*)['\"]?:?\s*(?:#.*)?$"
)


def _parts(settings: str) -> tuple[str, list[str], str]:
    nav = _NAV.search(settings)
    if not nav:
        raise LookupError("There is no `nav` in mkdocs.yml, where pages are listed.")
    rows = nav[0].split("\n")
    return settings[: nav.start()], rows, settings[nav.end() :]


def _folder(row: str) -> str:
    found = _ROW.match(row)
    return found["uri"].rpartition("/")[0] if found else ""


def with_page(settings: str, uri: str) -> tuple[str, int]:
    r"""List a page behind the last one of its folder; say on which line it is.

    Examples:
        >>> settings = "nav:\n  - Learn:  # all\n      - learn/a.md\n  - b.md\nx: 1\n"
        >>> text, line = with_page(settings, "learn/c.md")
        >>> print(text, line)
        nav:
          - Learn:  # all
              - learn/a.md
              - learn/c.md
          - b.md
        x: 1
         4

    Raises:
        LookupError: If none of its folder is there.
    """
    before, rows, after = _parts(settings)
    folder = uri.rpartition("/")[0]
    beside = [at for at, row in enumerate(rows) if _folder(row) == folder]
    if not beside:
        raise LookupError(
            f"`nav` of mkdocs.yml lists no page of {folder}/ yet: type {uri} there."
        )
    at = beside[-1]
    rows.insert(at + 1, f"{_ROW.match(rows[at])['indent']}- {uri}")
    return before + "\n".join(rows) + after, before.count("\n") + at + 2


def without_page(settings: str, uri: str) -> str:
    r"""Take a page out of the list, and headings that had no other page.

    Examples:
        >>> settings = "nav:\n  - A: a.md\n  - Learn:\n      - So:\n          - b.md\n"
        >>> without_page(settings, "b.md")
        'nav:\n  - A: a.md\n'
    """
    before, rows, after = _parts(settings)
    for at in [at for at, row in enumerate(rows) if _is_of(row, uri)][::-1]:
        depth = _depth(rows.pop(at))
        while at and _is_empty(rows, at - 1, depth):
            at -= 1
            depth = _depth(rows.pop(at))
    return before + "\n".join(rows) + after


def _is_of(row: str, uri: str) -> bool:
    found = _ROW.match(row)
    return bool(found) and found["uri"] == uri


def _depth(row: str) -> int:
    return len(row) - len(row.lstrip(" "))


def _is_empty(rows: list[str], at: int, depth: int) -> bool:
    """Tell whether a row is a heading below which nothing stands any more."""
    is_heading = bool(re.match(r" *- [^#]*:\s*(?:#.*)?$", rows[at]))
    below = rows[at + 1] if at + 1 < len(rows) else ""
    return is_heading and _depth(rows[at]) < depth and _depth(below) <= _depth(rows[at])
