"""What Markdown takes out of a text: the addresses of links, and abbreviations.

No reader sees such a row, so it has to be one that counts for something.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import ReferenceProcessor
from markdown.extensions.abbr import AbbrBlockprocessor
from markdown.treeprocessors import Treeprocessor

# What a paragraph says in whose place nobody would see a row: of an address that no
# link has, and of what is defined above already.
UNUSED, TWICE = "data-unused", "data-twice"


def register(md: Markdown) -> None:
    """Take the places of those who read such rows."""
    md.references = addresses = _Addresses()
    blocks = md.parser.blockprocessors
    blocks.register(_References(md.parser), "reference", 15)
    if "abbr" in blocks:  # that extension is on
        blocks.register(_Abbreviations(md.parser, blocks["abbr"].abbrs), "abbr", 16)
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

    def run(self, parent: Element, blocks: list[str]) -> bool:
        found = self.RE.search(blocks[0])
        if found and found["abbr"].strip() in self.abbrs:
            SubElement(parent, "p", {TWICE: " ".join(found[0].split())})
        return super().run(parent, blocks)


class _Unused(Treeprocessor):
    """Marks the addresses that no link has taken."""

    def __init__(self, addresses: _Addresses) -> None:
        super().__init__()
        self.addresses = addresses

    def run(self, root: Element) -> None:
        for row in self.addresses.unused.values():
            SubElement(root, "p", {UNUSED: row})
