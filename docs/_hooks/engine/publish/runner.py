"""Runs blocks of a lesson in the page, and says in a sentence what went wrong.

Lies beside the project's modules in the Python that readers' browsers load; the worker
there calls `run`. The build itself imports none of this.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import io
import json
import linecache
import pprint
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

MOST_TEXT = 200_000  # characters; a page with more of them is no page
MOST_AT_ONCE = 1_000  # characters that wait for the end of their line
MOST_FRAMES = 40  # of a traceback
HERE = "<this block>"
CURLED = re.compile("[\u2018\u2019\u201c\u201d]")  # as phones and letters write quotes
KNOWN_AS = {"torch": "PyTorch", "matplotlib": "matplotlib"}


class TooMuchPrinted(BaseException):
    """Ends whatever runs, also what catches every `Exception`."""


class Printed(io.TextIOBase):
    """Stands in for stdout and stderr: tells the page of every line at once."""

    encoding = "utf-8"

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.tell, self.waiting, self.total = tell, "", 0

    def write(self, text: str) -> int:
        """Take what was printed."""
        room = MOST_TEXT - self.total
        self.waiting += text[:room]
        self.total += len(text)
        if self.total > MOST_TEXT:
            self.flush()
            raise TooMuchPrinted
        if "\n" in text or len(self.waiting) > MOST_AT_ONCE:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Tell what waits."""
        if self.waiting:
            self.tell(self.waiting)
        self.waiting = ""

    def writable(self) -> bool:
        """Say so to whoever asks."""
        return True


class NotInBrowserError(ModuleNotFoundError):
    """What runs elsewhere, but in no page."""


class Missing:
    """Comes after all other finders: says why there is no such module."""

    def __init__(self) -> None:
        # Modules of the project, and what each needs that there is not.
        self.needs = json.loads(Path(__file__).with_suffix(".json").read_text())

    def find_spec(self, name: str, *_: object) -> None:
        """Refuse a module that nobody else has found."""
        top = name.partition(".")[0]
        if top in KNOWN_AS:
            told = f"{KNOWN_AS[top]} does not run in a browser"
            raise NotInBrowserError(told, name=name)
        if needed := self.needs.get(name):
            needed = KNOWN_AS.get(needed, needed)
            told = f"{name} needs {needed}, which does not run in a browser"
            raise NotInBrowserError(told, name=name)
        told = f"there is no {name!r} here, only NumPy and most of what Python brings"
        raise ModuleNotFoundError(told, name=name)


def no_input(*_: object) -> str:
    """Stand in for `input`."""
    raise RuntimeError("input() can't ask here: write the answer into the code instead")


def no_loop(main: object, **_: object) -> None:
    """Stand in for `asyncio.run`."""
    getattr(main, "close", str)()
    raise RuntimeError("asyncio.run() can't wait here: the page itself is waiting")


def prepare(tell: Callable[[str, str], None]) -> None:
    """Get ready, once. `tell` passes on what is printed, and where: "out" or "err"."""
    sys.stdout = Printed(lambda text: tell(text, "out"))
    sys.stderr = Printed(lambda text: tell(text, "err"))
    sys.meta_path.append(Missing())
    builtins.input = no_input
    asyncio.run = no_loop


def run(blocks: str) -> str:
    """Run blocks one after the other; what all but the last print is not shown.

    Args:
        blocks: As JSON, a list of their sources; an object behind them has `checks`.

    Returns:
        As JSON, the `value` of the last line if it has one, what checks `say`, or the
        `error`.
    """
    sources, namespace = json.loads(blocks), {"__name__": "__main__"}
    checks = sources.pop()["checks"] if isinstance(sources[-1], dict) else None
    *above, last = [
        (source, HERE if i == len(sources) else f"<block {i} of those above>")
        for i, source in enumerate(sources, start=1)
    ]
    stdout, stderr = sys.stdout, sys.stderr
    try:
        sys.stdout = sys.stderr = Printed(lambda text: None)
        try:
            for source, name in above:
                execute(source, name, namespace)
        finally:
            sys.stdout, sys.stderr = stdout, stderr
        stdout.total = stderr.total = 0
        value = execute(*last, namespace)
        answer = {} if value is None else shown(value)
        if checks is not None:
            answer["say"] = [*checked(checks, namespace)]
    except BaseException as error:
        answer = {"error": told(error)}
    stdout.flush()
    stderr.flush()
    return json.dumps(answer)


def execute(source: str, name: str, namespace: dict) -> object:
    """Run a block, and return the value of its last line as a notebook does."""
    lines = source.splitlines(keepends=True)
    linecache.cache[name] = len(source), None, lines, name
    tree = ast.parse(source, name)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)
    exec(compile(tree, name, "exec"), namespace)
    if last is None:
        return None
    value = eval(compile(last, name, "eval"), namespace)
    return None if source.rstrip().endswith(";") else value


def checked(checks: str, namespace: dict) -> Iterator[str]:
    """Say what checks say, also if they can't make anything of what a reader made."""
    import rnn_checks  # lies beside this module

    try:
        yield from rnn_checks.complaints(checks, namespace)
    except Exception as error:
        yield f"The check can't work with what your code has made. {sentence(error)}"


def shown(value: object) -> dict:
    """Describe a value to the page: what it hands over as data, else its text."""
    bundle = getattr(value, "_repr_mimebundle_", dict)()
    data = next((data for kind, data in bundle.items() if kind.endswith("+json")), None)
    # (Sets in order, as on the page; and rows as long as they are.)
    text = pprint.pformat(value, width=sys.maxsize, sort_dicts=False)
    return {"value": text, "data": data}


def told(error: BaseException) -> dict:
    """Say what went wrong in a sentence, with its line; and all of it behind that."""
    place, line = where(error)
    at = f"Line {line}: " if place == HERE else f"In a block above, line {line}: "
    trace = None if isinstance(error, SyntaxError) else own(error.__traceback__)
    rows = traceback.TracebackException(type(error), error, trace, limit=MOST_FRAMES)
    return {
        "sentence": (at if line else "") + sentence(error),
        "line": line if place == HERE else 0,
        "traceback": "".join(rows.format()).rstrip(),
        "missing": isinstance(error, NotInBrowserError),
        "is_over": isinstance(error, SystemExit),
    }


def where(error: BaseException) -> tuple[str, int]:
    """Name the block and the line in which it came up, or which led there."""
    if isinstance(error, SyntaxError) and is_block(error.filename or ""):
        return error.filename, error.lineno or 0
    place, trace = (HERE, 0), error.__traceback__
    while trace:
        name = trace.tb_frame.f_code.co_filename
        place = (name, trace.tb_lineno) if is_block(name) else place
        trace = trace.tb_next
    return place


def is_block(name: str) -> bool:
    """Tell whether a file's name is that of a block."""
    return name == HERE or name.startswith("<block ")


def sentence(error: BaseException) -> str:
    """Name an error in words."""
    match error:
        case TooMuchPrinted():
            return f"it printed more than {MOST_TEXT:,} characters, and was stopped."
        case SystemExit():
            return "the code has ended itself."
        case RecursionError():
            return "a function has called itself too often (RecursionError)."
        case MemoryError():
            return "there is no more memory in this page (MemoryError)."
        case SyntaxError() if curled := CURLED.search(error.msg):
            return (
                f"this is no Python: {curled[0]} is curled, code takes straight quotes."
            )
        case SyntaxError():
            return f"this is no Python: {error.msg}."
        case ModuleNotFoundError():
            return f"{error}."
        case RuntimeError() if "stack switch" in str(error):
            return "code that waits for something, as with asyncio, can't run here."
    text = " ".join(str(error).split())
    told = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return told if told.endswith((".", "!", "?")) else f"{told}."


def own(trace: TracebackType | None) -> TracebackType | None:
    """Leave out what led to the code of the blocks."""
    while trace and not is_block(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    return trace
