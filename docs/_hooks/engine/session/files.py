"""What files and folders are, told without reading them; no look of ours is noticed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

# In the place of a folder's file: what says of packages that they are in that folder.
INFOS = "*-info"

# As they are before a session wraps them.
_stat, _lstat, _getcwd, readlink = os.stat, os.lstat, os.getcwd, os.readlink


def traits(path: str) -> str:
    """Say what a file is: a link to where, a folder, one that can be run.

    Raises:
        OSError: If there is none whose content one could read.
    """
    link = readlink(path) if stat.S_ISLNK(_lstat(path).st_mode) else ""
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
        if stat.S_ISLNK(found.st_mode) and mode_of(path):
            found = _stat(path)
    except (OSError, ValueError):
        return ""
    if not stat.S_ISREG(found.st_mode):
        return kind
    return f"{kind} {found.st_mtime_ns} {found.st_size} {found.st_ino}"


def is_there(name: object) -> bool:
    """Tell whether a name is that of something."""
    return isinstance(name, str | bytes | os.PathLike) and mode_of(name) > 0


def is_folder(name: object) -> bool:
    """Tell whether a name is that of a folder."""
    return is_there(name) and stat.S_ISDIR(mode_of(name))


def whole(name: str) -> str:
    """Name a file as seen from the top."""
    return name if os.path.isabs(name) else os.path.join(_getcwd(), name)


def mode_of(name: str | bytes | os.PathLike) -> int:
    """Return the mode of what has a name; 0 if nothing has."""
    try:
        return _stat(name).st_mode
    except (OSError, ValueError):
        return 0


def names_in(folder: object) -> list[str]:
    """List what lies in a folder; nothing if it is none."""
    try:
        return [os.fsdecode(name) for name in os.listdir(folder)]
    except OSError:
        return []


def all_below(name: object) -> Iterator[str]:
    """List the files below a folder, as seen from it; of a file, that alone."""
    yield ""
    if is_folder(name):
        for one in names_in(name):
            for below in all_below(os.path.join(os.fsdecode(name), one)):
                yield os.path.join(one, below)
