"""Emphasis, by CommonMark's rules, but for the stars of products: `2*3*4` is text.

A text is read as a whole, and each of its signs once: those that are text are hidden
until all else is read, as with less around them they could seem to be emphasis.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import INLINE_PLACEHOLDER_RE

_TAGS = {1: "em", 2: "strong"}
_TEXT = "rnn-text"  # the element that holds what was read until it is unpacked
_HIDDEN = re.compile("\x02(42|95)\x03")  # a star, or a line, that is text
# What can be multiplied, besides words: the token of a value stands for code and
# formulas as well.
_VALUE = "\ue000\ue001"
_BEFORE = re.compile(rf"[^\W_]|[)\]{_VALUE}]")
_BEHIND = re.compile(rf"[^\W_]|[(\[{_VALUE}]")
_BLANKS = re.compile(r"\s")
_BLANK, _MARK, _WORD = range(3)


class Emphasis(InlineProcessor):
    """Reads a text from its first sign on, when all else within it has been read."""

    def __init__(self, md: Markdown) -> None:
        super().__init__("[*_].*", md)

    def handleMatch(  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """Read all signs, and make one element of the text."""
        seen = INLINE_PLACEHOLDER_RE.sub(self._seen, data)
        runs = [_Run(seen, *found.span()) for found in re.finditer(r"\*+|_+", seen)]
        tree, at = TreeBuilder(), m.start()
        tree.start(_TEXT, {})
        for start, end, tag, begins in sorted(_signs(runs)):
            tree.data(_hide(data[at:start]))
            tree.start(tag, {}) if begins else tree.end(tag)
            at = end
        tree.data(_hide(data[at:]))
        tree.end(_TEXT)
        return tree.close(), *m.span()

    def _seen(self, placeholder: re.Match[str]) -> str:
        """Write what has been read, as long as it is, so that its kind can be told."""
        node = self.md.treeprocessors["inline"].stashed_nodes.get(placeholder[1])
        kinds = {"br": " ", "code": _VALUE[0], "span": _VALUE[0]}
        return kinds.get(getattr(node, "tag", ""), ".") * len(placeholder[0])


class _Run:
    """Signs in a row; those that have found their counterpart are taken from it."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.start, self.end, self.length = start, end, end - start
        self.text, self.sign = text, text[start]
        before, behind = text[max(0, start - 1) : start], text[end : end + 1]
        left, right = self._kind(before), self._kind(behind)
        self.opens = right == _WORD or (right == _MARK and left != _WORD)
        self.closes = left == _WORD or (left == _MARK and right != _WORD)
        self.is_both = self.opens and self.closes
        self.is_within = False
        if self.sign == "_" and self.is_both:  # which is a part of names
            self.opens, self.closes = left == _MARK, right == _MARK
            self.is_both = self.opens and self.closes
        elif self.sign == "*":
            self.is_within = bool(_BEFORE.match(before) and _BEHIND.match(behind))
            if before.isdigit() and behind.isdigit():
                self.opens = self.closes = False

    def _kind(self, sign: str) -> int:
        if not sign.strip():
            return _BLANK
        if sign in _VALUE:
            return _MARK if self.sign == "_" else _WORD
        return _MARK if unicodedata.category(sign)[0] in "PS" else _WORD

    def takes(self, closing: _Run) -> bool:
        """Tell whether this run can begin what another one ends."""
        if self.sign != closing.sign or (self.is_within and closing.is_within):
            return False
        between = self.text[self.end : closing.start]
        if (self.is_within or closing.is_within) and _BLANKS.search(between):
            return False  # part of a word is emphasised, as in `*L*ong`, and no more
        lengths = self.length, closing.length
        is_odd = sum(lengths) % 3 == 0 and any(length % 3 for length in lengths)
        return not (is_odd and (self.is_both or closing.is_both))


def _signs(runs: list[_Run]) -> Iterator[tuple[int, int, str, bool]]:
    """List the signs that mean something: from where to where, the tag, is it begun."""
    opening: list[_Run] = []
    for run in runs:
        while run.closes and run.start < run.end:
            places = range(len(opening) - 1, -1, -1)
            place = next((at for at in places if opening[at].takes(run)), None)
            if place is None:
                break
            first = opening[place]
            size = min(2, first.end - first.start, run.end - run.start)
            yield first.end - size, first.end, _TAGS[size], True
            yield run.start, run.start + size, _TAGS[size], False
            first.end -= size
            run.start += size
            del opening[place + (first.start < first.end) :]
        if run.opens and run.start < run.end:
            opening.append(run)


def _hide(text: str) -> str:
    return re.sub(r"[*_]", lambda sign: f"\x02{ord(sign[0])}\x03", text)


class Unpacked(Treeprocessor):
    """Puts what was read into the place of the element that held it."""

    def run(self, root: Element) -> None:
        """Change a page."""
        for element in [*root.iter()]:
            children = [*element]
            if any(child.tag == _TEXT for child in children):
                del element[:]
                for child in children:
                    _add(element, child)
        for element in root.iter():
            element.text, element.tail = map(_shown, (element.text, element.tail))


def _add(element: Element, child: Element) -> None:
    if child.tag != _TEXT:
        element.append(child)
        return
    for text, parts in ((child.text, child), (child.tail, ())):
        if len(element):
            element[-1].tail = (element[-1].tail or "") + (text or "")
        else:
            element.text = (element.text or "") + (text or "")
        element.extend(parts)


def _shown(text: str | None) -> str | None:
    # (What is not to be read again stays so.)
    if not text or not _HIDDEN.search(text):
        return text
    return _HIDDEN.sub(lambda sign: chr(int(sign[1])), text)
