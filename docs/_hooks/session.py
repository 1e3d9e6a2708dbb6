"""One page's session: a process that runs cells and sends home what they put out.

The process begins as a copy of a warm one, so nothing heavy is imported at the top.
"""

from __future__ import annotations

import base64
import builtins
import io
import os
import random
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import source_from_cache
from multiprocessing import connection, parent_process
from pathlib import Path

# What one cell may print. More is a mistake, and no page for readers.
MOST_TEXT = 1_000_000  # characters


# What is displayed for the build alone: an experiment's result, examples that fail.
RESULT = "application/vnd.site.result+json"
FAILURES = "application/vnd.site.failures+json"


@dataclass(frozen=True)
class Job:
    """What to run, and where."""

    cells: list[tuple[str, bool]]  # the code, and whether the page ends if it fails
    root: str
    environment: dict[str, str]


@dataclass(frozen=True)
class Call:
    """An experiment that a page asks for: what to call, and with which arguments."""

    function: str  # "module:name"
    arguments: str  # packed
    written: str = field(default="", compare=False)  # the same, for people

    @property
    def name(self) -> str:
        """The function's own name."""
        return self.function.rpartition(":")[2]


@dataclass
class Report:
    """What came out: outputs per cell that was begun, and the files that were read."""

    outputs: list[list[dict]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)  # as seen from the root


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
    os.environ.update(job.environment)
    os.chdir(job.root)
    from asking import Asker  # needs NumPy, which the warm process knows by now

    sys.path[:] = [job.root, *(p for p in sys.path if p != os.path.dirname(__file__))]
    report, files = Report(), _Files(Path(job.root))
    sys.addaudithook(files.notice)
    sys.experimenthook = Asker(home)
    _draw_new_random_numbers()

    def give_up(reason: str) -> None:
        home.send(("broken", reason))
        os._exit(1)  # an exception might be caught by the page

    shell, cell = _shell(give_up)
    for number, (source, is_needed) in enumerate(job.cells, start=1):
        home.send(("cell", number))
        cell.number, cell.outputs = number, []
        report.outputs.append(cell.outputs)
        if not shell.run_cell(source, store_history=True).success and is_needed:
            break
    report.files = files.read()
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
    import torch

    random.seed()
    np.random.seed()
    torch.seed()


class _Files:
    """Notices which files of the project are read, or imported.

    Copies of the process, which run seeds, take their notes on the same list.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.begins = str(root), str(self.root)  # how its files may be called
        self.list = tempfile.TemporaryFile(mode="ab+", buffering=0)  # noqa: SIM115

    def notice(self, event: str, arguments: tuple) -> None:
        if event not in ("open", "sqlite3.connect"):
            return
        name, mode = arguments[0], (*arguments, None)[1] or "r"
        is_read = "r" in mode or "a+" in mode.replace("b", "")
        if isinstance(name, str | bytes) and is_read:
            path = os.path.abspath(os.fsdecode(name))
            if path.startswith(self.begins):
                self.list.write(os.fsencode(path) + b"\0")

    def read(self) -> list[str]:
        self.list.seek(0)
        opened = os.fsdecode(self.list.read()).split("\0")
        modules = (getattr(m, "__file__", None) for m in list(sys.modules.values()))
        found = {p for p in {*opened, *modules} if p and p.startswith(self.begins)}
        paths = {Path(_source(path)).resolve() for path in found}
        inside = [p.relative_to(self.root) for p in paths if self._is_ours(p)]
        return sorted(path.as_posix() for path in inside)

    def _is_ours(self, path: Path) -> bool:
        if not path.is_relative_to(self.root) or not path.is_file():
            return False
        parts = path.relative_to(self.root).parts
        hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
        return not hidden and parts[0] not in ("node_modules", "site")


def _source(path: str) -> str:
    """Name the file of which a file of bytecode was made; others are their own."""
    try:
        return source_from_cache(path)
    except ValueError:
        return path


class _Cell:
    """Collects what the running cell puts out, in order."""

    def __init__(self, give_up: Callable[[str], None]) -> None:
        self.give_up = give_up
        self.number = 0
        self.outputs: list[dict] = []

    def text(self, name: str, text: str) -> None:
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") != name:
            last = {"output_type": "stream", "name": name, "text": ""}
            self.outputs.append(last)
        last["text"] += text
        if len(last["text"]) > MOST_TEXT:
            self.give_up(f"printed more than {MOST_TEXT:,} characters")

    def data(self, kind: str, data: dict, metadata: dict, **more: int) -> None:
        shown = {name: _plain(value) for name, value in data.items()}
        output = {"output_type": kind, "data": shown, "metadata": metadata, **more}
        self.outputs.append(output)

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        error = {"ename": name, "evalue": value, "traceback": traceback}
        self.outputs.append({"output_type": "error", **error})


def _plain(value: object) -> object:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


class _Stream(io.TextIOBase):
    """Stands in for stdout or stderr."""

    encoding = "utf-8"

    def __init__(self, name: str, cell: _Cell) -> None:
        self.name, self.cell = name, cell

    def write(self, text: str) -> int:
        self.cell.text(self.name, text)
        return len(text)

    def writable(self) -> bool:
        return True


def _shell(give_up: Callable[[str], None]) -> tuple[object, _Cell]:
    """Make IPython's shell, with everything it puts out going to the cell."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from matplotlib import pyplot
    from traitlets.config import Config

    cell = _Cell(give_up)

    class Publisher(DisplayPublisher):
        def publish(
            self, data: dict, metadata: dict | None = None, **_: object
        ) -> None:
            cell.data("display_data", data, metadata or {})

    class Hook(DisplayHook):
        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, data: dict, metadata: dict | None = None) -> None:
            number = cell.number
            cell.data("execute_result", data, metadata or {}, execution_count=number)

        def finish_displayhook(self) -> None:
            pass

    class Shell(InteractiveShell):
        def enable_gui(self, gui: str | None = None) -> None:
            pass  # there are no windows

        def _showtraceback(self, kind: type, value: BaseException, rows: list) -> None:
            cell.error(kind.__name__, str(value), rows)

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InlineBackend.figure_formats = {"svg"}
    shell = Shell.instance(
        config=config, displayhook_class=Hook, display_pub_class=Publisher
    )
    sys.stdout, sys.stderr = _Stream("stdout", cell), _Stream("stderr", cell)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):  # what other programs write is not for the terminal
        os.dup2(nowhere, descriptor)
    builtins.input = _no_input
    shell.enable_matplotlib("inline")
    # It would draw every figure once more, as an interactive window would want it.
    pyplot.uninstall_repl_displayhook()
    return shell, cell


def _no_input(*_: object) -> str:
    raise EOFError("a page can't ask: nobody is there to answer while it is built")
