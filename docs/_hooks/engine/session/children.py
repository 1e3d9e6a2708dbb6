"""Processes and programs that a page starts and never waits for: what they say is lost.

Those that libraries start are theirs to end: pools, loaders, servers stay on purpose.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from multiprocessing import process

from engine.session.claims import line_of_cell

# How one ends that has done what it should, or that somebody has ended.
_SIGNALS = "SIGTERM", "SIGKILL", "SIGINT", "SIGHUP", "SIGPIPE"
_GOOD = {0, *(-getattr(signal, name, 0) for name in _SIGNALS)}
if os.name == "nt":
    _GOOD.add(1)  # of `terminate`

Child = process.BaseProcess | subprocess.Popen


class Children:
    """Knows the processes and programs of a page, and the lines that have begun them.

    Args:
        is_systems: Tells whether a file is none of the project.
    """

    def __init__(self, is_systems: Callable[[str], bool]) -> None:
        self.cell = 0  # that runs
        self._is_systems = is_systems
        self._begun: list[tuple[Child, int, int]] = []  # with cell and line
        process.BaseProcess.start = self._noted(process.BaseProcess.start)
        subprocess.Popen.__init__ = self._noted(subprocess.Popen.__init__)

    def _noted(self, begin: Callable) -> Callable:
        @wraps(begin)
        def noted(child: Child, *args: object, **kwargs: object) -> None:
            begin(child, *args, **kwargs)
            if not self._is_systems(sys._getframe(1).f_code.co_filename):
                self._begun.append((child, self.cell, line_of_cell() or 1))

        return noted

    def lost(self, patience: float) -> list[tuple[int, int, str]]:
        """Wait a little for those that nobody has waited for, and say what is lost.

        Returns:
            The cell and line that began each, and what is wrong with it.
        """
        end, told = time.monotonic() + patience, []
        for child, cell, line in filter(_is_forgotten, self._begun):
            is_program = isinstance(child, subprocess.Popen)
            what = "a program" if is_program else "a process"
            wait = child.wait if is_program else child.join
            with suppress(subprocess.TimeoutExpired):
                wait(timeout=max(end - time.monotonic(), 0))
            code = child.returncode if is_program else child.exitcode
            if code is None:
                child.kill()
                told.append(
                    (
                        cell,
                        line,
                        f"{what} went on after the page: wait for it, or end it",
                    )
                )
            elif code not in _GOOD:
                why = f"{what} ended with {code}, and nobody has waited for it"
                told.append((cell, line, why))
        return told


def _is_forgotten(begun: tuple[Child, int, int]) -> bool:
    """Tell whether nobody knows yet how one has ended; those of no account may."""
    child = begun[0]
    if isinstance(child, subprocess.Popen):
        return child.returncode is None
    is_known = child not in process._children or child._popen.returncode is not None
    return not (is_known or child.daemon)
