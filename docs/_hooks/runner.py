"""Runs the pages that have to run, each in a process of its own, on all cores.

The processes are copies of one that has already imported PyTorch and matplotlib; where
the system can't copy processes, ordinary ones are started. Pages whose results still
count are not run at all.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import perf_counter
from types import ModuleType

import nbformat
import session
from mkdocs.exceptions import Abort
from mkdocs.plugins import get_plugin_logger
from nbformat import NotebookNode
from problems import Problem, cell_number, without_ansi
from results import Facts, Result, Store, facts

log = get_plugin_logger("run")

HOOKS = Path(__file__).parent
PAGE_TIMEOUT = 120.0  # seconds, if the environment variable below says nothing else
TIMEOUT_VARIABLE = "SITE_PAGE_TIMEOUT"
# In the environment: run all pages, whatever is kept; "compare": tell differences.
FRESH = "SITE_FRESH"

# How IPython names the lines of a cell: in tracebacks, syntax errors and warnings.
_LINE_IN_CELL = re.compile(r"Cell In\[\d+\], line (\d+)")
_OWN_FILE = re.compile(r"\s*\(<ipython-input-[^)]*>, line \d+\)")
_WARNING_PLACE = re.compile(r"^<ipython-input-[^>]*>:(\d+): ")


@dataclass
class Page:
    """A page that has to run."""

    path: str
    notebook: NotebookNode
    facts: Facts
    seconds: float  # as it took the last time
    kept: Result | None

    @property
    def code(self) -> list[tuple[int, NotebookNode]]:
        """Its code cells, with their numbers among all cells."""
        cells = enumerate(self.notebook.cells, start=1)
        return [(number, cell) for number, cell in cells if cell.cell_type == "code"]


@dataclass
class _Session:
    """A page that is running."""

    page: Page
    process: BaseProcess
    news: connection.Connection
    start: float
    limit: float  # seconds that it may run
    cell: int = 1  # the one that was begun last
    last: tuple[str, object] | None = None  # what it said at its end

    def end(self, patience: float = 0) -> None:
        """End the process, and whatever the page has started.

        Args:
            patience: Seconds in which it may end by itself.
        """
        self.process.join(patience)
        for stop in (
            lambda: os.killpg(self.process.pid, signal.SIGKILL),
            self.process.kill,
        ):
            try:
                stop()
            except (AttributeError, OSError):
                continue  # no such system call, or no such process any more
        self.process.join()
        self.news.close()


def run_all(notebooks: dict[str, NotebookNode], root: Path) -> list[Problem]:
    """Give every notebook its outputs: kept ones, or those of a run.

    Args:
        notebooks: Source path (as said in problems) and notebook of each page.
        root: Folder in which the code runs; what sessions need goes to its `.cache`.

    Returns:
        All that went wrong; a page stops at its first failing cell.
    """
    store = Store(root / ".cache" / "results", root)
    waiting = []
    for path, notebook in notebooks.items():
        page = _planned(path, notebook, store)
        if page.kept and not os.environ.get(FRESH):
            _fill(page, page.kept.outputs)
        else:
            waiting.append(page)
    if not waiting:
        return []
    start, counts = perf_counter(), (len(waiting), len(notebooks) - len(waiting))
    problems = _run(waiting, store, root)
    told = (*counts, perf_counter() - start, store.drop_oldest() / 1e6)
    log.info("Pages: %d run, %d kept, %.1f s; results: %.1f MB", *told)
    return problems


def _planned(path: str, notebook: NotebookNode, store: Store) -> Page:
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    declared = notebook.metadata.get("depends", [])
    found = sorted(
        {
            file.relative_to(store.root).as_posix()
            for pattern in declared
            for file in store.root.glob(pattern)
            if file.is_file()
        }
    )
    known = facts(code, {name: store.hash_of(name) for name in found})
    seconds = store.seconds(path)
    # What has never run may take long.
    expected = float("inf") if seconds is None else seconds
    return Page(path, notebook, known, expected, store.find(known))


def _fill(page: Page, outputs: list[list[dict]]) -> None:
    for count, ((_, cell), shown) in enumerate(
        zip(page.code, outputs, strict=False), start=1
    ):
        cell.outputs = [nbformat.from_dict(output) for output in shown]
        cell.execution_count = count


def _run(waiting: list[Page], store: Store, root: Path) -> list[Problem]:
    """Run pages, as many at a time as there are cores, the longest first."""
    environment = _environment(root / ".cache")
    limit = _timeout()
    waiting.sort(key=lambda page: page.seconds)
    problems: list[Problem] = []
    running: list[_Session] = []
    _find_fonts(environment)
    try:
        while waiting or running:
            while waiting and len(running) < (os.cpu_count() or 1):
                page = waiting.pop()
                log.info("Running %s: %s", page.path, store.why(page.path, page.facts))
                running.append(_started(page, root, environment, limit))
            for done in _next_done(running):
                running.remove(done)
                problems += _finished(done, store)
    finally:
        for left in running:  # after Ctrl-C
            left.end()
    return problems


def _timeout() -> float:
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


def _started(
    page: Page, root: Path, environment: dict[str, str], limit: float
) -> _Session:
    news, home = multiprocessing.Pipe(duplex=False)
    # The value of an expression in the text changes nothing for the rest of the page.
    code = [(cell.source, cell.metadata["kind"] != "value") for _, cell in page.code]
    # What sessions are told of the environment, beyond what the warm process knows.
    job = session.Job(code, str(root), environment)
    with _surroundings(environment):
        process = _context().Process(target=session.run, args=(job, home), daemon=False)
        process.start()
    home.close()
    return _Session(page, process, news, perf_counter(), limit)


def _context() -> multiprocessing.context.BaseContext:
    # A process of macOS that has loaded its frameworks must not be copied.
    methods = multiprocessing.get_all_start_methods()
    if "forkserver" not in methods or sys.platform == "darwin":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["warm"])
    return context


@contextmanager
def _surroundings(environment: dict[str, str]) -> Iterator[None]:
    """Start processes in another environment, and without this program's own main."""
    before, main = dict(os.environ), sys.modules["__main__"]
    os.environ.update(environment)
    os.environ["PYTHONPATH"] = str(HOOKS)
    sys.modules["__main__"] = ModuleType("__main__")
    sys.path.insert(0, str(HOOKS))
    try:
        yield
    finally:
        sys.path.remove(str(HOOKS))
        sys.modules["__main__"] = main
        os.environ.clear()
        os.environ.update(before)


def _environment(cache: Path) -> dict[str, str]:
    """Make every machine's sessions alike, whatever its user has set up."""
    own = {k: v for k, v in os.environ.items() if k.startswith("RNN_TUTORIAL_")}
    return own | {
        "IPYTHONDIR": str(cache / "ipython"),
        "MATPLOTLIBRC": str(HOOKS / "matplotlibrc"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": str(cache / "matplotlib"),
        "OMP_NUM_THREADS": "1",  # small networks: faster, and the same everywhere
        "PYTHONDONTWRITEBYTECODE": "1",  # or a save is followed by a second rebuild
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "0",  # or matplotlib dates its drawings
        "TQDM_DISABLE": "1",  # nobody watches
    }


def _find_fonts(environment: dict[str, str]) -> None:
    """Let matplotlib look for fonts once, before it says so on a page's stderr."""
    folder = Path(environment["MPLCONFIGDIR"])
    if not list(folder.glob("fontlist*.json")):
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-c", "import matplotlib.font_manager"]
        subprocess.run(
            command, env=os.environ | environment, capture_output=True, check=False
        )


def _next_done(running: list[_Session]) -> list[_Session]:
    """Wait until something happens; return the sessions that are over."""
    now = perf_counter()
    patience = min(s.start + s.limit for s in running) - now
    waited_for = [thing for s in running for thing in (s.news, s.process.sentinel)]
    connection.wait(waited_for, timeout=max(patience, 0))
    return [s for s in running if _is_over(s)]


def _is_over(one: _Session) -> bool:
    """Read a session's news."""
    try:
        while one.news.poll():
            kind, what = one.news.recv()
            if kind == "cell":
                one.cell = what
            else:
                one.last = (kind, what)
                return True
    except EOFError:
        pass
    if one.process.exitcode is not None:
        one.last = ("broken", "ended the Python session")
    elif perf_counter() - one.start > one.limit:
        one.last = ("broken", f"ran for more than {one.limit:g} seconds")
    return one.last is not None


def _finished(done: _Session, store: Store) -> list[Problem]:
    page, seconds = done.page, perf_counter() - done.start
    kind, what = done.last
    done.end(patience=5 if kind == "done" else 0)
    if kind == "broken":
        number, cell = page.code[done.cell - 1]
        problem = Problem(
            page.path, cell.metadata["line"], what, cell_number(page.path, number)
        )
        problems = [problem]
    else:
        _fill(page, what.outputs)
        problems = [*_failures(page), *_differences(page, what.outputs)]
        changed = store.changed_meanwhile(what.files)
        if changed:
            log.info("%s is not kept: %s changed meanwhile", page.path, changed[0])
        elif not problems:
            files = {path: store.hash_of(path) for path in what.files}
            result = Result(what.outputs, files, round(seconds, 2))
            store.keep(page.path, page.facts, result)
    state = "failed" if problems else "done"
    log.info("Running %s: %s in %.1f s", page.path, state, seconds)
    return problems


def _differences(page: Page, outputs: list[list[dict]]) -> Iterator[Problem]:
    """Tell, if that is asked for, where a kept result is not what a fresh run gives."""
    if os.environ.get(FRESH) != "compare" or not page.kept:
        return
    for (number, cell), kept, fresh in zip(
        page.code, page.kept.outputs, outputs, strict=False
    ):
        if kept != fresh:
            reason = "a fresh run gives another result than the one that was kept"
            line = cell.metadata["line"]
            yield Problem(page.path, line, reason, cell_number(page.path, number))


def _failures(page: Page) -> Iterator[Problem]:
    for number, cell in page.code:
        shown = cell.get("outputs", [])
        # What is written beside an error only repeats it.
        errors = [output for output in shown if output.output_type == "error"]
        for output in errors or shown:
            found = _failure(output)
            if found:
                offset, reason = found
                is_value = cell.metadata["kind"] == "value"  # stands on one line
                line = cell.metadata["line"] + (0 if is_value else offset)
                yield Problem(page.path, line, reason, cell_number(page.path, number))


def _failure(output: NotebookNode) -> tuple[int, str] | None:
    """Read an error or a warning: lines below the cell's first, and the reason.

    Examples:
        >>> text = "<ipython-input-2-ae5a>:3: UserWarning: careful"
        >>> stderr = NotebookNode(output_type="stream", name="stderr", text=text)
        >>> _failure(stderr)
        (2, 'written to stderr: UserWarning: careful')
    """
    if output.output_type == "error":
        text = without_ansi("\n".join(output.traceback))
        match = _LINE_IN_CELL.search(text)
        reason = f"{output.ename}: {_OWN_FILE.sub('', output.evalue).strip()}"
    elif output.get("name") == "stderr":
        first = output.text.strip().split("\n")[0]
        match = _WARNING_PLACE.match(first)
        reason = f"written to stderr: {_WARNING_PLACE.sub('', first)}"
    else:
        return None
    return (int(match[1]) - 1 if match else 0), reason
