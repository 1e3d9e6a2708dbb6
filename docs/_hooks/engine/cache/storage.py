"""Files that are whole or not there: a first line with the hash of the rest."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from mkdocs.plugins import get_plugin_logger

log = get_plugin_logger("run")


def digest(content: bytes | str) -> str:
    """Hash bytes, or text."""
    return hashlib.sha256(
        content.encode() if isinstance(content, str) else content
    ).hexdigest()


def read(file: Path) -> dict | None:
    """Read a file; None if there is none. If it is damaged, it is removed."""
    try:
        expected, _, text = file.read_text(encoding="utf-8").partition("\n")
        content = json.loads(text) if expected == digest(text) else None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, RecursionError):
        content = None
    if isinstance(content, dict):
        return content
    log.info("The kept file %s is damaged; what was in it is made again.", file.name)
    with suppress(OSError):
        file.unlink()
    return None


def write(file: Path, content: dict) -> None:
    """Keep something, if there is room for it."""
    text = json.dumps(content)
    try:
        write_text(file, f"{digest(text)}\n{text}")
    except OSError as error:
        _tell(f"{file.parent.parent}: {error.strerror}")


@cache
def _tell(reason: str) -> None:
    """Say, once, that nothing can be kept."""
    log.info("What was made can't be kept: %s.", reason)


def read_bytes(file: Path, expected: str) -> bytes | None:
    """Read a file with a known hash; None if there is none. A damaged one is told."""
    try:
        content = file.read_bytes()
    except OSError:
        return None
    if digest(content) == expected:
        return content
    log.info("The kept file %s is damaged; it is made again.", file.name)
    return None


def write_bytes(file: Path, content: bytes) -> None:
    """Keep bytes, if there is room for them."""
    try:
        write_whole(file, content)
    except OSError as error:
        _tell(f"{file.parent}: {error.strerror}")


def write_text(file: Path, text: str) -> None:
    """Write a whole file or none; another build may do the same.

    Raises:
        OSError: If it can't be written; it names the file.
    """
    write_whole(file, text.encode())


def write_whole(file: Path, content: bytes) -> None:
    """Write bytes, likewise.

    Raises:
        OSError: If they can't be written; it names the file.
    """
    temporary = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent, suffix=".part")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.replace(temporary, file)
    except OSError as error:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()
        raise OSError(error.errno, error.strerror, str(file)) from None


def mark_as_used(file: Path) -> None:
    """See to it that a file is the last to be dropped."""
    with suppress(OSError):  # another build has dropped it
        os.utime(file)


def drop_oldest(folder: Path, most_bytes: int) -> int:
    """Make room by what was not used for longest; return the bytes that are kept."""
    files = []
    for file in list(folder.rglob("*")):
        with suppress(OSError):  # another build has dropped it
            if file.is_file():
                files.append((file.stat(), file))
            else:
                file.rmdir()  # if it is empty
    files.sort(key=lambda item: item[0].st_mtime)
    total = sum(stat.st_size for stat, _ in files)
    while total > most_bytes:
        stat, file = files.pop(0)
        with suppress(OSError):
            file.unlink()
        total -= stat.st_size
    return total
