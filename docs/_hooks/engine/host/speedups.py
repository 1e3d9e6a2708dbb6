"""What MkDocs and its plugins make anew in every build, remembered for them."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from material.plugins.search.plugin import SearchIndex
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc
from nbconvert.exporters import templateexporter

from engine.cache import environment, storage
from engine.cache.memo import Memo
from engine.render import labs

# Beside the packages, because it is code: whoever can write there needs no templates.
COMPILED = Path(sys.prefix, "var", "cache", "templates")


class _Templates(FileSystemBytecodeCache):
    """Keeps compiled templates, if it can; what can't be read is compiled again."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # whatever a damaged file makes of `pickle`
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):  # no room, no right, or no folder any more
            super().dump_bytecode(bucket)


@cache
def templates() -> FileSystemBytecodeCache:
    """Keep compiled templates, for as long as no package changes."""
    versions = json.dumps([environment.machine(), environment.packages()])
    folder = COMPILED / storage.digest(versions)[:16]
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return _Templates(str(folder))


def remember_nbconverts_templates() -> None:
    """Let nbconvert keep its compiled templates too, which it offers no setting for."""
    kept = partial(Environment, bytecode_cache=templates())
    templateexporter.Environment = kept


def remember_entries(index: SearchIndex, memo: Memo) -> None:
    """Let the search index read a page only if the page has changed."""
    read = index.add_entry_from_context

    def add(page: Page) -> None:
        known = index.entries

        def make() -> list[dict]:
            index.entries = []
            read(page)
            return index.entries

        state = [page.url, page.title, str(page.meta), str(page.toc), page.content]
        made = memo.get(["search", *state], make)
        index.entries = known + made

    index.add_entry_from_context = add


def remember_notebook(page: Page, settings: str, memo: Memo) -> None:
    """Let mkdocs-jupyter render a notebook only if that has changed.

    Args:
        page: The page, for which mkdocs-jupyter has announced its own way to render.
        settings: Those of mkdocs-jupyter.
        memo: Knows what was rendered before.
    """
    render = page.render

    def remembered(config: MkDocsConfig, files: Files) -> None:
        def make() -> list:
            render(config, files)
            tokens = [_token(item) for item in page.toc]
            return [labs.tidy(page.content), tokens, page.title]

        text = Path(page.file.abs_src_path).read_text(encoding="utf-8")
        page.content, tokens, page.title = memo.get(["lab", settings, text], make)
        page.toc = get_toc(tokens)

    page.render = remembered


def _token(item: AnchorLink) -> dict:
    children = [_token(child) for child in item.children]
    return {
        "name": item.title,
        "id": item.id,
        "level": item.level,
        "children": children,
    }
