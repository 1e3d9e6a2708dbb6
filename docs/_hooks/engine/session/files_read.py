"""Which files of the project a page reads: noticed, not declared."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import source_from_cache
from pathlib import Path
from types import ModuleType


class Reads:
    """Notices which files of the project are read, or imported.

    Copies of the process, which run seeds, take their notes on the same list.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.begins = str(root), str(self.root)  # how its files may be called
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
        """List the files, as seen from the root."""
        self.notes.seek(0)
        opened = os.fsdecode(self.notes.read()).split("\0")
        modules = (getattr(m, "__file__", None) for m in _imported())
        found = {p for p in {*opened, *modules} if p and p.startswith(self.begins)}
        paths = {Path(_source(path)).resolve() for path in found}
        inside = [p.relative_to(self.root) for p in paths if self._is_ours(p)]
        return sorted(path.as_posix() for path in inside)

    def _is_ours(self, path: Path) -> bool:
        if not path.is_relative_to(self.root) or not path.is_file():
            return False
        parts = path.relative_to(self.root).parts
        hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
        return not hidden and parts[0] not in ("node_modules", "site")


def _imported() -> Iterator[ModuleType]:
    """List all modules but our own, which count for every page."""
    own = __package__.partition(".")[0]
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] != own:
            yield module


def _source(path: str) -> str:
    """Name the file of which a file of bytecode was made; others are their own."""
    try:
        return source_from_cache(path)
    except ValueError:
        return path
