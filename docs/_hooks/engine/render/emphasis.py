"""Emphasis, which begins or ends with a word: the stars of `2*3*4` are a product's."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import Delimiter, DelimiterProcessor

# What may stand before a product's sign, and behind it; code and formulas are hidden.
_BEFORE = re.compile(r"[\w)\]\x03]\**$")
_BEHIND = re.compile(r"\**[\w(\[\x02]")


class Emphasis(DelimiterProcessor):
    """Reads `*` and `_` as CommonMark does, but for those within words at both ends."""

    def __init__(self, md: Markdown) -> None:
        super().__init__("*", "strong,em", md)
        self.add("_", "strong,em", smart=True)
        self._text = ""

    def handleMatch(  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Read what begins at a sign."""
        self._text = data
        return super().handleMatch(m, data)

    def add_region(
        self, delim: Delimiter, a: int, b: int, c: int, d: int, size: int
    ) -> None:
        """Note what stands between two pairs of places, unless that is a product."""
        if not (self._is_within(a, b) and self._is_within(c, d)):
            super().add_region(delim, a, b, c, d, size)

    def _is_within(self, start: int, end: int) -> bool:
        before, behind = self._text[max(0, start - 4) : start], self._text[end:]
        return bool(_BEFORE.search(before) and _BEHIND.match(behind))
