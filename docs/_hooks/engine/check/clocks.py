"""Code of pages that reads a clock: no other run would bear out what that says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from engine.problems import Fault

_MAGIC = re.compile(
    r"^[ \t]*(?:\w+ *= *)?(?P<magic>%%?(?:time|timeit|prun|lprun|memit|mprun))\b",
    re.MULTILINE,
)
_READ = re.compile(
    r"time\.(?:time|perf_counter|monotonic|process_time|thread_time)(?:_ns)?"
    r"|timeit\.(?:timeit|repeat|default_timer|Timer)"
)
_DATE = re.compile(
    r"datetime\.(?:datetime\.(?:now|today|utcnow)|date\.today)"
    r"|pandas\.Timestamp\.(?:now|today|utcnow)"
)
_NUMBER = "shows another number in each run: count steps, or leave it out"
_OLD = "is kept as it was when the page ran: write the date down, or leave it out"


def read(notebook: NotebookNode) -> Iterator[Fault]:
    """Find code that asks a clock."""
    known: dict[str, str] = {}  # what names are imported, and what they stand for
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            continue
        for line, what in _found(cell.source, known):
            reason = _OLD if _DATE.fullmatch(what) else _NUMBER
            yield Fault(f"`{what}` {reason}", cell=number, line=line)


def _found(source: str, known: dict[str, str]) -> Iterator[tuple[int, str]]:
    """List the first line that asks by a magic, or else all that do; and how."""
    if magic := _MAGIC.search(source):
        yield source.count("\n", 0, magic.start("magic")), magic["magic"]
        return
    try:
        tree = ast.parse(source)
    except SyntaxError:  # what only the shell of the build understands
        return
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                known |= {one.asname or one.name: one.name for one in node.names}
            case ast.ImportFrom(module=str(module)):
                for one in node.names:
                    known[one.asname or one.name] = f"{module}.{one.name}"
    asked = {
        (node.lineno - 1, name)
        for node in ast.walk(tree)
        if _READ.fullmatch(name := _name(node, known)) or _DATE.fullmatch(name)
    }
    yield from sorted(asked)


def _name(node: ast.AST, known: dict[str, str]) -> str:
    """Name what code asks for, as its module does; "" if it is nothing imported."""
    match node:
        case ast.Name():
            return known.get(node.id, "")
        case ast.Attribute():
            return f"{_name(node.value, known)}.{node.attr}"
    return ""
