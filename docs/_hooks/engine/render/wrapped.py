"""Rows of a text that begin with a sign by chance, as an editor has wrapped them.

In "the loss is > 0.5" the sign may be the first of its row: Markdown would make a
quotation of what follows, and the sign would be gone.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor

from engine.tokens import TOKEN

WRAPPED = "data-wrapped"
# Greater than a number, a formula, code or a value; or a number's sign.
_SIGN = re.compile(rf" {{0,3}}(?:>=?[ \t]*[-+]?(?:[\d.$`]|{TOKEN.pattern})|#[ \t]+\d)")


def register(md: Markdown, begins: re.Pattern[str]) -> None:
    """Mark such rows, before something is made of them.

    Args:
        md: The reader of Markdown.
        begins: What begins something else than a text.
    """
    md.parser.blockprocessors.register(_Wrapped(md, begins), "wrapped", 72)


class _Wrapped(BlockProcessor):
    def __init__(self, md: Markdown, begins: re.Pattern[str]) -> None:
        super().__init__(md.parser)
        self.begins = begins

    def test(self, parent: Element, block: str) -> bool:
        return bool(self._at(block))

    def run(self, parent: Element, blocks: list[str]) -> None:
        rows = blocks.pop(0).split("\n")
        at = self._at("\n".join(rows))
        text = "\n".join(rows[:at])
        SubElement(parent, "p", {WRAPPED: rows[at].strip()}).text = text
        blocks.insert(0, "\n".join(rows[at:]))

    def _at(self, block: str) -> int:
        """Find the row, from 0, that goes on with those above; 0 if there is none."""
        for at, row in enumerate(block.split("\n")):
            if at and _SIGN.match(row):
                return at
            if self.begins.match(row) or not row.strip():
                return 0
        return 0
