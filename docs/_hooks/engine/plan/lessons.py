"""Lessons: Markdown pages whose fences and values are run by the build.

A fence that begins with ```` ```python exec ```` runs; all fences of a page share
one session, in order. `` `=expression:spec` `` in the prose stands for the value that
the expression has at that place of the session. Everything else is plain Markdown.

`plan` turns a page into a notebook; `render.lessons` puts the notebook's results back.
"""

from __future__ import annotations

import ast
import difflib
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode

from engine.plan.notebooks import new_code_cell, new_notebook
from engine.problems import PlanError

# What an author may write behind `exec`; the rest of the info string goes on to the
# highlighter (title, hl_lines, linenums).
OPTIONS = {"caption", "alt", "id", "hide"}
HIGHLIGHTER_OPTIONS = {"title", "hl_lines", "linenums"}

_FENCE = re.compile(r"^(?P<indent>[ \t]*)(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)$")
_FENCE_LIKE = re.compile(r"^[ \t>]*(?:`{3,}|~{3,})(?P<info>.*)$")
_CODE_SPAN = re.compile(r"(?<!`)(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)")


@dataclass(frozen=True)
class Prose:
    """Markdown that is passed on as it stands."""

    text: str
    line: int
    is_code: bool = False  # a fence that is shown only


@dataclass(frozen=True)
class Block:
    """A fence that runs."""

    source: str
    line: int  # of its first line of code
    indent: str
    ticks: str
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Value:
    """An expression in the prose, and how its value is written."""

    expression: str
    spec: str
    line: int


Piece = Prose | Block | Value


def scan(text: str) -> Iterator[Piece]:
    r"""Cut a page into prose, fences that run, and values.

    Examples:
        >>> list(scan("Loss `=loss:.2f`.\n"))[1]
        Value(expression='loss', spec='.2f', line=1)
        >>> [p.source for p in scan("```python exec\n1 + 1\n```\n") if type(p) is Block]
        ['1 + 1']
        >>> [type(p).__name__ for p in scan("```md\n`=x`\n```\n")]
        ['Prose']
    """
    lines = [row for row in re.split(r"(?<=\n)", text) if row]
    number = 0
    while number < len(lines):
        opening = _FENCE.match(lines[number].rstrip("\n"))
        runs = opening and opening["info"].split()[:2] == ["python", "exec"]
        if not runs:
            _refuse_near_miss(lines[number], number + 1)
        if not opening:
            yield from _scan_prose(lines[number], number + 1)
            number += 1
            continue
        end = _closing_line(lines, number, opening)
        if runs:
            yield _block(lines[number + 1 : end], number + 2, opening)
        else:
            yield Prose("".join(lines[number : end + 1]), number + 1, is_code=True)
        number = end + 1


def _refuse_near_miss(row: str, line: int) -> None:
    """Stop at a fence that looks as if it should run, but would not."""
    fence = _FENCE_LIKE.match(row.rstrip("\n"))
    words = re.findall(r"\w+", fence["info"].lower()) if fence else []
    if not difflib.get_close_matches("exec", words, cutoff=0.85):
        return
    if "`" in fence["info"]:
        raise PlanError(line, "a fence's options can't contain backticks")
    raise PlanError(
        line, "this fence does not run: write ```python exec, and not in a quotation"
    )


def _closing_line(lines: list[str], start: int, opening: re.Match[str]) -> int:
    ticks = opening["ticks"]
    for number in range(start + 1, len(lines)):
        line = lines[number].strip()
        if line.startswith(ticks) and not line.strip(ticks[0]):
            return number
        if line.startswith(ticks) and _FENCE.match(line):
            break  # another fence opens
    raise PlanError(start + 1, "this fence is never closed")


def _block(body: list[str], line: int, opening: re.Match[str]) -> Block:
    indent = opening["indent"]
    source = "".join(row.removeprefix(indent) for row in body).rstrip("\n")
    options = read_options(opening["info"], line - 1)
    return Block(source, line, indent, opening["ticks"], options)


def read_options(info: str, line: int) -> dict[str, str]:
    """Read what stands behind `python exec`."""
    try:
        words = shlex.split(" ".join(info.split(maxsplit=2)[2:]))
    except ValueError as error:
        raise PlanError(line, f"the fence's options can't be read: {error}") from None
    options = dict(word.partition("=")[::2] for word in words)
    check_options(options, OPTIONS | HIGHLIGHTER_OPTIONS, line)
    if options.get("hide"):
        raise PlanError(line, "`hide` takes no value; leave it out to show the code")
    return options


def check_options(options: dict[str, str], known: set[str], line: int) -> None:
    """Refuse options that nobody would read."""
    for name in options:
        if name not in known:
            names = ", ".join(sorted(known))
            raise PlanError(line, f"unknown option {name!r}; known are {names}")


def _scan_prose(row: str, line: int) -> Iterator[Piece]:
    at = 0
    for span in _CODE_SPAN.finditer(row):
        if span["ticks"] == "`" and re.match(r"=(?![=>])", span["code"]):
            yield Prose(row[at : span.start()], line)
            yield _value(span["code"][1:], line)
            at = span.end()
    yield Prose(row[at:], line)


def _value(code: str, line: int) -> Value:
    """Split `expression:spec` at the last colon that leaves an expression."""
    colons = [at for at, letter in enumerate(code) if letter == ":"]
    for cut in [len(code), *reversed(colons)]:
        try:
            ast.parse(code[:cut].strip(), mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        return Value(code[:cut].strip(), code[cut + 1 :].strip(), line)
    raise PlanError(line, f"`={code}` is not a Python expression")


def plan(text: str) -> NotebookNode | None:
    r"""Make the notebook that a page runs; None if nothing on it runs.

    Examples:
        >>> nb = plan("```python exec\nx = 2\n```\nTwice: `=2 * x`.\n")
        >>> [(cell.id, cell.metadata["line"]) for cell in nb.cells]
        [('cell-1', 2), ('cell-2', 4)]
    """
    cells = [_cell(i, piece) for i, piece in enumerate(_runnable(text), start=1)]
    return new_notebook(cells) if cells else None


def _runnable(text: str) -> Iterator[Block | Value]:
    return (piece for piece in scan(text) if not isinstance(piece, Prose))


def _cell(number: int, piece: Block | Value) -> NotebookNode:
    if isinstance(piece, Block):
        source, options, kind = piece.source, piece.options, "block"
    else:
        # On lines of its own, so that a comment at its end does no harm.
        source = f"print(format((\n{piece.expression}\n), {piece.spec!r}), end='')"
        options, kind = {"expression": piece.expression}, "value"
    name = f"cell-{number}"
    return new_code_cell(source, name, line=piece.line, kind=kind, options=options)
