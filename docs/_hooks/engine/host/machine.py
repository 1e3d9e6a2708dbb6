"""What a machine may lack: room, rights, memory. One sentence says so, in time."""

from __future__ import annotations

import os
import signal
import tempfile
from functools import cache
from pathlib import Path

from mkdocs.exceptions import Abort
from mkdocs.plugins import get_plugin_logger

log = get_plugin_logger("site")

LEAST_MEMORY = 1_500  # megabytes; PyTorch alone takes half of that


def check() -> None:
    """Make sure that there is what every build needs, before it begins.

    Raises:
        Abort: If there is no room for temporary files, or too little memory.
    """
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        raise Abort(
            "There is no folder for temporary files that can be written to, and that "
            "has room: name one in the environment variable TMPDIR."
        ) from None
    allowed = _allowed_memory()
    if 0 <= allowed < LEAST_MEMORY:
        raise Abort(
            f"Programs may have {allowed} MB of memory here (ulimit -v); a page that "
            f"trains a network needs more: allow at least {LEAST_MEMORY} MB."
        )


def _allowed_memory() -> int:
    """Say how many megabytes a program may have; -1 if nobody limits that."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return -1
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return -1 if limit == resource.RLIM_INFINITY else limit // 1_000_000


def explain(error: Exception, site: Path) -> None:
    """Say what the machine has refused, if an error comes from that.

    Args:
        error: It has ended a build.
        site: Where that was written, if the error names no file.

    Raises:
        Abort: With the sentence.
    """
    if isinstance(error, MemoryError):
        raise Abort("The build was ended: there is no memory left.")
    if isinstance(error, OSError) and error.strerror:
        log.debug("The build was ended.", exc_info=error)
        place = error.filename2 or error.filename or site
        raise Abort(f"The build was ended: {place}: {error.strerror}.")


def end_as_by_ctrl_c() -> None:
    """Clean up, too, when a terminal is closed, or another program ends this one."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is signal.SIG_DFL:  # not below `nohup`
            signal.signal(number, signal.default_int_handler)


@cache
def _first_code(folder: Path) -> dict[Path, bytes]:
    return _code(folder)


def tell_of_edited_code(folder: Path) -> None:
    """Tell if code of the build is not what runs: it was edited while it serves.

    Args:
        folder: That of the code; the first time that it is named, it is what runs.
    """
    if _first_code(folder) != _code(folder):
        name = os.path.relpath(folder)
        log.warning("%s was edited: stop the server and start it again.", name)


def _code(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*.py") if file.is_file()}
