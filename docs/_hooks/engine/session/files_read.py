"""Which files a page reads, looks at, lists or writes: noticed, not declared."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import wraps
from importlib.util import source_from_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

READ, LISTED, WRITTEN = "r", "l", "w"
LOOKED_AT_BY = "stat", "lstat", "access", "readlink"

# What belongs to the machine: its versions are known otherwise, or it is no content.
_SYSTEMS = "/bin", "/dev", "/etc", "/lib", "/opt", "/proc", "/sys", "/usr", "/nix"


class Reads:
    """Notices which files are read, by Python and by what is written in it.

    Copies of the process, which run seeds, take their notes on the same list.
    """

    def __init__(self, root: Path) -> None:
        folders = {str(root), str(root.resolve())}  # how the project may be called
        self.begins = tuple(os.path.join(folder, "") for folder in folders)
        self.imported = {*sys.modules}  # before the page's code: nothing of its own
        self.sought: set[str] = set()  # modules that were asked for, found or not
        self.notes = tempfile.TemporaryFile(mode="ab+", buffering=0)  # noqa: SIM115
        own = sys.prefix, sys.base_prefix, sys.exec_prefix, tempfile.gettempdir()
        places = {*_SYSTEMS, *own, *map(os.path.realpath, own)}
        self.systems = tuple(os.path.join(place, "") for place in places)

    def begin(self) -> None:
        """Take notes from now on."""
        sys.addaudithook(self.notice)
        sys.meta_path.insert(0, _Imports(self))
        for name in LOOKED_AT_BY:
            setattr(os, name, self._noticed(getattr(os, name)))

    def _noticed(self, look: Callable) -> Callable:
        """Take notes of a function of `os`, of which no audit hook is told."""

        @wraps(look)
        def noticed(path: str, *args: object, **kwargs: object) -> object:
            self.note(READ, path)
            return look(path, *args, **kwargs)

        for able in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
            if look in able:
                able.add(noticed)
        return noticed

    def notice(self, event: str, arguments: tuple) -> None:
        """Take a note, as a hook of `sys.addaudithook`."""
        if event == "open":
            for use in _uses(*arguments[1:]):
                self.note(use, arguments[0])
        elif event == "sqlite3.connect":
            self.note(READ, _database(arguments[0]))
        elif event in ("os.listdir", "os.scandir") and not _looks_for_code():
            self.note(LISTED, "." if arguments[0] is None else arguments[0])

    def note(self, use: str, name: object) -> None:
        """Note the use of a file, or of what has the name of one."""
        if isinstance(name, str | bytes | os.PathLike):
            path = os.path.abspath(os.fsdecode(name))
            if path.startswith(self.begins) or not path.startswith(self.systems):
                self.notes.write(os.fsencode(use + path) + b"\0")

    def list(self) -> list[str]:
        """List what was read, as seen from the root and by the names that were used.

        The name of a folder, of which the list of files was read, ends with a slash. A
        file that was asked for may not exist. What the page itself has written, before
        it read that, is none.
        """
        new = sys.modules.keys() - self.imported
        modules = (getattr(sys.modules[name], "__file__", None) for name in new)
        first = {_source(path): READ for path in modules if path}
        noted = self._noted()
        for use, path in ((use, path) for use, path in noted if use != LISTED):
            first.setdefault(_source(path), use)
        read = [path for path, use in first.items() if use == READ]
        files = {self._named(path) for path in read if not self._is_certain(path)}
        listed = {self._named(path) for use, path in noted if use == LISTED}
        folders = {f"{name}/" for name in listed - {""}}
        return sorted((files | folders) - {""})

    def written(self) -> list[str]:
        """List what was written of the project, as seen from the root."""
        paths = {path for use, path in self._noted() if use == WRITTEN}
        inside = {path for path in paths if path.startswith(self.begins)}
        return sorted({self._named(path) for path in inside} - {""})

    def _noted(self) -> list[tuple[str, str]]:
        self.notes.seek(0)
        notes = os.fsdecode(self.notes.read()).split("\0")[:-1]
        return [(note[0], note[1:]) for note in notes]

    def _is_certain(self, path: str) -> bool:
        """Tell whether it is a folder outside of the project, or that itself."""
        return os.path.isdir(path) and not path.startswith(self.begins)

    def _named(self, path: str) -> str:
        """Name a file as seen from the root; not what is hidden or the system's."""
        begin = next(filter(path.startswith, self.begins), None)
        if path.startswith(tuple(p for p in self.systems if not begin or begin in p)):
            return ""
        inside = path.removeprefix(begin or "")
        parts = inside.split(os.sep)
        if any(p.startswith((".", "<")) or p == "__pycache__" for p in parts):
            return ""
        if "\n" in inside:  # IPython asks of any Markdown whether it is a file
            return ""
        if begin and parts[0] in ("node_modules", "site"):
            return ""
        return inside.replace(os.sep, "/")


class _Imports:
    """Notes where imports look: what appears there would be found from then on."""

    def __init__(self, reads: Reads) -> None:
        self.reads = reads

    def find_spec(
        self, name: str, path: Iterable[str] | None = None, _: object = None
    ) -> None:
        """Find nothing, as the first that is asked; note the files of the project."""
        self.reads.sought.add(name.partition(".")[0])
        last = name.rpartition(".")[2]
        for place in sys.path if path is None else path:
            folder = os.path.join(os.path.abspath(place), "")
            if folder.startswith(self.reads.begins):
                for file in (f"{last}.py", os.path.join(last, "__init__.py")):
                    self.reads.note(READ, folder + file)


def _uses(mode: str | None, flags: int) -> list[str]:
    """Say whether a file is opened to be read, to be written, or both.

    Examples:
        >>> _uses("rb", 0), _uses("w+", 0), _uses("a+", 0), _uses(None, os.O_WRONLY)
        (['r'], ['w'], ['r', 'w'], ['w'])
    """
    if mode is None:  # of `os.open`
        way = flags & (os.O_RDONLY | os.O_WRONLY | os.O_RDWR)
        reads, writes = way != os.O_WRONLY, way != os.O_RDONLY
    else:
        reads = "r" in mode or ("a" in mode and "+" in mode)
        writes = bool({*"wax+"} & {*mode})
    return [READ] * reads + [WRITTEN] * writes


def _looks_for_code() -> bool:
    """Tell whether an import, or pytest, looks around; what counts is opened then."""
    caller = sys._getframe(2).f_code.co_filename  # below the hook
    is_pytest = f"{os.sep}_pytest{os.sep}" in caller
    return is_pytest or caller == "<frozen importlib._bootstrap_external>"


def _database(name: object) -> object:
    """Name the file of a database, which may be given as an address.

    Examples:
        >>> _database("file:data/a%20b.db?mode=ro"), _database("a.db")
        ('data/a b.db', 'a.db')
    """
    if isinstance(name, str) and name.startswith("file:"):
        return unquote(urlsplit(name).path)
    return name


def _source(path: str) -> str:
    """Name the file of which a file of bytecode was made; others are their own."""
    try:
        return source_from_cache(path)
    except ValueError:
        return path
