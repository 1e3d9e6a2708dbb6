"""Runs notebooks in ordinary Jupyter kernels, a few at a time.

This is the one place that executes anything; another engine only has to replace
`run_all`.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import groupby
from pathlib import Path
from time import perf_counter

from ipykernel.kernelspec import make_ipkernel_cmd
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from mkdocs.plugins import get_plugin_logger
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from problems import Problem, cell_number, without_ansi

log = get_plugin_logger("run")

HOOKS = Path(__file__).parent
CELL_TIMEOUT = 120  # seconds
_FLAGS = ["--InlineBackend.figure_formats={'svg'}", "--log-level=50"]
# How IPython names the lines of a cell: in tracebacks, syntax errors and warnings.
_LINE_IN_CELL = re.compile(r"Cell In\[\d+\], line (\d+)")
_OWN_FILE = re.compile(r"\s*\(\d+\.py, line \d+\)")
_WARNING_PLACE = re.compile(r"^\S*ipykernel_\d+\S*\.py:(\d+): ")


class _Kernel(AsyncKernelManager):
    """A kernel of the Python that builds the site, whatever kernels are installed."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """Start the Python that is running now."""
        argv = make_ipkernel_cmd()
        return KernelSpec(argv=[*argv, *_FLAGS])


def _environment(cache: Path) -> dict[str, str]:
    """Make every machine's sessions alike, whatever its user has set up."""
    return os.environ | {
        "IPYTHONDIR": str(cache / "ipython"),
        "MATPLOTLIBRC": str(HOOKS / "matplotlibrc"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": str(cache / "matplotlib"),
        "OMP_NUM_THREADS": "1",  # small networks: faster, and the same everywhere
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # or the debugger warns on stderr
        "PYTHONDONTWRITEBYTECODE": "1",  # or a save is followed by a second rebuild
        "PYTHONHASHSEED": "0",
        "TQDM_DISABLE": "1",  # nobody watches
    }


def run_all(notebooks: dict[str, NotebookNode], root: Path) -> list[Problem]:
    """Run each notebook in a session of its own and leave its outputs in its cells.

    Args:
        notebooks: Source path (as said in problems) and notebook of each page.
        root: Folder in which the code runs; what sessions need goes to its `.cache`.

    Returns:
        All that went wrong; a page stops at its first failing cell.

    Raises:
        KeyboardInterrupt: After all sessions were ended.
    """
    environment = _environment(root / ".cache")
    _find_fonts(environment)
    # In a thread of its own, where nbclient leaves Ctrl-C to us.
    new_loop = asyncio.SelectorEventLoop if sys.platform == "win32" else None
    with (
        asyncio.Runner(loop_factory=new_loop) as sessions,
        ThreadPoolExecutor(max_workers=1) as thread,
    ):
        loop = sessions.get_loop()
        work = asyncio.ensure_future(_run_all(notebooks, root, environment), loop=loop)
        done = thread.submit(loop.run_until_complete, work)
        try:
            return done.result()
        except KeyboardInterrupt:
            loop.call_soon_threadsafe(work.cancel)
            wait([done])
            raise


def _find_fonts(environment: dict[str, str]) -> None:
    """Let matplotlib look for fonts once, before it says so on a page's stderr."""
    folder = Path(environment["MPLCONFIGDIR"])
    if not list(folder.glob("fontlist*.json")):
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-c", "import matplotlib.font_manager"]
        subprocess.run(command, env=environment, capture_output=True, check=False)


async def _run_all(
    notebooks: dict[str, NotebookNode], root: Path, environment: dict[str, str]
) -> list[Problem]:
    free = asyncio.Semaphore(os.cpu_count() or 1)

    async def run_one(path: str, notebook: NotebookNode) -> list[Problem]:
        async with free:
            log.info("Running %s …", path)
            start = perf_counter()
            problems = await _run(path, notebook, root, environment)
            state = "failed" if problems else "done"
            log.info("Running %s: %s in %.1f s", path, state, perf_counter() - start)
            return problems

    labs_first = sorted(notebooks.items(), key=lambda item: item[0].endswith(".md"))
    found = await asyncio.gather(*(run_one(*item) for item in labs_first))
    return [problem for problems in found for problem in problems]


async def _run(
    path: str, notebook: NotebookNode, root: Path, environment: dict[str, str]
) -> list[Problem]:
    client = NotebookClient(
        notebook,
        kernel_manager_class=_Kernel,
        timeout=CELL_TIMEOUT,
        resources={"metadata": {"path": str(root)}},
        record_timing=False,  # clock readings are never published
    )
    reason = ""
    try:
        # What a session has to say reaches us as outputs; its own log does not matter.
        await client.async_execute(env=environment, stderr=subprocess.DEVNULL)
    except CellExecutionError:
        pass  # the failing cell carries its traceback
    except CellTimeoutError:
        reason = f"ran for more than {CELL_TIMEOUT} seconds"
    except DeadKernelError:
        reason = "ended the Python session"
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = list(_joined(cell.outputs))
    if reason:
        return [_unfinished(path, notebook, reason)]
    return list(_failures(path, notebook))


def _joined(outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Join what a cell printed in a row: how it was cut up depends on the clock."""
    for _, group in groupby(outputs, key=lambda output: output.get("name", id(output))):
        first, *rest = group
        for output in rest:
            first.text += output.text
        yield first


def _unfinished(path: str, notebook: NotebookNode, reason: str) -> Problem:
    """Blame the last cell that was begun."""
    cells = list(enumerate(notebook.cells, start=1))
    code = [item for item in cells if item[1].cell_type == "code"]
    begun = [item for item in code if item[1].execution_count]
    number, cell = begun[-1] if begun else code[0]
    return Problem(path, cell.metadata["line"], reason, cell_number(path, number))


def _failures(path: str, notebook: NotebookNode) -> Iterator[Problem]:
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            found = _failure(output)
            if found:
                offset, reason = found
                is_value = cell.metadata["kind"] == "value"  # stands on one line
                line = cell.metadata["line"] + (0 if is_value else offset)
                yield Problem(path, line, reason, cell_number(path, number))


def _failure(output: NotebookNode) -> tuple[int, str] | None:
    """Read an error or a warning: lines below the cell's first, and the reason.

    Examples:
        >>> text = "ipykernel_7/42.py:3: UserWarning: careful"
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
