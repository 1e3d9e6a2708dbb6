"""What has no words: headings, links, notes, boxes whose text stands below them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from engine.problems import Fault

_NEXT = re.compile(r"(?:\s|<[^>]*>)*([^<\n]*)")
_SILENT = re.compile(r'<a class="headerlink".*?</a>|<(?!img\b|svg\b)[^>]*>', re.DOTALL)


def _says(shown: str) -> bool:
    return bool(_SILENT.sub("", shown).strip())


_BOX = re.compile(
    r'<div class="admonition (?P<kind>[^"]*)">\s*<p class="admonition-title">[^\n]*</p>'
    r'\s*</div>|<details class="(?P<open>[^"]*)"[^>]*>\s*<summary>[^\n]*</summary>\s*'
    r'</details>|<div class="tabbed-block">\s*</div>'
)


def boxes(page: str) -> Iterator[Fault]:
    """Find boxes and tabs whose text stands below them, not in them.

    Examples:
        >>> title = '<p class="admonition-title">Note</p>'
        >>> page = f'<div class="admonition note">{title}</div><p>So</p>'
        >>> [fault.needles for fault in boxes(page)]
        [('!!! note So', '!!! note')]
    """
    for box in _BOX.finditer(page):
        if kind := box["kind"]:
            sign = f"!!! {kind}"
        elif kind := box["open"]:
            sign = f"??? {kind}"
        else:
            sign = '=== "'
        below = html.unescape(_NEXT.match(page, box.end())[1])
        reason = "there is nothing in this box or tab: indent its text by four blanks"
        yield Fault(reason, (f"{sign} {below}" if kind else f'" {below}', sign))


_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1\s*>", re.DOTALL | re.IGNORECASE)


def headings(page: str) -> Iterator[Fault]:
    """Find headings without a word, which the table of contents would name as well.

    Examples:
        >>> page = '<h2 id="_1"><a class="headerlink">¶</a></h2><p>So</p><h2>A</h2>'
        >>> [fault.needles for fault in headings(page)]
        [('## So', '<h2 id="_1"><a class="headerlink">¶</a></h2>')]
    """
    for found in _HEADING.finditer(page):
        if not _says(found[2]):
            below = html.unescape(_NEXT.match(page, found.end())[1])
            needle = f"{'#' * int(found[1])} {below}"
            yield Fault("this heading has no words", (needle, found[0]))


_LINK = re.compile(r"<a\b(?P<rest>[^>]*\bhref=[^>]*)>(?P<shown>.*?)</a\s*>", re.DOTALL)
_TOLD = re.compile(r"\s(?:id|name|title|aria-label(?:ledby)?)=")  # or led to
_ADDRESS = re.compile(r"""href=["']?([^"'\s>]*)""")


def links(page: str) -> Iterator[Fault]:
    """Find links that nobody sees, as there is nothing to press.

    Examples:
        >>> page = '<a href="#t"> </a> <a href="#u"><img></a> <a href="#w">x</a>'
        >>> [fault.needles for fault in links(page)]
        [('](#t', '#t')]
    """
    for link in _LINK.finditer(page):
        if not (_says(link["shown"]) or _TOLD.search(link["rest"])):
            address = html.unescape(_ADDRESS.search(link["rest"])[1])
            yield Fault("this link has no words", (f"]({address}", address))


_NOTE = re.compile(r'<li id="fn:(?P<name>[^"]*)">\s*</li>')


def notes(page: str) -> Iterator[Fault]:
    """Find notes without a text.

    Examples:
        >>> [fault.needles for fault in notes('<li id="fn:1"></li>')]
        [('[^1]:',)]
    """
    for note in _NOTE.finditer(page):
        reason = "this note has no text: it stands behind [^1]: or below, indented"
        yield Fault(reason, (f"[^{html.unescape(note['name'])}]:",))


_MEANING = re.compile(r"<dl>\s*<dd\b[^>]*>(?:\s|<[^>]*>)*([^<\n]*)")


def terms(page: str) -> Iterator[Fault]:
    r"""Find what a term means where there is no term.

    Examples:
        >>> [fault.needles for fault in terms("<dl>\n<dd>So</dd>")]
        [(': So', 'So')]
    """
    for meaning in _MEANING.finditer(page):
        reason = "there is no term above what it means: it is a row of text"
        shown = html.unescape(meaning[1])
        yield Fault(reason, (f": {shown}", shown))
