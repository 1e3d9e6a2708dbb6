"""The shell in which a page's code runs; whatever it puts out is collected."""

from __future__ import annotations

import base64
import builtins
import io
import os
import sys
from collections.abc import Callable

# What one cell may print. More is a mistake, and no page for readers.
MOST_TEXT = 1_000_000  # characters


class Cell:
    """Collects what the running cell puts out, in order."""

    def __init__(self, give_up: Callable[[str], None]) -> None:
        self.give_up = give_up
        self.number = 0
        self.outputs: list[dict] = []

    def text(self, name: str, text: str) -> None:
        """Take what was printed, to stdout or stderr."""
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") != name:
            last = {"output_type": "stream", "name": name, "text": ""}
            self.outputs.append(last)
        last["text"] += text
        if len(last["text"]) > MOST_TEXT:
            self.give_up(f"printed more than {MOST_TEXT:,} characters")

    def data(self, kind: str, data: dict, metadata: dict, **more: int) -> None:
        """Take what was displayed, by MIME type."""
        shown = {name: _plain(value) for name, value in data.items()}
        output = {"output_type": kind, "data": shown, "metadata": metadata, **more}
        self.outputs.append(output)

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Take an exception that nobody has caught."""
        error = {"ename": name, "evalue": value, "traceback": traceback}
        self.outputs.append({"output_type": "error", **error})


def _plain(value: object) -> object:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


class _Stream(io.TextIOBase):
    """Stands in for stdout or stderr."""

    encoding = "utf-8"

    def __init__(self, name: str, cell: Cell) -> None:
        self.name, self.cell = name, cell

    def write(self, text: str) -> int:
        self.cell.text(self.name, text)
        return len(text)

    def writable(self) -> bool:
        return True


def new_shell(give_up: Callable[[str], None]) -> tuple[object, Cell]:
    """Make IPython's shell, with everything it puts out going to the cell."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from matplotlib import pyplot
    from traitlets.config import Config

    cell = Cell(give_up)

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
