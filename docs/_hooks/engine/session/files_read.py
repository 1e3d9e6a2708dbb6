"""Which files of the project a page reads: noticed, not declared."""

from __future__ import annotations

import os
import sys
import tempfile
from importlib.util import source_from_cache
from pathlib import Path


class Reads:
    """Notices which files of the project are read, or imported.

    Copies of the process, which run seeds, take their notes on the same list.
    """

    def __init__(self, root: Path) -> None:
        folders = {str(root), str(root.resolve())}  # how the project may be called
        self.begins = tuple(os.path.join(folder, "") for folder in folders)
        self.imported = {*sys.modules}  # before the page's code: nothing of its own
        self.notes = tempfile.TemporaryFile(mode="ab+", buffering=0)  # noqa: SIM115

    def notice(self, event: str, arguments: tuple) -> None:
        """Take a note, as a hook of `sys.addaudithook`."""
        if event not in ("open", "sqlite3.connect"):
            return
        name, mode = arguments[0], (*arguments, None)[1] or "r"
        is_read = "r" in mode or "a+" in mode.replace("b", "")
        if isinstance(name, str | bytes) and is_read:
            path = os.path.abspath(os.fsdecode(name))
            if path.startswith(self.begins):
                self.notes.write(os.fsencode(path) + b"\0")

    def list(self) -> list[str]:
        """List the files, as seen from the root, under the names that were used."""
        self.notes.seek(0)
        opened = os.fsdecode(self.notes.read()).split("\0")
        new = sys.modules.keys() - self.imported
        modules = (getattr(sys.modules[name], "__file__", None) for name in new)
        paths = {_source(path) for path in {*opened, *modules} if path}
        return sorted({inside for path in paths if (inside := self._inside(path))})

    def _inside(self, path: str) -> str:
        """Name a file as seen from the root; not what is hidden, made or foreign."""
        begin = next(filter(path.startswith, self.begins), None)
        if not begin or not os.path.isfile(path):
            return ""
        parts = path.removeprefix(begin).split(os.sep)
        hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
        return "" if hidden or parts[0] in ("node_modules", "site") else "/".join(parts)


def _source(path: str) -> str:
    """Name the file of which a file of bytecode was made; others are their own."""
    try:
        return source_from_cache(path)
    except ValueError:
        return path
