"""The shell in which a page's code runs; whatever it puts out goes to the cell.

Loading IPython takes a while: it is imported where a session begins, or before all.
"""

from __future__ import annotations

import bdb
import builtins
import os
import sys
import traceback
import warnings
from pathlib import Path

import stack_data  # noqa: F401  at an error, pages may have changed where it lies
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from engine.session import claims
from engine.session.cell import Cell


class _Publisher(DisplayPublisher):
    """Hands what is displayed to the cell."""

    def publish(
        self,
        data: dict,
        metadata: dict | None = None,
        *,
        transient: dict | None = None,
        update: bool = False,
        **_: object,
    ) -> None:
        name = (transient or {}).get("display_id")
        if name:
            self.shell.cell.named(name, data, metadata or {}, update)
        else:
            self.shell.cell.data("display_data", data, metadata or {})

    def clear_output(self, wait: bool = False) -> None:
        self.shell.cell.clear(wait)


class _Hook(DisplayHook):
    """Hands the value of a cell's last expression to the cell."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, data: dict, metadata: dict | None = None) -> None:
        cell = self.shell.cell
        more = {"execution_count": cell.number}
        cell.data("execute_result", data, metadata or {}, **more)

    def finish_displayhook(self) -> None:
        pass


class _Shell(InteractiveShell):
    """IPython's shell, without windows, whose errors go to the cell."""

    cell: Cell

    def enable_gui(self, gui: str | None = None) -> None:
        pass  # there are no windows

    def showtraceback(
        self, exc_tuple: tuple | None = None, *args: object, **kwargs: object
    ) -> None:
        kind, value, _ = exc_tuple or sys.exc_info()
        if _follows_a_group(value):  # which IPython only prints
            rows = traceback.format_exception(value)
            self._showtraceback(kind, value, rows)
        else:
            super().showtraceback(exc_tuple, *args, **kwargs)

    def _showtraceback(self, kind: type, value: BaseException, rows: list) -> None:
        told = " ".join([str(value), *getattr(value, "__notes__", ())])
        if isinstance(value, BaseExceptionGroup):
            told = f"{told}: {', '.join(map(repr, value.exceptions))}"
        self.cell.error(kind.__name__, told, rows)


def _follows_a_group(error: BaseException | None) -> bool:
    """Tell whether an exception is a group of others, or came up while one was."""
    while error and not isinstance(error, BaseExceptionGroup):
        error = error.__context__
    return error is not None


def new_shell(cell: Cell) -> InteractiveShell:
    """Make the shell, with all that is put out going to a cell, from now on."""
    from matplotlib import pyplot  # which has its settings by now

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.system_raise_on_error = True  # of `!command`
    config.InlineBackend.figure_formats = {"svg"}
    shell = _Shell.instance(
        config=config, displayhook_class=_Hook, display_pub_class=_Publisher
    )
    shell.cell = cell
    shell.user_ns |= {"exit": sys.exit, "quit": sys.exit}  # IPython's ask its user
    cell.hear()
    builtins.input = bdb.Bdb.set_trace = _no_input
    shell.enable_matplotlib("inline")
    # It would draw every figure once more, as an interactive window would want it.
    pyplot.uninstall_repl_displayhook()
    claims.count(shell, cell)
    warnings.formatwarning = _with_its_place
    return shell


_usual = warnings.formatwarning


def _with_its_place(
    message: Warning | str, category: type, filename: str, lineno: int, *line: object
) -> str:
    """Tell a warning that came up elsewhere at the line of the cell that led there."""
    here, told = claims.line_of_cell(), f"{category.__name__}: {message}"
    if "<ipython-input" in filename:
        return _usual(message, category, filename, lineno, *line)
    if Path(filename).parent != Path(__file__).parent:
        place = os.path.relpath(filename)
        is_own = not (place.startswith("..") or filename.startswith(sys.prefix))
        where = place if is_own else os.path.basename(filename)
        told = f"{told} (in {where}:{lineno})"
    return f"<ipython-input-0>:{here}: {told}\n" if here else f"{told}\n"


def _no_input(*_: object) -> str:
    # (No EOFError: debuggers take that for an answer.)
    raise RuntimeError("a page can't ask: nobody is there while it is built")


def is_no_python(shell: InteractiveShell, source: str) -> bool:
    """Tell whether code would fail before any of it runs."""
    try:
        shell.compile.ast_parse(shell.transform_cell(source))
    except (SyntaxError, ValueError, OverflowError):
        return True
    return False
