"""What MkDocs and its plugins make anew in every build, remembered for them."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader
from jinja2.bccache import Bucket
from mkdocs.theme import Theme
from nbconvert.exporters import templateexporter

from engine.cache import environment, storage

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


class _Seen(FileSystemLoader):
    """Lists no files in hidden folders, which MkDocs would leave out one by one."""

    def list_templates(self) -> list[str]:
        found = set()
        for place in self.searchpath:
            for folder, inner, names in os.walk(place, followlinks=self.followlinks):
                inner[:] = [name for name in inner if not name.startswith(".")]
                within = Path(folder).relative_to(place)
                found |= {(within / name).as_posix() for name in names}
        return sorted(found)


def hasten(theme: Theme) -> None:
    """Let a theme keep its compiled templates, and list no hidden files.

    Material has ten thousand icons in a hidden folder.
    """
    by_mkdocs = theme.get_env

    def get_env() -> Environment:
        env = by_mkdocs()
        env.loader = _Seen(env.loader.searchpath)
        env.bytecode_cache = templates()
        return env

    theme.get_env = get_env
