"""Watches what a page does: each use of a file is noted, whoever opens it."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from importlib.machinery import SourceFileLoader
from urllib.parse import unquote, urlsplit

from engine.session.files import (
    all_below,
    is_folder,
    is_there,
    names_in,
    readlink,
    whole,
)
from engine.session.files_read import (
    LISTED,
    LOOKED,
    PLACE,
    READ,
    VARIABLE,
    WRITTEN,
    Reads,
)
from engine.session.imports import Imports

LOOKED_AT_BY = "stat", "lstat", "access", "readlink"
# Events of `sys.audit` by which names appear or go: places of each name among their
# arguments, and of the folder as seen from which it is one.
_NAMING = {
    "os.rename": ((0, 2), (1, 3)),
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.mkdir": ((0, 2),),
    "os.link": ((1, 3),),
    "os.symlink": ((1, 2),),
}
_PROGRAMS = "subprocess.Popen", "os.system", "os.forkpty", "os.posix_spawn"
_SQLITE_OK, _SQLITE_ATTACH = 0, 24
_COPYING = {"os.rename": (0, 2), "os.link": (0, 2)}  # the name of what gets another

_path_stats = SourceFileLoader.path_stats  # as it is before a session wraps it


class Watch:
    """Takes notes for `reads` of what Python is asked to do, by itself or by C."""

    def __init__(self, reads: Reads) -> None:
        self.reads = reads

    def begin(self) -> None:
        """Take notes from now on."""
        sys.addaudithook(self.notice)
        importlib.invalidate_caches()  # what is known of folders may be old
        SourceFileLoader.path_stats = self._path_stats_of_installed()
        sys.meta_path.insert(0, Imports(self.reads))
        for name in LOOKED_AT_BY:
            look = self._noticed(getattr(os, name), self._note_a_look)
            setattr(os, name, look)
        os.open = self._noticed(os.open, self._note_an_opening)
        with suppress(ImportError):  # where Python was built without it
            import sqlite3

            connect = self._watched(sqlite3.connect)
            sqlite3.connect = sqlite3.dbapi2.connect = connect
        for name in ("getcwd", "getcwdb"):
            setattr(os, name, self._noticed(getattr(os, name), self._note_the_place))
        variables = type(os.environ)
        for name in ("__getitem__", "__iter__", "__len__", "__repr__"):
            ask = self._noticed(getattr(variables, name), self._note_a_variable)
            setattr(variables, name, ask)

    def _path_stats_of_installed(self) -> Callable:
        """Let only what is installed be loaded from bytecode.

        That counts as made of its source by date and size, which say little of a file
        that somebody edits.
        """

        def path_stats(loader: SourceFileLoader, path: str) -> dict:
            if self.reads.is_systems(whole(path)):
                return _path_stats(loader, path)
            raise OSError  # by which a loader says that it has no bytecode

        return path_stats

    def _noticed(self, look: Callable, note: Callable) -> Callable:
        """Take notes of a function of `os`, of which no audit hook is told enough."""

        @wraps(look)
        def noticed(*args: object, **kwargs: object) -> object:
            note(*args, **kwargs)
            return look(*args, **kwargs)

        for able in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
            if look in able:
                able.add(noticed)
        return noticed

    def _watched(self, connect: Callable) -> Callable:
        """Take notes of the databases that a connection is told to attach."""

        @wraps(connect)
        def watched(*args: object, **kwargs: object) -> object:
            connection = connect(*args, **kwargs)
            connection.set_authorizer(self._note_another_database)
            return connection

        return watched

    def _note_a_look(
        self, path: object, *_: object, dir_fd: int | None = None, **__: object
    ) -> None:
        # pytest looks at whatever lies beside a module.
        if not isinstance(path, int) and _asker() != "_pytest":
            self.reads.note(LOOKED, _within(path, dir_fd))

    def _note_the_place(self) -> None:
        # (IPython wants it for itself, or shows it.)
        if _asker() not in ("engine", "IPython", "_pytest"):
            self.reads.seek(PLACE)

    def _note_a_variable(self, _: object, name: str | bytes = "") -> None:
        self.reads.seek(VARIABLE + os.fsdecode(name))

    def _note_an_opening(
        self, path: object, flags: int, *_: object, dir_fd: int | None = None
    ) -> None:
        if dir_fd is not None:
            self.notice("open", (_within(path, dir_fd), None, flags))

    def notice(self, event: str, arguments: tuple) -> None:
        """Take a note, as a hook of `sys.addaudithook`."""
        if event == "open":
            if not isinstance(arguments[0], int):  # which somebody has opened
                self._note_uses(*arguments)
        elif event == "sqlite3.connect":
            self._note_database(arguments[0])
        elif event in ("os.listdir", "os.scandir"):
            self._note_listing(event, arguments[0])
        elif event == "os.truncate":
            self._note_uses(_within(arguments[0]), "r+", 0)
        elif event in _NAMING:
            self._note_names(event, arguments)
        elif event in _PROGRAMS:
            self.reads.seek(VARIABLE)  # they get all of them

    def _note_database(self, name: object) -> None:
        if name := _database(name):
            self.reads.note(READ if is_there(name) else WRITTEN, name)

    def _note_another_database(self, action: int, name: str | None, *_: object) -> int:
        if action == _SQLITE_ATTACH:
            self._note_database(name)
        return _SQLITE_OK

    def _note_uses(self, name: object, mode: str | None, flags: int) -> None:
        reads, writes = _uses(mode, flags)
        if reads and not (writes and not is_there(name)):
            self.reads.note(LOOKED if is_folder(name) else READ, name)
        if writes:
            self.reads.note(WRITTEN, name)

    def _note_listing(self, event: str, name: object) -> None:
        caller = sys._getframe(2)  # below the hook
        module = caller.f_globals.get("__name__", "").partition(".")[0]
        # Imports, and pytest, look around, and what counts is opened then; who removes
        # a folder wants to know nothing of it.
        if module in ("importlib", "_frozen_importlib_external", "_pytest", "engine"):
            return
        if module == "shutil" and "rmtree" in caller.f_code.co_name:
            return
        folder = _within("." if name is None else name)
        self.reads.note(LISTED, folder)
        if event == "os.scandir" and module not in sys.stdlib_module_names:
            # What it returns can be asked for more than names.
            for one in names_in(folder):
                self.reads.note(LOOKED, os.path.join(os.fsdecode(folder), one))

    def _note_names(self, event: str, arguments: tuple) -> None:
        names = [_within(*(arguments[at] for at in one)) for one in _NAMING[event]]
        if event == "os.mkdir" and is_there(names[0]):
            return
        moved = [""]
        if event in _COPYING:
            source = _within(*(arguments[at] for at in _COPYING[event]))
            moved = [*all_below(source)]
            for below in moved:
                self.reads.note(
                    READ, os.path.join(os.fsdecode(source), below).rstrip("/")
                )
        for name in names:
            for below in moved:
                path = os.path.join(os.fsdecode(name), below)
                self.reads.note(WRITTEN, path.rstrip("/"), follows=False)


def _uses(mode: str | None, flags: int) -> tuple[bool, bool]:
    """Say whether a file is opened to be read, what it has said among that; to write.

    Examples:
        >>> _uses("rb", 0), _uses("w+", 0), _uses("a", 0), _uses(None, os.O_WRONLY)
        ((True, False), (False, True), (True, True), (True, True))
    """
    if mode is None:  # of `os.open`
        writes = bool(flags & (os.O_WRONLY | os.O_RDWR))
        return not flags & os.O_TRUNC, writes
    return bool({*"ra"} & {*mode}), bool({*"wax+"} & {*mode})


def _within(name: object, folder: int | None = None) -> object:
    """Name a file that is open already, or that is seen from an open folder."""
    if isinstance(name, int):
        return _path_of(name)
    if folder is None or folder < 0 or not isinstance(name, str | bytes | os.PathLike):
        return name
    return os.path.join(_path_of(folder), os.fsdecode(name))


def _asker() -> str:
    """Name the package that asks, perhaps by way of Python's own."""
    frame, name = sys._getframe(1), __name__
    while frame and (name == __name__ or name.split(".")[0] in sys.stdlib_module_names):
        frame = frame.f_back
        name = str(frame and frame.f_globals.get("__name__"))
    return name.split(".")[0]


def _path_of(descriptor: int) -> str:
    try:
        return readlink(f"/proc/self/fd/{descriptor}")
    except OSError:  # where the system doesn't tell
        return "."


def _database(name: object) -> object:
    """Name the file of a database, which may be given as an address.

    Examples:
        >>> _database("file:data/a%20b.db?mode=ro"), _database("a.db")
        ('data/a b.db', 'a.db')
        >>> _database(":memory:"), _database("file::memory:?cache=shared")
        ('', '')
    """
    if isinstance(name, str) and name.startswith("file:"):
        name = unquote(urlsplit(name).path)
    return "" if name == ":memory:" else name
