"""What Markdown takes out of a text: the addresses of links, and abbreviations.

No reader sees such a row, so it has to be one that counts for something.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import ReferenceProcessor
from markdown.extensions.abbr import AbbrBlockprocessor, AbbrTreeprocessor
from markdown.treeprocessors import Treeprocessor

# What a paragraph says in whose place nobody would see a row: of an address that no
# link has, of an abbreviation that no text has, of what is defined above already.
UNUSED, UNSEEN, TWICE = "data-unused", "data-unseen", "data-twice"


def register(md: Markdown) -> None:
    """Take the places of those who read such rows."""
    md.references = addresses = _Addresses()
    blocks = md.parser.blockprocessors
    blocks.register(_References(md.parser), "reference", 15)
    if "abbr" in blocks:  # that extension is on
        known = _Abbreviations(md.parser, blocks["abbr"].abbrs)
        blocks.register(known, "abbr", 16)
        md.treeprocessors.register(_Abbreviated(md, known), "abbr", 7)
    md.treeprocessors.register(_Unused(addresses), "unused", 18)  # behind "inline"


class _Addresses(dict):
    """The addresses of links by their names, and for which of them a link has asked."""

    def __init__(self) -> None:
        super().__init__()
        self.unused: dict[str, str] = {}  # the rows, by name

    def __getitem__(self, name: str) -> tuple[str, str | None]:
        self.unused.pop(name, None)
        return super().__getitem__(name)

    def clear(self) -> None:
        """Forget those of another text."""
        super().clear()
        self.unused.clear()


class _References(ReferenceProcessor):
    """Reads one address after the other."""

    def run(self, parent: Element, blocks: list[str]) -> bool:
        found = self.RE.search(blocks[0])
        if not found:
            return False
        block, name = blocks.pop(0), found[1].strip().lower()
        above, below = block[: found.start()], block[found.end() :]
        blocks[:0] = [part.strip("\n") for part in (above, below) if part.strip()]
        addresses, row = self.parser.md.references, " ".join(found[0].split())
        if name in addresses:
            SubElement(parent, "p", {TWICE: row})
        else:
            addresses[name] = found[2].lstrip("<").rstrip(">"), found[5] or found[6]
            addresses.unused[name] = row
        return True


class _Abbreviations(AbbrBlockprocessor):
    """Reads abbreviations, and marks the second of a kind."""

    def __init__(self, parser: BlockParser, abbrs: dict[str, str]) -> None:
        super().__init__(parser, abbrs)
        self.rows: dict[str, str] = {}  # by abbreviation

    def run(self, parent: Element, blocks: list[str]) -> bool:
        found = self.RE.search(blocks[0])
        name = found["abbr"].strip() if found else ""
        row = " ".join(found[0].split()) if found else ""
        if name in self.abbrs:
            SubElement(parent, "p", {TWICE: row})
        is_one = super().run(parent, blocks)
        if is_one and name in self.abbrs:
            self.rows[name] = row
        return is_one


class _Abbreviated(AbbrTreeprocessor):
    """Finds abbreviations in a text, those that end with a sign too: C++.

    Args:
        md: What reads the page.
        known: Those that it has.
    """

    def __init__(self, md: Markdown, known: _Abbreviations) -> None:
        super().__init__(md, known.abbrs)
        self.rows = known.rows

    def run(self, root: Element) -> None:
        names = sorted(self.abbrs, key=len, reverse=True)
        if names:
            anyone = "|".join(map(re.escape, names))
            self.RE = re.compile(rf"(?<!\w)(?:{anyone})(?!\w)")
            self.iter_element(root)
        used = {element.text for element in root.iter("abbr")}
        for name, row in self.rows.items():
            if name not in used:
                SubElement(root, "p", {UNSEEN: row})
        self.rows.clear()


class _Unused(Treeprocessor):
    """Marks the addresses that no link has taken."""

    def __init__(self, addresses: _Addresses) -> None:
        super().__init__()
        self.addresses = addresses

    def run(self, root: Element) -> None:
        for row in self.addresses.unused.values():
            SubElement(root, "p", {UNUSED: row})
