"""Folders for the time of a build; what killed builds have left goes with the next."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

import psutil

from engine.cache import storage

_LAST = -200  # after `multiprocessing`, which may have put its own folder there
_PREFIXES = "rnn-", "mkdocs_"  # ours, and that of the site which MkDocs serves
_BESIDE = ".rnn-site-"
FETCHED = "npm-"  # in the cache, from which packages are put in their place


@cache
def folder(cache: Path) -> Path:
    """Make the folder of this build, outside of the project; it goes when that ends.

    What builds have left that were killed goes at once.
    """
    _remove_what_is_left(cache)
    own = Path(tempfile.mkdtemp(prefix=_PREFIXES[0]))
    remove_at_the_end(own, cache)
    return own


def writable(cache: Path, name: str) -> Path:
    """Make a folder in the cache; where nothing can be written, one for this build."""
    try:
        (cache / name).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=cache / name, buffering=0) as probe:
            probe.write(bytes(1_000))
    except OSError:
        instead = folder(cache) / f".{name}"  # hidden: nothing on which pages depend
        instead.mkdir(exist_ok=True)
        return instead
    return cache / name


def beside(site: Path, cache: Path) -> Path:
    """Name a folder in which a site is made, until it takes the place of another."""
    _remove_what_is_left(cache)
    new = Path(os.path.realpath(site)).with_name(f"{_BESIDE}{os.getpid()}")
    remove_at_the_end(new, cache)
    return new


def remove_at_the_end(place: Path, cache: Path) -> None:
    """See to it that a folder goes with this process, or, if that is killed, later.

    Args:
        place: The folder.
        cache: Where to note that, for later builds.
    """
    since = psutil.Process().create_time()
    owned = {"folder": str(place), "process": os.getpid(), "since": since}
    storage.write(_notes(cache) / f"{place.name}.json", owned)
    Finalize(None, _remove, (place, cache), exitpriority=_LAST)


def _remove_what_is_left(cache: Path) -> None:
    for note in list(_notes(cache).glob("*.json")):
        match storage.read(note):
            case {"folder": str(name), "process": int(number), "since": float(since)}:
                place = Path(name)
                places = place.parent, tempfile.gettempdir()
                is_temporary = len({*map(os.path.realpath, places)}) == 1
                if not _is_running(number, since):
                    is_own = is_temporary and place.name.startswith(_PREFIXES)
                    is_own |= place.parent == cache and place.name.startswith(FETCHED)
                    if is_own or place.name.startswith(_BESIDE):
                        shutil.rmtree(place, ignore_errors=True)
                    with suppress(OSError):
                        note.unlink()


def _remove(place: Path, cache: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    with suppress(OSError):
        (_notes(cache) / f"{place.name}.json").unlink()


def _notes(cache: Path) -> Path:
    return cache / "temporary"


def _is_running(number: int, since: float) -> bool:
    try:
        return psutil.Process(number).create_time() == since
    except psutil.NoSuchProcess:
        return False
