"""Reads the elements of HTML, and knows which of them are open."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"}
EMPTY |= {"param", "source", "track", "wbr"}


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
        if tag not in EMPTY:
            known = {name: value or "" for name, value in attributes}
            self.open.append((tag, self.is_special(tag, known)))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and what is open in it."""
        tags = [name for name, _ in self.open]
        if tag in tags:
            del self.open[len(tags) - 1 - tags[::-1].index(tag) :]
