"""Runs notebooks in ordinary Jupyter kernels, a few at a time.

This is the one place that executes anything; another engine only has to replace
`run_all`.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from ipykernel.kernelspec import make_ipkernel_cmd
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from mkdocs.plugins import get_plugin_logger
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from problems import Problem

log = get_plugin_logger("run")

HOOKS = Path(__file__).parent
CELL_TIMEOUT = 120  # seconds
_FLAGS = ["--InlineBackend.figure_formats={'svg'}", "--log-level=40"]
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_LINE_IN_CELL = re.compile(r"Cell In\[\d+\], line (\d+)")


class _Kernel(AsyncKernelManager):
    """A kernel of the Python that builds the site, whatever kernels are installed."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """Start the Python that is running now."""
        argv = make_ipkernel_cmd()
        return KernelSpec(argv=[*argv, *_FLAGS])


def _environment() -> dict[str, str]:
    return os.environ | {
        "MATPLOTLIBRC": str(HOOKS / "matplotlibrc"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "OMP_NUM_THREADS": "1",  # small networks: faster, and the same on every machine
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # or the debugger warns on stderr
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",  # or a save is followed by a second rebuild
        "TQDM_DISABLE": "1",  # nobody watches
    }


def run_all(notebooks: dict[str, NotebookNode], root: Path) -> list[Problem]:
    """Run each notebook in a session of its own and leave its outputs in its cells.

    Args:
        notebooks: Source path (as said in problems) and notebook of each page.
        root: Folder in which the code runs.

    Returns:
        All that went wrong; a page stops at its first failing cell.
    """
    return asyncio.run(_run_all(notebooks, root))


async def _run_all(notebooks: dict[str, NotebookNode], root: Path) -> list[Problem]:
    free = asyncio.Semaphore(os.cpu_count() or 1)

    async def run_one(path: str, notebook: NotebookNode) -> list[Problem]:
        async with free:
            log.info("Running %s …", path)
            start = perf_counter()
            problems = await _run(path, notebook, root)
            state = "failed" if problems else "done"
            log.info("Running %s: %s in %.1f s", path, state, perf_counter() - start)
            return problems

    labs_first = sorted(notebooks.items(), key=lambda item: item[0].endswith(".md"))
    found = await asyncio.gather(*(run_one(*item) for item in labs_first))
    return [problem for problems in found for problem in problems]


async def _run(path: str, notebook: NotebookNode, root: Path) -> list[Problem]:
    client = NotebookClient(
        notebook,
        kernel_manager_class=_Kernel,
        timeout=CELL_TIMEOUT,
        resources={"metadata": {"path": str(root)}},
        record_timing=False,  # clock readings are never published
    )
    try:
        await client.async_execute(env=_environment())
    except CellExecutionError:
        pass  # the failing cell carries its traceback
    except CellTimeoutError:
        return [
            _unfinished(path, notebook, f"ran for more than {CELL_TIMEOUT} seconds")
        ]
    except DeadKernelError:
        return [_unfinished(path, notebook, "ended the Python session")]
    return list(_failures(path, notebook))


def _unfinished(path: str, notebook: NotebookNode, reason: str) -> Problem:
    done = [c.get("execution_count") for c in notebook.cells if c.cell_type == "code"]
    last = done.index(None) if None in done else len(done)
    code = [i for i, c in enumerate(notebook.cells) if c.cell_type == "code"]
    index = code[max(last - 1, 0)]
    line = notebook.cells[index].metadata["line"]
    return Problem(path, line, reason, _cell_number(path, index + 1))


def _cell_number(path: str, number: int) -> int:
    """Number the cells of labs only: a lesson's reader sees none."""
    return number if path.endswith(".py") else 0


def _failures(path: str, notebook: NotebookNode) -> Iterator[Problem]:
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            line, cell_number = cell.metadata["line"], _cell_number(path, number)
            if output.output_type == "error":
                line += _line_in_cell(output.traceback)
                reason = f"{output.ename}: {output.evalue.strip()}"
                yield Problem(path, line, reason, cell_number)
            elif output.get("name") == "stderr":
                reason = f"written to stderr: {output.text.strip().splitlines()[0]}"
                yield Problem(path, line, reason, cell_number)


def _line_in_cell(traceback: list[str]) -> int:
    r"""Count the lines from a cell's first to the one that raised.

    Examples:
        >>> _line_in_cell(["Cell In[2], line 4\n  2 x", "File train.py"])
        3
        >>> _line_in_cell(["File train.py"])
        0
    """
    match = _LINE_IN_CELL.search(_ANSI.sub("", "\n".join(traceback)))
    return int(match[1]) - 1 if match else 0


if sys.platform == "win32":  # zmq needs the loop that can watch sockets
    asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
