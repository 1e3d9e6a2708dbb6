"""A page's process: it runs the page's cells and sends home what they put out.

The process begins as a copy of a warm one, so nothing heavy is imported at the top.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import random
import socket
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import astuple
from multiprocessing import connection, parent_process
from pathlib import Path
from types import ModuleType

from engine.session import lost, orphans
from engine.session.cell import Cell
from engine.session.files_read import Reads
from engine.session.protocol import Job, Line, Report
from engine.session.watch import Watch

HOOKS = str(Path(__file__).parents[2])


# Seconds in which copies of the process may come to their end, when the page has.
PATIENCE = 1.0


def run(job: Job, end: socket.socket) -> None:
    """Run a job's cells until one fails that is needed; tell of every cell that begins.

    What is sent: `"cell", number` as each begins, and at last `"done"` with the parts
    of a report, or `"broken", reason` if the session can't go on; in between `"asks"`
    with those of a call, which waits for an answer.
    """
    home = Line(end)
    try:
        _run(job, home)
    except BaseException as error:
        home.send("broken", f"broke the session: {type(error).__name__}: {error}")


def _run(job: Job, home: Line) -> None:
    _end_with_the_build(home)
    os.environ.clear()  # where processes can't be copied, it is the user's
    os.environ.update(job.environment)
    if hasattr(time, "tzset"):
        time.tzset()
    # What a session has from the process that started it is found anew.
    tempfile.tempdir = None
    multiprocessing.set_start_method(None, force=True)
    os.chdir(job.root)
    # What the warm process has loaded by now.
    from engine.session import drawing  # noqa: F401
    from engine.session.awaits import Tasks
    from engine.session.children import Children
    from engine.session.experiments import Asker
    from engine.session.shell import is_no_python, new_shell

    sys.path[:] = [job.root, *(p for p in sys.path if p != HOOKS)]
    sys.argv[:] = [""]  # as where somebody types; the build's own are nothing of a page
    report, reads, copies = Report(), Reads(Path(job.root)), _Copies(home)
    tasks, children = Tasks(), Children(reads.is_systems)
    Watch(reads).begin()
    sys.experimenthook = Asker(home, job.root)
    _draw_new_random_numbers()
    _draw_the_same_ids(repr(job.cells))

    def give_up(reason: str) -> None:
        home.send("broken", reason)
        os._exit(1)  # an exception might be caught by the page

    cell = Cell(give_up)
    shell = new_shell(cell)
    has_failed = False
    for number, (source, is_needed) in enumerate(job.cells, start=1):
        # What follows a failure might fail for that alone, unless it is no Python.
        if has_failed and not (is_needed and is_no_python(shell, source)):
            report.outputs.append(None)
            continue
        home.send("cell", number)
        report.outputs.append(cell.begin(number))
        tasks.cell = children.cell = number
        done = shell.run_cell(source, store_history=True)
        copies.end_one(number)
        lost.flush_c()
        cell.hear_programs()
        lost.tell_of_figures(cell)
        lost.tell_of_text(cell, source)
        lost.tell_of_error(cell, done.error_before_exec or done.error_in_exec)
        has_failed = has_failed or (is_needed and not done.success)
    if threads := _running_threads():
        shell.run_cell("pass")  # by which what they have claimed is told
        if any(thread.is_alive() for thread in threads):
            give_up("a thread went on after the page: join it")
    number, why = (0, "") if has_failed else tasks.lost()
    if number:
        home.send("cell", number)
        give_up(why)
    for number, line, why in [] if has_failed else children.lost(PATIENCE):
        report.outputs[number - 1].append(lost.told_at(line, why))
    cell.hear_programs()
    if number := copies.went_on():
        home.send("cell", number)
        give_up(
            "a copy of the process (os.fork) went on with the page; end it: os._exit"
        )
    report.files = reads.list()
    report.written = reads.written()
    report.modules = reads.modules()
    home.send("done", *astuple(report))


def _running_threads() -> list[threading.Thread]:
    """Wait a little for the threads that a page has not joined, and return them."""
    waiting = getattr(
        sys.modules.get("concurrent.futures.thread"), "_threads_queues", ()
    )
    threads = [
        thread
        for thread in threading.enumerate()
        if not (thread.daemon or thread in waiting or thread is threading.main_thread())
    ]
    end = time.monotonic() + PATIENCE
    for thread in threads:
        thread.join(max(end - time.monotonic(), 0))
    return threads


class _Copies:
    """Copies of this process that pages make: none may go on with the page."""

    def __init__(self, home: Line) -> None:
        self.process = os.getpid()
        self.heard, self.said = multiprocessing.Pipe(duplex=False)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=home.end.close)

    def end_one(self, number: int) -> None:
        """End this process here if it is a copy, which has come through a cell."""
        if os.getpid() != self.process:
            self.said.send_bytes(str(number).encode())
            os._exit(1)

    def went_on(self) -> int:
        """Say with which cell a copy came to its end; 0 if all have ended otherwise."""
        self.said.close()  # so all that is left are the ends of copies
        try:
            return int(self.heard.recv_bytes()) if self.heard.poll(PATIENCE) else 0
        except EOFError:
            return 0


def _end_with_the_build(home: Line) -> None:
    """See to it that nothing of a page goes on when the build is gone, even killed."""
    build_is_gone = parent_process().sentinel
    if not hasattr(os, "fork"):

        def watch() -> None:
            connection.wait([build_is_gone])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()
        return
    # A group for all that the page starts, and in it somebody who watches. (A thread
    # would do, but processes with threads can't be copied, and pages copy theirs. A
    # copy of this process would do, but costs as much as the session's own beginning.)
    os.setsid()
    orphans.adopt()
    then = "from engine.session import orphans as o; o.end_group()"
    watch = ["sh", "-c", 'read -r _; exec "$0" -c "$1"', sys.executable, then]
    os.posix_spawn(
        "/bin/sh",
        watch,
        os.environ | {"PYTHONPATH": HOOKS},
        file_actions=[(os.POSIX_SPAWN_DUP2, build_is_gone, 0)],
    )


def _draw_new_random_numbers() -> None:
    """Forget the warm process's random state: else unseeded pages would be alike."""
    import numpy as np

    random.seed()
    np.random.seed()
    if "torch" in sys.modules:
        sys.modules["torch"].seed()


def _draw_the_same_ids(seed: str) -> None:
    """Let `uuid4` give what it gave in the last run, but not to other processes.

    Libraries put such ids into the HTML that a page shows, and nobody can seed them.
    """
    drawn, draw = uuid.uuid4, random.Random(seed).getrandbits

    @functools.wraps(drawn)
    def uuid4() -> uuid.UUID:
        return uuid.UUID(int=draw(128), version=4)

    for module in who_draws_ids():
        module.uuid4 = uuid4

    def draw_as_usual() -> None:
        for module in list(sys.modules.values()):
            if getattr(module, "__dict__", {}).get("uuid4") is uuid4:
                module.uuid4 = drawn

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=draw_as_usual)


@functools.cache
def who_draws_ids() -> list[ModuleType]:
    """Find the modules that have `uuid4`: once, in the warm process, if there is one.

    Whoever asks all modules writes into them, and the copies of a process share only
    what none of them writes into.
    """
    return [
        module
        for module in list(sys.modules.values())
        if getattr(module, "__dict__", {}).get("uuid4") is uuid.uuid4
    ]
