"""Which files a page reads, looks at, lists or writes: noticed, not declared."""

from __future__ import annotations

import importlib
import os
import re
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache, wraps
from importlib.machinery import (
    BYTECODE_SUFFIXES,
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    SourceFileLoader,
)
from itertools import takewhile
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlsplit

READ, LOOKED, LISTED, WRITTEN, SOUGHT = "r", "s", "l", "w", "m"
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

MOST_BYTES_OF_NAME = 4096  # of Linux; other systems allow less

# What pages ask for that is no file, besides modules.
INSTALLED = "what is installed"
# In the place of a folder's file: what says of packages that they are in that folder.
INFOS = "*-info"
VARIABLE = "$"  # of the environment, before its name; alone it means all of them
PLACE = "the project's place"

# What belongs to the machine: its versions are known otherwise, or it is no content.
_SYSTEMS = "/bin", "/dev", "/etc", "/lib", "/nix", "/proc", "/sys", "/usr"
# Where Linux leads from there to what a process has: its folder, files it has opened.
_OF_PROCESS = re.compile(
    r"/(?:proc/[^/]+(?:/task/\d+)?/(?:cwd|root|fd/\d+)|dev/fd/\d+)(?=/|$)"
)

# Among the modules, which stand in the order of their imports: here the page begins.
_BEGIN = "engine.session.begin"

# As they are before a session wraps them.
_stat, _lstat, _readlink, _getcwd = os.stat, os.lstat, os.readlink, os.getcwd
_path_stats = SourceFileLoader.path_stats

# How files of modules end, in the order in which Python looks for them.
_ENDINGS = *EXTENSION_SUFFIXES, *SOURCE_SUFFIXES, *BYTECODE_SUFFIXES


@cache
def loaded_before() -> frozenset[str]:
    """List packages that are loaded: once, in the warm process, if there is one.

    (To look at all names of modules writes into their memory, which copies of a
    process share only until then.)
    """
    return frozenset(name.partition(".")[0] for name in [*sys.modules])


def traits(path: str) -> str:
    """Say what a file is: a link to where, a folder, one that can be run.

    Raises:
        OSError: If there is none whose content one could read.
    """
    link = _readlink(path) if stat.S_ISLNK(_lstat(path).st_mode) else ""
    try:
        mode = _stat(path).st_mode
    except FileNotFoundError:
        if link:
            return link
        raise
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise FileNotFoundError  # nor is it a pipe, which one could wait for
    return f"{link}\n{stat.S_IFMT(mode):o} {stat.S_IMODE(mode):o}"


def listing(folder: str) -> str:
    """List the names in a folder, or some, and which of them are folders.

    Raises:
        OSError: If it can't be read.
    """
    above, _, last = folder.rstrip("/").rpartition("/")
    end = INFOS.lstrip("*") if last == INFOS else ""
    with os.scandir((above or "/") if end else folder) as found:
        inside = [one for one in found if one.name.endswith(end)]  # (no name has a /)
        names = (f"{one.name}/" if one.is_dir() else one.name for one in inside)
        return "".join(f"{name}/" for name in sorted(names))


def state(path: str) -> str:
    """Say what is at a place, without reading it: it is the same while this is.

    Args:
        path: A file; the name of a folder whose list is meant ends with a slash.
    """
    try:
        if path.endswith("/"):
            return f"/{listing(path)}"
        kind, found = traits(path), _lstat(path)
        if stat.S_ISLNK(found.st_mode) and _mode(path):
            found = _stat(path)
    except (OSError, ValueError):
        return ""
    if not stat.S_ISREG(found.st_mode):
        return kind
    return f"{kind} {found.st_mtime_ns} {found.st_size} {found.st_ino}"


class Reads:
    """Notices which files are read, by Python and by what is written in it.

    Copies of the process, which run seeds, take their notes on the same list.
    """

    def __init__(self, root: Path) -> None:
        # How the project may be called.
        self.begins = _as_begins(str(root), str(root.resolve()))
        # What is imported before the page's code is nothing of its own.
        self.before = loaded_before()
        sys.modules[_BEGIN] = ModuleType(_BEGIN)
        self.sought: set[str] = set()  # by this process
        self.notes = tempfile.TemporaryFile(mode="ab+", buffering=0)  # noqa: SIM115
        own = [sys.prefix, sys.base_prefix, sys.exec_prefix, tempfile.gettempdir()]
        own += [place for place in sys.path if place.endswith("-packages")]
        systems = _as_begins(*_SYSTEMS, *own, *map(os.path.realpath, own))
        place = tempfile.gettempdir()
        self.temporary = _as_begins(place, os.path.realpath(place))
        # Of the project, only those that lie in it.
        self.systems = {
            begin: tuple(place for place in systems if begin in place)
            for begin in ("", *self.begins)
        }

    def is_systems(self, path: str) -> bool:
        """Tell whether a file belongs to the machine, or is a temporary one."""
        begin = next(filter(path.startswith, self.begins), "")
        return path.startswith(self.systems[begin])

    def begin(self) -> None:
        """Take notes from now on."""
        sys.addaudithook(self.notice)
        importlib.invalidate_caches()  # what is known of folders may be old
        SourceFileLoader.path_stats = self._path_stats_of_installed()
        sys.meta_path.insert(0, _Imports(self))
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
            if self.is_systems(_whole(path)):
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
            self.note(LOOKED, _within(path, dir_fd))

    def _note_the_place(self) -> None:
        # (IPython wants it for itself, or shows it.)
        if _asker() not in ("engine", "IPython", "_pytest"):
            self.seek(PLACE)

    def _note_a_variable(self, _: object, name: str | bytes = "") -> None:
        self.seek(VARIABLE + os.fsdecode(name))

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
            self.seek(VARIABLE)  # they get all of them

    def _note_database(self, name: object) -> None:
        if name := _database(name):
            self.note(READ if _is_there(name) else WRITTEN, name)

    def _note_another_database(self, action: int, name: str | None, *_: object) -> int:
        if action == _SQLITE_ATTACH:
            self._note_database(name)
        return _SQLITE_OK

    def _note_uses(self, name: object, mode: str | None, flags: int) -> None:
        reads, writes = _uses(mode, flags)
        if reads and not (writes and not _is_there(name)):
            self.note(LOOKED if _is_folder(name) else READ, name)
        if writes:
            self.note(WRITTEN, name)

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
        self.note(LISTED, folder)
        if event == "os.scandir" and module not in sys.stdlib_module_names:
            # What it returns can be asked for more than names.
            for one in _names(folder):
                self.note(LOOKED, os.path.join(os.fsdecode(folder), one))

    def _note_names(self, event: str, arguments: tuple) -> None:
        names = [_within(*(arguments[at] for at in one)) for one in _NAMING[event]]
        if event == "os.mkdir" and _is_there(names[0]):
            return
        moved = [""]
        if event in _COPYING:
            source = _within(*(arguments[at] for at in _COPYING[event]))
            moved = [*_below(source)]
            for below in moved:
                self.note(READ, os.path.join(os.fsdecode(source), below).rstrip("/"))
        for name in names:
            for below in moved:
                path = os.path.join(os.fsdecode(name), below)
                self.note(WRITTEN, path.rstrip("/"), follows=False)

    def seek(self, name: str) -> None:
        """Note what is asked for that is no file: a module, found or not; a setting."""
        if name not in self.sought:
            self.sought.add(name)
            self._write(SOUGHT, name, "")

    def note(self, use: str, name: object, *, follows: bool = True) -> None:
        """Note the use of a file, or of what has the name of one.

        Args:
            use: What is done with it.
            name: How it is called.
            follows: Whether, if that is a link, what it leads to is used.
        """
        if isinstance(name, str | bytes | os.PathLike):
            path = _followed(self._without_ups(os.fsdecode(name)))
            path = self._as_known(path, follows=follows)
            if not self.is_systems(path):
                self._write(use, path, "" if use == WRITTEN else state(_key(use, path)))

    def _as_known(self, path: str, *, follows: bool) -> str:
        """Name a file of the project in one way only, also where a page's links lead.

        (Other links may lead elsewhere one day, so their names count as they are.)
        """
        if path.startswith(self.temporary) and not path.startswith(self.begins):
            folder, name = os.path.split(path)
            path = _led_to(path) if follows else os.path.join(_led_to(folder), name)
        begin = next(filter(path.startswith, self.begins), "")
        return self.begins[0] + path.removeprefix(begin) if begin else path

    def _write(self, use: str, name: str, found: str) -> None:
        if "\0" in name:  # which nothing can be called
            return
        with suppress(OSError):  # of a copy that has closed all, and becomes a program
            self.notes.write(os.fsencode(f"{use}{name}\0{found}\0"))

    def _without_ups(self, name: str) -> str:
        """Name a file without `..`, which goes up from where a link leads."""
        path = _whole(name)
        while os.pardir in (parts := path.split(os.sep)):
            at = parts.index(os.pardir)
            folder = os.path.normpath(os.sep.join(parts[:at]) or os.sep)
            self.note(LOOKED, folder)
            if os.path.islink(folder):
                folder = os.path.realpath(folder)
            path = os.path.join(os.path.dirname(folder), *parts[at + 1 :])
        return os.path.normpath(path)

    def list(self) -> dict[str, str]:
        """List what was read, by the names that were used, and what it was then.

        Names are as seen from the root; that of a folder, of which the list of files
        was read, ends with a slash. A file that was asked for may not exist. What the
        page itself has written, before it read that, is none. What was not always the
        same has no state that a file could have.
        """
        own: set[str] = set()
        seen: dict[str, dict[str, set[str]]] = {READ: {}, LOOKED: {}}
        for use, path, was in self._noted():
            if use == SOUGHT:
                continue
            if use == WRITTEN and path not in seen[READ]:
                own.add(path)
            elif use != WRITTEN and path not in own:
                kind = LOOKED if use == LOOKED else READ
                seen[kind].setdefault(_key(use, path), set()).add(was)
        # (Libraries look whether there is a file before they write it.)
        found = {k: v for k, v in seen[LOOKED].items() if k not in own}
        for path, was in seen[READ].items():
            found[path] = was | found.get(path, set())
        for name in self._imported():
            path = getattr(sys.modules[name], "__file__", None) or ""
            if path and path not in own:
                found.setdefault(path, {state(path)})
        states = {
            self._named(path): was.pop() if len(was) == 1 else "?"
            for path, was in found.items()
            if not self._is_certain(path)
        }
        states.pop("", None)
        return dict(sorted(states.items()))

    def written(self) -> list[str]:
        """List the files that were written or removed, as seen from the root."""
        paths = {path for use, path, _ in self._noted() if use == WRITTEN}
        files = {self._named(path) for path in paths if not _is_folder(path)}
        return sorted(files - {""})

    def modules(self) -> list[str]:
        """List what was imported, or asked for, without what is below it."""
        known = {name.partition(".")[0] for name in self._imported()}
        return sorted(
            self.before
            | known
            | {name for use, name, _ in self._noted() if use == SOUGHT}
        )

    def _imported(self) -> list[str]:
        """List the modules that came since the beginning, or all if that is lost."""
        return [*takewhile(_BEGIN.__ne__, reversed(sys.modules))]

    def _noted(self) -> Iterator[tuple[str, str, str]]:
        self.notes.seek(0)
        notes = os.fsdecode(self.notes.read()).split("\0")
        for place, was in zip(notes[::2], notes[1::2], strict=False):
            yield place[0], place[1:], was

    def _is_certain(self, path: str) -> bool:
        """Tell whether it is a folder outside of the project, or that itself."""
        is_looked_at = _is_folder(path) and not path.endswith("/")
        return is_looked_at and not path.startswith(self.begins)

    def _named(self, path: str) -> str:
        """Name a file as seen from the root; not what is hidden or the system's."""
        if self.is_systems(path):
            return ""
        begin = next(filter(path.startswith, self.begins), "")
        inside = path.removeprefix(begin)
        parts = inside.rstrip("/").split(os.sep)
        folders = parts if _is_folder(path) else parts[:-1]
        if any(p.startswith(".") for p in folders):
            return ""
        # IPython asks of any Markdown whether it is a file. Such a name none can have.
        if len(os.fsencode(inside)) > MOST_BYTES_OF_NAME:
            return ""
        if begin and parts[0] in ("node_modules", "site"):
            return ""
        return inside.replace(os.sep, "/") or "./"


class _Imports:
    """Notes where imports look: what appears there would be found from then on."""

    def __init__(self, reads: Reads) -> None:
        self.reads = reads

    def find_spec(
        self, name: str, path: Iterable[str] | None = None, _: object = None
    ) -> None:
        """Find nothing, as the first that is asked; note where the others will look."""
        self.reads.seek(name.partition(".")[0])
        for place in sys.path if path is None else path:
            for file in _files_of_module(place, name.rpartition(".")[2]):
                self.reads.note(LOOKED, file)
                if _is_there(file) and not _is_folder(file):
                    return

    def find_distributions(self, context: object = None) -> Iterable:
        """Find no package either; note which one is asked for its version, or all."""
        name = getattr(context, "name", None)
        self.reads.seek(name or INSTALLED)
        for place in () if name else filter(_is_folder, context.path):
            self.reads.note(LISTED, os.path.join(place, INFOS))
        return ()


def _files_of_module(place: str, name: str) -> Iterator[str]:
    """List what could be a module, in the order in which Python looks for it."""
    if not isinstance(place, str):
        return  # nor does Python look there
    if not _is_folder(place or "."):
        yield place  # an archive, or nothing yet
        return
    path = os.path.join(place, name)
    yield path  # a folder without code can be a package too
    inside = [os.path.join(path, "__init__")] if _is_folder(path) else []
    for begin in (*inside, path):
        yield from (begin + ending for ending in _ENDINGS)


def _led_to(path: str, most: int = 40) -> str:
    """Follow the links on the way to a file; looks of our own are none of the page."""
    place, *parts = path.split(os.sep)
    place += os.sep
    for at, part in enumerate(parts, start=1):
        try:
            link = _readlink(os.path.join(place, part))
        except OSError:  # it is none
            place = os.path.join(place, part)
            continue
        led = os.path.normpath(os.path.join(place, link, *parts[at:]))
        return _led_to(led, most - 1) if most else path
    return place


def _as_begins(*folders: str) -> tuple[str, ...]:
    """Write with what a path begins that lies in one of some folders."""
    return tuple(os.path.join(folder, "") for folder in dict.fromkeys(folders))


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
        return _readlink(f"/proc/self/fd/{descriptor}")
    except OSError:  # where the system doesn't tell
        return "."


def _is_there(name: object) -> bool:
    return isinstance(name, str | bytes | os.PathLike) and _mode(name) > 0


def _is_folder(name: object) -> bool:
    return _is_there(name) and stat.S_ISDIR(_mode(name))


def _whole(name: str) -> str:
    return name if os.path.isabs(name) else os.path.join(_getcwd(), name)


def _mode(name: str | bytes | os.PathLike) -> int:
    try:
        return _stat(name).st_mode
    except (OSError, ValueError):
        return 0


def _names(folder: object) -> list[str]:
    try:
        return [os.fsdecode(name) for name in os.listdir(folder)]
    except OSError:
        return []


def _below(name: object) -> Iterator[str]:
    """List the files below a folder, as seen from it; of a file, that alone."""
    yield ""
    if _is_folder(name):
        for one in _names(name):
            for below in _below(os.path.join(os.fsdecode(name), one)):
                yield os.path.join(one, below)


def _key(use: str, path: str) -> str:
    return os.path.join(path, "") if use == LISTED else path


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


def _followed(path: str) -> str:
    """Name what a path leads to by way of a process."""
    if not (found := _OF_PROCESS.match(path)):
        return path
    try:
        return os.path.join(_readlink(found[0]), path[found.end() + 1 :]).rstrip("/")
    except OSError:
        return path
