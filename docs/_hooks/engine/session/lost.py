"""Tells of what a cell would lose: text, errors and figures that nobody is shown."""

from __future__ import annotations

import ctypes
import io
import sys
import traceback
from contextlib import suppress

from engine.session.cell import Cell


def flush_c() -> None:
    """Let what C has printed arrive."""
    with suppress(OSError, TypeError, AttributeError):  # of Windows, for example
        ctypes.CDLL(None).fflush(None)


def told_at(line: int, why: str) -> dict:
    """Make an output that fails the page, at a line of its cell."""
    text = f"<ipython-input-0>:{line}: {why}\n"
    return {"output_type": "stream", "name": "stderr", "text": text}


def tell_of_text(cell: Cell, source: str) -> None:
    """Complain if nobody hears what will be printed; from now on it is heard again."""
    for name, own in cell.streams.items():
        stream = getattr(sys, name)
        if stream in (own, getattr(sys, f"__{name}__")) or _hands_on(stream, cell):
            continue
        setattr(sys, name, own)
        rows = enumerate(source.split("\n"), start=1)
        line = next((at for at, row in rows if f"sys.{name}" in row), 1)
        how = f"put it back, as contextlib.redirect_{name} does"
        why = f"sys.{name} is another one: {how}"
        cell.outputs.append(told_at(line, why))


def _hands_on(stream: object, cell: Cell) -> bool:
    """Tell whether what is written to a stream of the page's own arrives here too.

    Nothing is written first, which leaves no trace in what else it writes to. (Some
    hand on only what is something.)
    """
    if type(stream) in (io.StringIO, io.TextIOWrapper):
        return False
    for text in ("", "Does anybody hear this?\n"):
        with cell.aside() as heard, suppress(Exception):
            stream.write(text)
            stream.flush()
        if heard:
            return True
    return False


def tell_of_error(cell: Cell, error: BaseException | None) -> None:
    """Tell what has ended a cell if nothing else has."""
    is_told = any(one["output_type"] == "error" for one in cell.outputs)
    if error and not is_told:
        rows = traceback.format_exception(error)
        cell.error(type(error).__name__, str(error), rows)


def tell_of_figures(cell: Cell) -> None:
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
