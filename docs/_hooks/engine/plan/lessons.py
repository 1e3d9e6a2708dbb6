"""Lessons: Markdown pages whose fences and values are run by the build.

A fence that begins with ```` ```python exec ```` runs; all fences of a page share
one session, in order. `` `=expression:spec` `` in the prose stands for the value that
the expression has at that place of the session. Everything else is plain Markdown.

A fence that begins with ```` ```python exercise ```` is a task for readers.

`plan` turns a page into a notebook; `render.lessons` puts the notebook's results back.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field

from nbformat import NotebookNode

from engine.plan import exercises
from engine.plan.as_it_stands import CODE_SPAN, behind_comment, shown_by_indent
from engine.plan.fences import (
    EXERCISE,
    FENCE,
    FOREIGN,
    closing_line,
    refuse_near_miss,
    refuse_unread,
)
from engine.plan.notebooks import new_code_cell, new_notebook
from engine.plan.options import HIGHLIGHTER_OPTIONS, check_highlighter, read_options
from engine.plan.prompts import check_prompts
from engine.problems import PlanError
from engine.session.protocol import VALUE

_NOTE = re.compile(r"^ {0,3}\[\^([^\]]+)\]:")
_USED = re.compile(r"\[\^([^\]]+)\]")
_SPAN_OR_COMMENT = re.compile(rf"<!--.*?-->|{CODE_SPAN.pattern}")


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
class Exercise(Block):
    """A fence with a task, of which readers see the start."""

    parts: tuple[exercises.Part, ...] = ()


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
        if shown := shown_by_indent(lines, number):
            yield Prose("".join(lines[number:shown]), number + 1, is_code=True)
            number = shown
            continue
        if behind := behind_comment(lines, number):
            rest = lines[behind - 1].rpartition("-->")[2]
            hidden = "".join(lines[number:behind]).removesuffix(rest)
            yield Prose(hidden + rest * rest.isspace(), number + 1, is_code=True)
            yield from _scan_prose(rest, behind) if rest.strip() else ()
            number = behind
            continue
        opening = FENCE.match(lines[number].rstrip("\n"))
        if opening and (foreign := FOREIGN.match(opening["info"])):
            raise PlanError(
                number + 1,
                f"`{{{foreign['name']}}}` is for other tools: write ```python exec for "
                "code that runs, ```mermaid for a diagram, ```python for what is shown",
            )
        runs = (
            opening
            and opening["info"].split()[:2] in (["python", "exec"], EXERCISE)
            and ">" not in opening["indent"]
        )
        if not runs:
            refuse_near_miss(lines[number], number + 1)
        if not opening:
            yield from _scan_prose(lines[number], number + 1)
            number += 1
            continue
        end = closing_line(lines, number, opening)
        if runs:
            yield _block(lines[number + 1 : end], number + 2, opening)
        else:
            refuse_unread(opening, number + 1, end - number - 1)
            yield Prose("".join(lines[number : end + 1]), number + 1, is_code=True)
        number = end + 1


def _block(body: list[str], line: int, opening: re.Match[str]) -> Block:
    indent = opening["indent"]
    source = "".join(row.removeprefix(indent) for row in body).rstrip("\n")
    if opening["info"].split()[:2] == EXERCISE:
        options = read_options(opening["info"], line - 1, {"id"})
        parts = exercises.read(source, options.get("id", ""), line)
        start = next(part.source for part in parts if part.kind == "start")
        return Exercise(start, line, indent, opening["ticks"], options, parts)
    options = read_options(opening["info"], line - 1)
    shown = {k: v for k, v in options.items() if k in HIGHLIGHTER_OPTIONS}
    check_highlighter(shown, line - 1, source.count("\n") + 1)
    check_prompts(source, line)
    return Block(source, line, indent, opening["ticks"], options)


def _scan_prose(row: str, line: int) -> Iterator[Piece]:
    at = 0
    for span in _SPAN_OR_COMMENT.finditer(row):
        if span["ticks"] == "`" and re.match(r"=(?![=>])\s*\S", span["code"]):
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


def check_notes(pieces: Iterable[Piece]) -> None:
    """Refuse a second text of a footnote, as the first would be gone, or a lost one.

    Raises:
        PlanError: If there is one.
    """
    texts: dict[str, int] = {}
    used: set[str] = set()
    for piece in pieces:
        if isinstance(piece, Prose) and not piece.is_code:
            for note in _NOTE.findall(piece.text):
                if note in texts:
                    raise PlanError(piece.line, f"[^{note}] is defined twice")
                texts[note] = piece.line
            used |= {*_USED.findall(_NOTE.sub("", piece.text))}
    for note, line in texts.items():
        if note not in used:
            raise PlanError(line, f"[^{note}] is used nowhere")


def _runnable(text: str) -> Iterator[Block | Value]:
    return (piece for piece in scan(text) if not isinstance(piece, Prose))


def _cell(number: int, piece: Block | Value) -> NotebookNode:
    name = f"cell-{number}"
    if isinstance(piece, Exercise):
        told = {"name": piece.options["id"], "parts": [asdict(p) for p in piece.parts]}
        more = {"line": piece.line, "kind": "exercise", "options": {}, "exercise": told}
        return new_code_cell(exercises.trial(piece.parts), name, **more)
    if isinstance(piece, Block):
        source, options, kind = piece.source, piece.options, "block"
    else:
        # On lines of its own, so that a comment at its end does no harm.
        # (And whatever the page calls `format`.)
        value = (
            f"__import__('builtins').format((\n{piece.expression}\n), {piece.spec!r})"
        )
        show = "__import__('IPython.display').display.publish_display_data"
        source = f"{show}({{{VALUE!r}: {value}}})"
        options = {"expression": piece.expression, "spec": piece.spec}
        kind = "value"
    return new_code_cell(source, name, line=piece.line, kind=kind, options=options)
