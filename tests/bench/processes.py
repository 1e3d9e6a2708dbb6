"""What a command costs: time on the clock, and of the processor.

The processor's time is that of all processes the command has started, also of those
that it left behind. To count them, this file runs as a program of its own, which has
no other children.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

PATIENCE = 10.0  # seconds in which what is left behind may end by itself
_PR_SET_CHILD_SUBREAPER = 36  # from linux/prctl.h


@dataclass(frozen=True)
class Cost:
    """What a command took, and how it ended."""

    wall_seconds: float
    cpu_seconds: float
    exit_code: int


def run(command: list[str], folder: Path, environment: dict[str, str]) -> Cost:
    """Run a command in a folder; what it says goes to the folder's `log.txt`."""
    done = subprocess.run(
        [sys.executable, "-I", __file__, *command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Cost(**json.loads(done.stdout))


def _run(command: list[str]) -> Cost:
    if sys.platform == "linux":  # elsewhere nobody can count what is left behind
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    with open("log.txt", "wb") as log:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
        exit_code = process.wait()
        wall_seconds = time.perf_counter() - start
    _wait_for_the_rest()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall_seconds, used.ru_utime + used.ru_stime, exit_code)


def _wait_for_the_rest() -> None:
    """Wait for the processes that the command left behind, and end them at last."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            if time.monotonic() > deadline:
                _kill_children()
            time.sleep(0.02)


def _kill_children() -> None:
    own = os.getpid()
    children = Path(f"/proc/{own}/task/{own}/children").read_text(encoding="ascii")
    for pid in children.split():
        os.kill(int(pid), signal.SIGKILL)


if __name__ == "__main__":
    print(json.dumps(asdict(_run(sys.argv[1:]))))
