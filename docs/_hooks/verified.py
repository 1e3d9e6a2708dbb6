"""Files that are whole or not there: a first line with the hash of the rest."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
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
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        expected, text = "", "unreadable"
    if expected == digest(text):
        return json.loads(text)
    log.info("The kept result %s is damaged; it is made again.", file.name)
    file.unlink(missing_ok=True)
    return None


def write(file: Path, content: dict) -> None:
    """Write a whole file or none."""
    text = json.dumps(content)
    temporary = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(f"{digest(text)}\n{text}")
        os.replace(temporary, file)
    except OSError as error:
        log.info("A result could not be kept: %s.", error.strerror)
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def drop_oldest(folder: Path, most_bytes: int) -> int:
    """Make room by what was not used for longest; return the bytes that are kept."""
    files = [(file.stat(), file) for file in folder.rglob("*.json")]
    files.sort(key=lambda item: item[0].st_mtime)
    total = sum(stat.st_size for stat, _ in files)
    while total > most_bytes:
        stat, file = files.pop(0)
        file.unlink(missing_ok=True)
        total -= stat.st_size
    return total
