"""What a server remembers from one build to the next; MkDocs itself begins anew."""

from __future__ import annotations

from jinja2.bccache import Bucket, BytecodeCache
from material.plugins.search.plugin import SearchIndex
from mkdocs.structure.pages import Page

# By address: what the page was like, and its entries.
_entries: dict[str, tuple[tuple, list[dict]]] = {}


class _Templates(BytecodeCache):
    """Keeps compiled templates."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template's code from memory."""
        if bucket.key in self.code:
            bucket.bytecode_from_string(self.code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Put it there."""
        self.code[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = _Templates()


def remember_entries(index: SearchIndex) -> None:
    """Let the search index read a page again only if the page has changed."""
    read = index.add_entry_from_context

    def add(page: Page) -> None:
        state = (page.title, str(page.meta), page.content)
        before, entries = _entries.get(page.url, (None, []))
        if state == before:
            index.entries += entries
            return
        known = len(index.entries)
        read(page)
        _entries[page.url] = (state, index.entries[known:])

    index.add_entry_from_context = add
