"""Which files a page reads, looks at, lists or writes: a list, made while it runs."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import takewhile
from pathlib import Path
from types import ModuleType

from engine.session.files import is_folder, readlink, state, whole

READ, LOOKED, LISTED, WRITTEN, SOUGHT = "r", "s", "l", "w", "m"
MOST_BYTES_OF_NAME = 4096  # of Linux; other systems allow less

# What pages ask for that is no file, besides modules.
INSTALLED = "what is installed"
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


@cache
def loaded_before() -> frozenset[str]:
    """List packages that are loaded: once, in the warm process, if there is one.

    (To look at all names of modules writes into their memory, which copies of a
    process share only until then.)
    """
    return frozenset(name.partition(".")[0] for name in [*sys.modules])


class Reads:
    """Which files are read, by Python and by what is written in it.

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
        path = whole(name)
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
        files = {self._named(path) for path in paths if not is_folder(path)}
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
        is_looked_at = is_folder(path) and not path.endswith("/")
        return is_looked_at and not path.startswith(self.begins)

    def _named(self, path: str) -> str:
        """Name a file as seen from the root; not what is hidden or the system's."""
        if self.is_systems(path):
            return ""
        begin = next(filter(path.startswith, self.begins), "")
        inside = path.removeprefix(begin)
        parts = inside.rstrip("/").split(os.sep)
        folders = parts if is_folder(path) else parts[:-1]
        if any(p.startswith(".") for p in folders):
            return ""
        # IPython asks of any Markdown whether it is a file. Such a name none can have.
        if len(os.fsencode(inside)) > MOST_BYTES_OF_NAME:
            return ""
        if begin and parts[0] in ("node_modules", "site"):
            return ""
        return inside.replace(os.sep, "/") or "./"


def _led_to(path: str, most: int = 40) -> str:
    """Follow the links on the way to a file; looks of our own are none of the page."""
    place, *parts = path.split(os.sep)
    place += os.sep
    for at, part in enumerate(parts, start=1):
        try:
            link = readlink(os.path.join(place, part))
        except OSError:  # it is none
            place = os.path.join(place, part)
            continue
        led = os.path.normpath(os.path.join(place, link, *parts[at:]))
        return _led_to(led, most - 1) if most else path
    return place


def _as_begins(*folders: str) -> tuple[str, ...]:
    """Write with what a path begins that lies in one of some folders."""
    return tuple(os.path.join(folder, "") for folder in dict.fromkeys(folders))


def _key(use: str, path: str) -> str:
    return os.path.join(path, "") if use == LISTED else path


def _followed(path: str) -> str:
    """Name what a path leads to by way of a process."""
    if not (found := _OF_PROCESS.match(path)):
        return path
    try:
        return os.path.join(readlink(found[0]), path[found.end() + 1 :]).rstrip("/")
    except OSError:
        return path
