"""What a page's HTML shows: values that nobody computed, pictures without a word."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from engine.problems import Fault
from engine.render.outputs import PICTURES

_UNCOMPUTED = re.compile(r"<code>(=(?![=&])[^<]*)</code>")
_IMAGE = re.compile(r'<img\b[^>]*?\bsrc="(?P<folder>[^">]*/)?(?P<name>[^"/>]*)"[^>]*>')
_ALT = re.compile(r'\balt="[^"]*[^"\s][^"]*"')


def uncomputed_values(page: str) -> Iterator[Fault]:
    """Find what looks like a value but was left as it stands.

    Examples:
        >>> page = "<code>=loss:.2f</code> <code>==</code> <code>a=1</code>"
        >>> [fault.needles for fault in uncomputed_values(page)]
        [('=loss:.2f',)]
    """
    reason = "this value was not computed: it has to stand in a lesson, on one line"
    for code in _UNCOMPUTED.findall(page):
        yield Fault(reason, (html.unescape(code),))


def pictures_without_alt(page: str) -> Iterator[Fault]:
    """Find images in the text that say nothing to a reader who can't see them.

    Examples:
        >>> page = '<img alt="" src="../a.png"><img alt="B" src="b.png">'
        >>> [fault.needles for fault in pictures_without_alt(page)]
        [('a.png',)]
    """
    for image in _IMAGE.finditer(page):
        if not _ALT.search(image[0]) and PICTURES not in image[0]:  # drawn by a cell
            reason = "the image has no alt text: ![what it shows](…)"
            yield Fault(reason, (image["name"],))


_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_NEVER_SHOWN = {"template", "noscript", "script", "style", "head"}
_EMPTY = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"}


class _Claims(HTMLParser):
    """Collects the claims of a page that stand where nobody can see them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []  # tags, and whether each hides
        self.unseen: list[str] = []  # their sentences
        self._begins = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        known = dict(attributes)
        hides = tag in _NEVER_SHOWN or "hidden" in known
        hides = hides or bool(_HIDDEN.search(known.get("style") or ""))
        if tag not in _EMPTY:
            self.open.append((tag, hides))
        is_claim = "rnn-claim" in (known.get("class") or "").split()
        self._begins |= is_claim and any(hidden for _, hidden in self.open)

    def handle_data(self, data: str) -> None:
        if self._begins and data.strip():
            self.unseen.append(data.strip("✓ \n"))
            self._begins = False

    def handle_endtag(self, tag: str) -> None:
        tags = [name for name, _ in self.open]
        if tag in tags:  # what was not closed ends here too
            del self.open[len(tags) - 1 - tags[::-1].index(tag) :]

    def handle_comment(self, data: str) -> None:
        self.unseen += re.findall(r'class="rnn-claim"[^>]*>([^<]+)', data)


def claims_out_of_sight(page: str) -> Iterator[Fault]:
    """Find claims in a part of the page that no reader can open.

    Examples:
        >>> page = '<div hidden><p>A<div class="rnn-claim">B is</div></div>'
        >>> [fault.needles for fault in claims_out_of_sight(page)]
        [('B is',)]
    """
    if "rnn-claim" in page:
        parser = _Claims()
        parser.feed(page)
        for sentence in parser.unseen:
            yield Fault("this claim stands where no reader can see it", (sentence,))
