"""The shell in which a page's code runs; whatever it puts out is collected."""

from __future__ import annotations

import base64
import bdb
import builtins
import ctypes
import io
import json
import os
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from engine.session import claims

# What one cell may print. More is a mistake, and no page for readers.
MOST_TEXT = 1_000_000  # characters


class Cell:
    """Collects what the running cell puts out, in order."""

    def __init__(self, give_up: Callable[[str], None]) -> None:
        self.give_up = give_up
        self.number = 0
        self.outputs: list[dict] = []
        self.programs = {name: _Programs() for name in ("stdout", "stderr")}
        self.streams: dict[str, _Stream] = {}  # in the place of the usual ones
        self._named: dict[str, list[dict]] = {}  # what was displayed, to be updated
        self._clears = False  # when the next output comes

    def begin(self, number: int) -> list[dict]:
        """Begin a cell, and return the list of what it will put out."""
        self.number, self.outputs, self._clears = number, [], False
        return self.outputs

    def hear_programs(self) -> None:
        """Take what other programs, and C, have written since."""
        for name, written in self.programs.items():
            if text := written.news():
                self._take(name, text)

    def text(self, name: str, text: str) -> None:
        """Take what was printed, to stdout or stderr."""
        self.hear_programs()  # before it
        self._take(name, text)

    def clear(self, wait: bool = False) -> None:
        """Drop what the cell has put out; or do so when something new comes."""
        self.hear_programs()
        if wait:
            self._clears = True
        else:
            self.outputs.clear()

    def _make_room(self) -> None:
        if self._clears:
            self.outputs.clear()
            self._clears = False

    def _take(self, name: str, text: str) -> None:
        if not text:
            return
        self._make_room()
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") != name:
            last = {"output_type": "stream", "name": name, "text": ""}
            self.outputs.append(last)
        last["text"] += text
        if len(last["text"]) > MOST_TEXT:
            self.give_up(f"printed more than {MOST_TEXT:,} characters")

    def data(self, kind: str, data: dict, metadata: dict, **more: int) -> dict:
        """Take what was displayed, by MIME type."""
        self.hear_programs()
        self._make_room()
        shown = {name: _plain(value) for name, value in data.items()}
        metadata = _plain(metadata)
        output = {"output_type": kind, "data": shown, "metadata": metadata, **more}
        self.outputs.append(output)
        return output

    def named(self, name: str, data: dict, metadata: dict, update: bool) -> None:
        """Take what was displayed under a name; as an update, in the place of that."""
        before = self._named.setdefault(name, [])
        if not update:
            before.append(self.data("display_data", data, metadata))
        shown = {kind: _plain(value) for kind, value in data.items()}
        for output in before:
            output.update(data=shown, metadata=metadata)

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Take an exception that nobody has caught."""
        error = {"ename": name, "evalue": value, "traceback": traceback}
        self.outputs.append({"output_type": "error", **error})


def _plain(value: object) -> object:
    """Return what can be written down, or raise a `TypeError` where it is displayed."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if not isinstance(value, str):
        json.dumps(value)
    return value


class _Programs:
    """What other programs write to stdout or stderr, and C in this one."""

    def __init__(self) -> None:
        self.file = tempfile.TemporaryFile(mode="ab+", buffering=0)  # noqa: SIM115
        self.read = 0

    def news(self) -> str:
        """Return what was written since the last time."""
        if os.fstat(self.file.fileno()).st_size == self.read:
            return ""
        self.file.seek(self.read)
        new = self.file.read()
        self.read += len(new)
        return new.decode(errors="replace")


class _Stream(io.TextIOBase):
    """Stands in for stdout or stderr."""

    encoding = "utf-8"

    def __init__(self, name: str, descriptor: int, cell: Cell) -> None:
        self.name, self.descriptor, self.cell = name, descriptor, cell
        self.process = os.getpid()

    def write(self, text: str) -> int:
        if os.getpid() == self.process:
            self.cell.text(self.name, text)
        else:  # a copy writes as any other program does
            os.write(self.descriptor, text.encode(errors="replace"))
        return len(text)

    def writable(self) -> bool:
        return True


def new_shell(give_up: Callable[[str], None]) -> tuple[object, Cell]:
    """Make IPython's shell, with everything it puts out going to the cell."""
    import stack_data  # noqa: F401  at an error, pages may have changed where it lies
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from matplotlib import pyplot
    from traitlets.config import Config

    cell = Cell(give_up)

    class Publisher(DisplayPublisher):
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
                cell.named(name, data, metadata or {}, update)
            else:
                cell.data("display_data", data, metadata or {})

        def clear_output(self, wait: bool = False) -> None:
            cell.clear(wait)

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
            cell.error(kind.__name__, told, rows)

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.system_raise_on_error = True  # of `!command`
    config.InlineBackend.figure_formats = {"svg"}
    shell = Shell.instance(
        config=config, displayhook_class=Hook, display_pub_class=Publisher
    )
    shell.user_ns |= {"exit": sys.exit, "quit": sys.exit}  # IPython's ask its user
    for descriptor, name in enumerate(cell.programs, start=1):
        cell.streams[name] = _Stream(name, descriptor, cell)
        setattr(sys, name, cell.streams[name])
    for descriptor, written in enumerate(cell.programs.values(), start=1):
        os.dup2(written.file.fileno(), descriptor)
    sys.__stdout__, sys.__stderr__ = _unbuffered(1), _unbuffered(2)
    builtins.input = bdb.Bdb.set_trace = _no_input
    shell.enable_matplotlib("inline")
    # It would draw every figure once more, as an interactive window would want it.
    pyplot.uninstall_repl_displayhook()
    claims.count(shell, cell)
    warnings.formatwarning = _with_its_place
    return shell, cell


def _unbuffered(descriptor: int) -> io.TextIOWrapper:
    """Open stdout or stderr as other programs have it: nothing waits for its turn."""
    raw = open(descriptor, "wb", buffering=0, closefd=False)  # noqa: SIM115
    return io.TextIOWrapper(
        raw, encoding="utf-8", errors="replace", newline="\n", write_through=True
    )


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


def _follows_a_group(error: BaseException | None) -> bool:
    """Tell whether an exception is a group of others, or came up while one was."""
    while error and not isinstance(error, BaseExceptionGroup):
        error = error.__context__
    return error is not None


def _no_input(*_: object) -> str:
    # (No EOFError: debuggers take that for an answer.)
    raise RuntimeError("a page can't ask: nobody is there while it is built")


def is_no_python(shell: object, source: str) -> bool:
    """Tell whether code would fail before any of it runs."""
    try:
        shell.compile.ast_parse(shell.transform_cell(source))
    except (SyntaxError, ValueError, OverflowError):
        return True
    return False


def flush_c() -> None:
    """Let what C has printed arrive."""
    with suppress(OSError, TypeError, AttributeError):  # of Windows, for example
        ctypes.CDLL(None).fflush(None)


def tell_of_lost_text(cell: Cell) -> None:
    """Complain if nobody hears what will be printed; from now on it is heard again."""
    for name, own in cell.streams.items():
        stream = getattr(sys, name)
        is_heard = stream in (own, getattr(sys, f"__{name}__"))
        if not is_heard and isinstance(stream, io.StringIO | io.TextIOWrapper | None):
            setattr(sys, name, own)
            how = f"put it back, as contextlib.redirect_{name} does"
            cell.text("stderr", f"sys.{name} is another one: {how}")


def tell_of_lost_error(cell: Cell, error: BaseException | None) -> None:
    """Tell what has ended a cell if nothing else has."""
    is_told = any(one["output_type"] == "error" for one in cell.outputs)
    if error and not is_told:
        rows = traceback.format_exception(error)
        cell.error(type(error).__name__, str(error), rows)


def tell_of_lost_figures(cell: Cell) -> None:
    """Complain of figures that were drawn, and not shown."""
    import matplotlib
    from matplotlib import pyplot
    from matplotlib_inline.config import InlineBackend

    name, drawn = matplotlib.get_backend(), len(pyplot.get_fignums())
    if "inline" not in name:
        why = f"matplotlib.use({name!r}) took it away"
    elif InlineBackend.instance().close_figures:
        why = "with plt.ioff() it is shown by plt.show(), or not at all: plt.close()"
    else:
        return  # the page goes on with what it has shown
    shown = [kind for one in cell.outputs for kind in one.get("data", ())]
    if drawn > sum(kind.startswith("image/") for kind in shown):
        cell.text("stderr", f"a figure is lost: {why}")
    if drawn:
        pyplot.close("all")
