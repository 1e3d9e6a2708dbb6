"""Starts sessions, and hears what they say.

They are copies of a process that has already imported what most pages need; where the
system can't copy processes, ordinary ones are started.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing import connection, forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import perf_counter
from types import ModuleType

from mkdocs.exceptions import Abort

from engine.cache import temporary
from engine.cache.environment import PASSED_ON
from engine.run import arithmetic
from engine.session import orphans, page
from engine.session.protocol import Call, Job, Line, understood

HOOKS = Path(__file__).parents[2]
MATPLOTLIBRC = Path(page.__file__).with_name("matplotlibrc")
PAGE_TIMEOUT = 120.0  # seconds, if the environment variable below says nothing else
LONGER_FOR_EXPERIMENTS = 10.0  # times that: they train, and are kept
TIMEOUT_VARIABLE = "SITE_PAGE_TIMEOUT"
TRIES = 3  # to start a session, if the process of which it is a copy is ended
PAUSE = 0.2  # seconds between these


@dataclass
class Session:
    """A process that runs cells.

    Args:
        process: The process.
        line: What it says comes from here, what it is told goes in.
        folder: Where it may put what nobody needs later.
        cells: How many it runs.
        start: When it began; waiting does not count.
        limit: Seconds that it may run.
        cell: The cell that was begun last.
        calls: The experiments for which it waits.
        last: What it said at its end.
    """

    process: BaseProcess
    line: Line
    folder: str
    cells: int
    start: float
    limit: float
    cell: int = 1
    calls: list[Call] = field(default_factory=list)
    last: tuple[str, object] | None = None
    _asked: float = 0.0
    _telling: threading.Lock = field(default_factory=threading.Lock)

    @property
    def patience(self) -> float:
        """Seconds that it may still run."""
        if self.calls:
            return float("inf")
        return max(self.start + self.limit - perf_counter(), 0)

    def listen(self) -> None:
        """Take note of what it has said since."""
        ended = self.process.exitcode is not None  # then all has been said
        try:
            for message in self.line.arrived():
                self._hear(*understood(message))
                if self.last:
                    return
        except ValueError:
            self.last = ("broken", "wrote on the line between the page and the build")
        except (EOFError, OSError):
            ended = True
        if ended and not self.last:
            self.last = ("broken", "ended the Python session")
        elif not self.last and not self.patience:
            self.last = ("broken", f"ran for more than {self.limit:g} seconds")

    def _hear(self, kind: str, what: object) -> None:
        if kind == "cell" and 0 < what <= self.cells:
            self.cell, self.calls = what, []
        elif kind == "asks":
            self.calls, self._asked = what, perf_counter()
        elif kind in ("done", "broken"):
            self.last = (kind, what)
        else:
            raise ValueError

    def answer(self, call: Call, kind: str, what: object) -> None:
        """Tell it one of the things it asked for."""
        self.calls = [one for one in self.calls if one != call]
        if not self.calls:
            self.start += perf_counter() - self._asked
        # Who has asked may not listen any more: nobody but the answers waits for that.
        answer = (call.function, call.arguments, kind, what)
        threading.Thread(target=self._tell, args=answer, daemon=True).start()

    def _tell(self, *message: object) -> None:
        with suppress(OSError), self._telling:  # or it has died, which will be noticed
            self.line.send(*message)

    def end(self, patience: float = 0) -> None:
        """End the process, and whatever the page has started.

        Args:
            patience: Seconds in which it may end by itself.
        """
        self.process.join(patience)
        if self.process.exitcode is None:
            orphans.end_below(self.process.pid)
        for stop in (
            lambda: os.killpg(self.process.pid, signal.SIGKILL),
            self.process.kill,
        ):
            try:
                stop()
            except (AttributeError, OSError):
                continue  # no such system call, or no such process any more
        self.process.join()
        self.line.end.close()
        if warm := forkserver._forkserver._forkserver_pid:
            running = {other.pid for other in multiprocessing.active_children()}
            orphans.end_below(warm, but=running)
        shutil.rmtree(self.folder, ignore_errors=True)


def wait(running: list[Session], news: Sequence[connection.Connection] = ()) -> None:
    """Wait until one of the sessions says something, or ends, and listen to all.

    Or until something else comes, which others read.
    """
    patience = min((one.patience for one in running), default=float("inf"))
    heard_of = [thing for s in running for thing in (s.line.end, s.process.sentinel)]
    limit = None if patience == float("inf") else patience
    connection.wait([*heard_of, *news], limit)
    for one in running:
        one.listen()


def cores() -> int:
    """Count the cores that the build may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def timeout() -> float:
    """Read how long a page may run.

    Raises:
        Abort: If the environment says something else than a number of seconds.
    """
    text = os.environ.get(TIMEOUT_VARIABLE, "")
    if not text:
        return PAGE_TIMEOUT
    if not re.fullmatch(r"\d+(\.\d+)?", text) or not float(text):
        raise Abort(f"{TIMEOUT_VARIABLE} is {text!r}; expected a number of seconds.")
    return float(text)


def preload(modules: Sequence[str], root: Path) -> None:
    """Name what most pages import: every session begins with it, loaded once for all.

    Raises:
        Abort: If that is no list of names, or one is the project's own, which may
            change while it stays loaded.
    """
    names = [*modules, "engine.session.drawing", "engine.session.preload"]
    if isinstance(modules, str) or not all(isinstance(name, str) for name in names):
        raise Abort(f"extra.preload is {modules!r}; expected a list of modules.")
    for name in modules:
        first = root / name.partition(".")[0]
        if first.is_dir() or first.with_suffix(".py").exists():
            raise Abort(
                f"extra.preload names {name}, but what the project has changes."
            )
    multiprocessing.set_forkserver_preload(names)


def warm_up(cache: Path) -> None:
    """Begin to load what sessions need, before one is wanted."""
    context = _context()
    if context.get_start_method() == "forkserver":
        with _surroundings(environment(cache)):
            forkserver.ensure_running()


def start(job: Job, limit: float) -> Session:
    """Start a session that runs a job.

    Raises:
        Abort: If that can't be done.
    """
    for _ in range(TRIES):
        here, there = socket.socketpair()
        try:
            folder = tempfile.mkdtemp(dir=job.environment["TMPDIR"])
            own = replace(job, environment=job.environment | _own(folder))
            process = _context().Process(target=page.run, args=(own, there))
            with there, _surroundings(job.environment):
                process.start()
        except (EOFError, OSError) as error:  # a new one is started at the next try
            here.close()
            reason = str(error) or "it ended while it began"
            time.sleep(PAUSE)  # one that has been killed may not know it yet
            continue
        return Session(
            process, Line(here), folder, len(job.cells), perf_counter(), limit
        )
    raise Abort(f"No process can be started in which a page could run: {reason}.")


def _context() -> multiprocessing.context.BaseContext:
    # A process of macOS that has loaded its frameworks must not be copied.
    methods = multiprocessing.get_all_start_methods()
    if "forkserver" not in methods or sys.platform == "darwin":
        return multiprocessing.get_context("spawn")
    return multiprocessing.get_context("forkserver")


@contextmanager
def _surroundings(environment: dict[str, str]) -> Iterator[None]:
    """Start processes in another environment, and without this program's own main."""
    before, main = dict(os.environ), sys.modules["__main__"]
    filters, folder = sys.warnoptions[:], tempfile.tempdir
    tempfile.tempdir = environment["TMPDIR"]  # for the way to the warm process
    os.environ.clear()
    os.environ.update(environment, PYTHONPATH=str(HOOKS))
    sys.modules["__main__"] = ModuleType("__main__")
    sys.path.insert(0, str(HOOKS))
    # What new processes would inherit, but for that which -X dev is known to bring.
    sys.warnoptions[:] = ["default"] * sys.flags.dev_mode
    try:
        yield
    finally:
        tempfile.tempdir = folder
        sys.warnoptions[:] = filters
        sys.path.remove(str(HOOKS))
        sys.modules["__main__"] = main
        os.environ.clear()
        os.environ.update(before)


def environment(cache: Path) -> dict[str, str]:
    """Make every machine's sessions alike, whatever its user has set up.

    Args:
        cache: Where matplotlib may keep what is its own. (What IPython keeps lies in
            the home of each.)
    """
    own = {
        name: value
        for name, value in os.environ.items()
        if name in PASSED_ON or name.startswith("RNN_TUTORIAL_")
    }
    made = own | {
        "MATPLOTLIBRC": str(MATPLOTLIBRC),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": str(temporary.writable(cache, "matplotlib")),
        "OMP_NUM_THREADS": "1",  # small networks: faster, and the same everywhere
        "PYTHONDONTWRITEBYTECODE": "1",  # or a save is followed by a second rebuild
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": "0",  # or matplotlib dates its drawings
        "TQDM_DISABLE": "1",  # nobody watches
        "TZ": "UTC",
        **arithmetic.settings(),
        **_own(str(temporary.folder(cache))),
    }
    _find_fonts(made)
    return made


def _own(folder: str) -> dict[str, str]:
    """Let what a process keeps for itself go with a folder: nobody else's counts."""
    return dict.fromkeys(("TMPDIR", "TEMP", "TMP", "HOME", "USERPROFILE"), folder)


def _find_fonts(environment: dict[str, str]) -> None:
    """Let matplotlib look for fonts once, before it says so on a page's stderr."""
    folder = Path(environment["MPLCONFIGDIR"])
    if not list(folder.glob("fontlist*.json")):
        command = [sys.executable, "-c", "import matplotlib.font_manager"]
        subprocess.run(command, env=environment, capture_output=True, check=False)
