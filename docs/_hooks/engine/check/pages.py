"""What a page's HTML shows: values that nobody computed, pictures without a word."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

from engine.problems import Fault
from engine.render import dialect
from engine.render.outputs import PICTURES

_UNCOMPUTED = re.compile(r"<code>(=(?![=&])\s*[^\s<][^<]*)</code>")
_IMAGE = re.compile(r'<img\b[^>]*?\bsrc="(?P<folder>[^">]*/)?(?P<name>[^"/>]*)"[^>]*>')
_ALT = re.compile(r'\balt="[^"]*[^"\s][^"]*"')


def uncomputed_values(page: str) -> Iterator[Fault]:
    """Find what looks like a value but was left as it stands.

    Examples:
        >>> page = "<code>=loss:.2f</code> <code>==</code> <code>a=1</code>"
        >>> [fault.needles for fault in uncomputed_values(page)]
        [('=loss:.2f',)]
    """
    reason = (
        "this value was not computed: it has to stand in a lesson, on one line; "
        "code that begins with = stands between two backticks"
    )
    for code in _UNCOMPUTED.findall(page):
        yield Fault(reason, (html.unescape(code),))


def pictures_without_alt(page: str) -> Iterator[Fault]:
    """Find images in the text that say nothing to a reader who can't see them.

    Examples:
        >>> page = '<img alt="" src="../a.png"><img alt="B" src="b.png">'
        >>> [fault.needles[0] for fault in pictures_without_alt(page)]
        ['a.png']
    """
    for image in _IMAGE.finditer(page):
        if not _ALT.search(image[0]) and PICTURES not in image[0]:  # drawn by a cell
            reason = "the image has no alt text: ![what it shows](…)"
            yield Fault(reason, (image["name"], "![]("))


_CUT = re.compile(rf'<tr {dialect.CUT}="([^"]*)"')
_UNDRAWN = re.compile(rf'<pre class="{dialect.UNDRAWN}"><code>(.*?)</code>', re.DOTALL)


def cut_rows(page: str) -> Iterator[Fault]:
    """Find rows of tables that have more cells than the table's head.

    Examples:
        >>> [fault.needles for fault in cut_rows('<tr data-cut="| 1 | 2 |"><td>1')]
        [('| 1 | 2 |',)]
    """
    for row in _CUT.findall(page):
        reason = r"this row has more cells than its table: a | in a cell is written \|"
        yield Fault(reason, (html.unescape(row),))


def undrawn_diagrams(page: str) -> Iterator[Fault]:
    """Find diagrams whose fence says more than `mermaid`, or says it in another way."""
    for code in _UNDRAWN.findall(page):
        reason = "this diagram is not drawn: its fence is ```mermaid, and no more"
        yield Fault(reason, (html.unescape(code),))


_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_NEVER_SHOWN = {"template", "noscript", "script", "style", "head"}
_EMPTY = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"}


class Elements(HTMLParser):
    """Knows which elements are open, and whether one of them is special."""

    def __init__(self, *, is_special: Callable[[str, dict[str, str]], bool]) -> None:
        super().__init__(convert_charrefs=False)
        self.is_special = is_special
        self.open: list[tuple[str, bool]] = []

    @property
    def is_inside(self) -> bool:
        """Whether a special one is open."""
        return any(special for _, special in self.open)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        """Open an element."""
        if tag not in _EMPTY:
            known = {name: value or "" for name, value in attributes}
            self.open.append((tag, self.is_special(tag, known)))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and what is open in it."""
        tags = [name for name, _ in self.open]
        if tag in tags:
            del self.open[len(tags) - 1 - tags[::-1].index(tag) :]


def _hides(tag: str, known: dict[str, str]) -> bool:
    hides = tag in _NEVER_SHOWN or "hidden" in known
    return hides or bool(_HIDDEN.search(known.get("style", "")))


class _Claims(Elements):
    """Collects the claims of a page that stand where nobody can see them."""

    def __init__(self) -> None:
        super().__init__(is_special=_hides)
        self.unseen: list[str] = []  # their sentences
        self._begins = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        super().handle_starttag(tag, attributes)
        is_claim = "rnn-claim" in (dict(attributes).get("class") or "").split()
        self._begins |= is_claim and self.is_inside

    def handle_data(self, data: str) -> None:
        if self._begins and data.strip():
            self.unseen.append(data.strip("✓ \n"))
            self._begins = False

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
