"""What pages have started, and what has left their group: found and ended as well."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Collection

import psutil

_PR_SET_CHILD_SUBREAPER = 36
TRIES = 100  # it may start others while it is ended


def adopt() -> None:
    """Become the parent of all that is below and loses its own, if the system can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_below(parent: int, *, but: Collection[int] = ()) -> None:
    """End all that a process, or one below it, has started.

    Args:
        parent: The process, which goes on.
        but: Those below it that go on too, with all that is below them.
    """
    for _ in range(TRIES):
        below = _running_below(parent, but)
        if not below:
            return
        for one in below:
            try:
                one.kill()
            except psutil.Error:
                continue  # it has ended by itself
        time.sleep(0.01)


def end_group() -> None:
    """End the group to which this process belongs, and what has left it."""
    leader = os.getpgrp()
    end_below(leader, but={os.getpid()})
    os.killpg(leader, signal.SIGKILL)


def _running_below(parent: int, but: Collection[int]) -> list[psutil.Process]:
    try:
        children = psutil.Process(parent).children()
        found = [one for one in children if one.pid not in but]
        found += [one for child in found for one in child.children(recursive=True)]
        return [one for one in found if one.status() != psutil.STATUS_ZOMBIE]
    except psutil.NoSuchProcess:  # a moment ago it was there
        again = psutil.pid_exists(parent)
        return _running_below(parent, but) if again else []
