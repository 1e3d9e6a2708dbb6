"""Attributes with styles, as formulas and plots have thousands, in one style sheet.

A strict policy allows no `style="…"`. The same few hundred of them stand on all pages
again and again, so each becomes a class, and pages smaller.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import urljoin

import tinycss2
from tinycss2.ast import Node
from tinycss2.serializer import serialize_string_value

from engine.cache.remembered import remembered

SHEET = "assets/stylesheets/declared.css"
_UP = "../" * SHEET.count("/")
_VALUE = r"""(?:"[^"]*"|'[^']*'|[^\s"'>]+)"""
_REST = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>"""
# Comments, and elements whose content is no HTML, are passed over.
_TAG = re.compile(
    rf"<!--.*?-->|(<(script|style|textarea|title|xmp)\b{_REST})(.*?</\2\s*>)"
    rf"|<[a-z]{_REST}",
    re.DOTALL | re.IGNORECASE,
)
_NAME = "\0"  # in the place of a class's name, until that is known
_ATTRIBUTE = re.compile(rf"""\s+([^\s=>"'/]+)(?:\s*=\s*({_VALUE}))?""")


class Sheet:
    """The classes of all pages, numbered as they are met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def without_attributes(self, page: str, address: str) -> str:
        """Turn the attributes of a page into classes.

        Examples:
            >>> sheet = Sheet()
            >>> page = '<p style="color: red; top:1em"><b style="b: url(c)" class="a">'
            >>> sheet.without_attributes(page, "d/")
            '<p class="as-1"><b class="a as-2">'
            >>> print(sheet.text())
            .as-1:not(#_#_#_){color: red;top:1em}
            .as-2:not(#_#_#_){b: url("../../d/c")}
        """
        parts = [*_read(page, address)]
        parts[1::2] = map(self._name, parts[1::2])
        return "".join(parts)

    def _name(self, declarations: str) -> str:
        return f"as-{self._numbers.setdefault(declarations, len(self._numbers) + 1)}"

    def text(self) -> str:
        """Write the style sheet. Attributes outdo all rules, so these do too."""
        return "\n".join(
            f".as-{number}:not(#_#_#_){{{declarations}}}"
            for declarations, number in self._numbers.items()
        )


def put(site: Path, pages: dict[str, str]) -> dict[str, str]:
    """Write the style sheet of a folder's pages; return these with classes."""
    sheet = Sheet()
    mended = {
        name: sheet.without_attributes(page, name) for name, page in pages.items()
    }
    (site / SHEET).write_text(sheet.text() + "\n", encoding="utf-8")
    return mended


@remembered
def _read(page: str, address: str) -> tuple[str, ...]:
    """Cut a page where the names of classes belong; there are their declarations."""
    parts, last = [""], 0
    for match in _TAG.finditer(page):
        tag = match[1] or match[0]
        if "style" in tag.lower() and not tag.startswith("<!"):
            parts[-1] += page[last : match.start()]
            last = match.start() + len(tag)
            mended, declarations = _mended(tag.replace(_NAME, ""), address)
            first, *rest = mended.split(_NAME)
            parts[-1] += first
            parts += [part for one in rest for part in (declarations, one)]
    parts[-1] += page[last:]
    return tuple(parts)


def _mended(tag: str, address: str) -> tuple[str, str]:
    """Write a tag with the place of a name, and say what that stands for."""
    given = {m[1].lower(): m for m in reversed([*_ATTRIBUTE.finditer(tag)])}
    if "style" not in given:
        return tag, ""
    declarations = _declarations(_text(given["style"]), address)
    name = _NAME if declarations else ""

    def written(attribute: re.Match[str]) -> str:
        match attribute[1].lower():
            case "class":
                names = html.escape(f"{_text(attribute)} {name}".strip())
                return f' class="{names}"'
            case "style":
                return f' class="{name}"' if name and "class" not in given else ""
        return attribute[0]

    return _ATTRIBUTE.sub(written, tag), declarations


def _text(attribute: re.Match[str]) -> str:
    value = attribute[2] or ""
    return html.unescape(value[1:-1] if value[:1] in ("'", '"') else value)


@lru_cache(maxsize=10_000)  # the same ones again and again
def _declarations(style: str, address: str) -> str:
    """Take what browsers would understand of an attribute."""
    parsed = tinycss2.parse_blocks_contents(style, True, True)
    found = [one for one in parsed if one.type == "declaration"]
    for token in [token for one in found for token in one.value]:
        _see_from_sheet(token, address)
    return ";".join(one.serialize() for one in found)


def _see_from_sheet(token: Node, address: str) -> None:
    """Let an address that counts from the page count from the style sheet."""
    if token.type == "url":
        token.representation = f"url({_seen_from_sheet(token.value, address)})"
    elif token.type == "function":
        for inner in token.arguments:
            if token.lower_name == "url" and inner.type == "string":
                inner.representation = _seen_from_sheet(inner.value, address)
            _see_from_sheet(inner, address)


def _seen_from_sheet(target: str, address: str) -> str:
    whole = urljoin(address, target)
    is_known = target.startswith("#") or re.match(r"[a-z]+:|/", whole)
    return f'"{serialize_string_value(target if is_known else _UP + whole)}"'
