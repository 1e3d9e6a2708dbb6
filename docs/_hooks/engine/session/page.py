"""A page's process: it runs the page's cells and sends home what they put out.

The process begins as a copy of a warm one, so nothing heavy is imported at the top.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import tempfile
import threading
import time
from multiprocessing import connection, parent_process
from pathlib import Path

from engine.session.files_read import Reads
from engine.session.protocol import Job, Report
from engine.session.shell import flush_c, new_shell, tell_of_lost_figures

HOOKS = str(Path(__file__).parents[2])


def run(job: Job, home: connection.Connection) -> None:
    """Run a job's cells until one fails that is needed; tell of every cell that begins.

    What is sent: `("cell", number)` as each begins, and at last `("done", Report)`, or
    `("broken", reason)` if the session can't go on; in between `("asks", Call)`, which
    waits for an answer.
    """
    try:
        _run(job, home)
    except BaseException as error:
        home.send(("broken", f"broke the session: {type(error).__name__}: {error}"))


def _run(job: Job, home: connection.Connection) -> None:
    _end_with_the_build(home)
    os.environ.clear()  # where processes can't be copied, it is the user's
    os.environ.update(job.environment)
    if hasattr(time, "tzset"):
        time.tzset()
    # What a session has from the process that started it is found anew.
    tempfile.tempdir = None
    multiprocessing.set_start_method(None, force=True)
    os.chdir(job.root)
    from engine.session.experiments import (
        Asker,  # needs NumPy, which the warm process knows by now
    )

    sys.path[:] = [job.root, *(p for p in sys.path if p != HOOKS)]
    report, reads = Report(), Reads(Path(job.root))
    reads.begin()
    sys.experimenthook = Asker(home)
    _draw_new_random_numbers()

    def give_up(reason: str) -> None:
        home.send(("broken", reason))
        os._exit(1)  # an exception might be caught by the page

    shell, cell = new_shell(give_up)
    for number, (source, is_needed) in enumerate(job.cells, start=1):
        home.send(("cell", number))
        report.outputs.append(cell.begin(number))
        done = shell.run_cell(source, store_history=True)
        flush_c()
        cell.hear_programs()
        tell_of_lost_figures(cell)
        if not done.success and is_needed:
            break
    report.files = reads.list()
    report.modules = sorted({name.partition(".")[0] for name in [*sys.modules]})
    home.send(("done", report))


def _end_with_the_build(home: connection.Connection) -> None:
    """See to it that nothing of a page goes on when the build is gone, even killed."""
    build_is_gone = parent_process().sentinel
    if not hasattr(os, "fork"):

        def watch() -> None:
            connection.wait([build_is_gone])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()
        return
    # A group for all that the page starts, and in it somebody who watches. (A thread
    # would do, but processes with threads can't be copied, and pages copy theirs.)
    os.setsid()
    if os.fork() == 0:
        home.close()
        connection.wait([build_is_gone])
        os.killpg(0, signal.SIGKILL)


def _draw_new_random_numbers() -> None:
    """Forget the warm process's random state: else unseeded pages would be alike."""
    import numpy as np

    random.seed()
    np.random.seed()
    if "torch" in sys.modules:
        sys.modules["torch"].seed()
