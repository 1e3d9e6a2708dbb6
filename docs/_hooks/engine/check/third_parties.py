"""What a page would load from elsewhere, so that others learn who reads it.

The outputs of libraries do it without a word: an animation of matplotlib brings the
style sheet of somebody's icons along.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from engine.check.links import TAG
from engine.problems import Fault

ATTRIBUTE = re.compile(
    r"""\s([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_LOADING = {"src", "href", "xlink:href", "data", "poster", "background", "manifest"}
_FOLLOWED = {"a", "area"}  # if a reader wants to
_ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_ADDRESS = r"""((?:https?:)?//[^"'`)\s;,]+)"""
_IN_STYLE = re.compile(
    rf"""(?:url\(|image-set\(|@import)\s*["']?{_ADDRESS}""", re.IGNORECASE
)
_IN_SCRIPT = re.compile(rf"""["'`]{_ADDRESS}""", re.IGNORECASE)
_CODE = re.compile(r"\.(?:m?js|css|json|wasm)$|/npm/|/ajax/libs/")
# What scripts fetch whatever its name is.
_FETCHED = re.compile(
    r"""(?:\b(?:fetch|import|importScripts|sendBeacon|WebSocket|EventSource|Worker)\(\s*"""
    r"""|\.open\(\s*["'`]\w+["'`]\s*,\s*|\.src\s*=\s*|\bfrom\s*|\bimport\s*)"""
    rf"""["'`]{_ADDRESS.replace("https?", "(?:http|ws)s?")}""",
    re.IGNORECASE,
)
_REFRESH = re.compile(r"""\d\s*[;,]\s*(?:url\s*=)?\s*["']?(.*)""", re.IGNORECASE)
_INSIDE = re.compile(r"<(style|script)\b[^>]*>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def loaded(page: str) -> Iterator[Fault]:
    """Find what is fetched from other hosts as soon as the page is opened.

    Examples:
        >>> page = '<a href="//a.b"><img src="//c.d/e.png"><p style="b: url(//f.g)">'
        >>> [fault.needles[0] for fault in loaded(page)]
        ['//c.d/e.png', '//f.g']
    """
    for address in dict.fromkeys(_addresses(COMMENT.sub("", page))):
        reason = "this is loaded from another host, which learns who reads the page"
        yield Fault(f"{reason}: keep a copy in docs/", (address,))


def _addresses(page: str) -> Iterator[str]:
    for tag in TAG.finditer(page):
        name = tag["name"].lower()
        for attribute, *values in ATTRIBUTE.findall(tag["rest"]):
            yield from _of_attribute(
                name, attribute.lower(), html.unescape("".join(values)).strip()
            )
    for kind, inside in _INSIDE.findall(page):
        if kind.lower() == "style":
            yield from _IN_STYLE.findall(inside)
        else:
            yield from filter(_CODE.search, _IN_SCRIPT.findall(inside))
            yield from _FETCHED.findall(inside)


def _of_attribute(tag: str, name: str, value: str) -> Iterator[str]:
    if name in _LOADING and tag not in _FOLLOWED and _ELSEWHERE.match(value):
        yield value
    elif name == "ping":
        yield from filter(_ELSEWHERE.match, value.split())
    elif tag == "meta" and name == "content" and (to := _REFRESH.match(value)):
        yield from filter(_ELSEWHERE.match, to.groups())
    elif name in ("srcset", "imagesrcset"):
        yield from filter(_ELSEWHERE.match, re.split(r"[\s,]+", value))
    elif name == "style":
        yield from _IN_STYLE.findall(value)
    elif name == "srcdoc":
        yield from _addresses(value)
