"""The published folder: always whole, the old one or the new."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

TRIES = 100  # another build may do the same at this moment


def replace(place: Path, new: Path) -> None:
    """Put a folder in the place of another, which is removed but for hidden files.

    Raises:
        OSError: If that can't be done; then the old one stays.
    """
    if place.exists() and not place.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(place))
    old = new.with_name(f"{new.name}-old")
    for _ in range(TRIES):
        with suppress(FileNotFoundError):  # there is none, or another build was faster
            os.rename(place, old)
        try:
            _move_hidden(old, new)
            os.rename(new, place)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                if old.exists():
                    _move_hidden(new, old)
                    os.rename(old, place)
                raise
            shutil.rmtree(old, ignore_errors=True)
            continue
        return shutil.rmtree(old, ignore_errors=True)
    raise OSError(f"{place} can't be replaced: others do so all the time")


def _move_hidden(old: Path, new: Path) -> None:
    """Keep what no build has made, such as `.git` of who publishes by hand."""
    for hidden in old.glob(".*"):
        if not (new / hidden.name).exists():
            os.rename(hidden, new / hidden.name)


if __name__ == "__main__":
    try:
        replace(Path(sys.argv[1]), Path(sys.argv[2]))
    except OSError as error:
        sys.exit(f"The site is built, but can't be put into its place: {error}")
