"""Lessons: Markdown pages whose fences and values are run by the build.

A fence that begins with ```` ```python exec ```` runs; all fences of a page share
one session, in order. `` `=expression:spec` `` in the prose stands for the value that
the expression has at that place of the session. Everything else is plain Markdown.

`plan` turns a page into a notebook, `render` puts the notebook's results back.
Between them anything may run the notebook.
"""

from __future__ import annotations

import ast
import difflib
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode
from notebooks import new_code_cell, new_notebook
from problems import PlanError

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


def render(text: str) -> str:
    r"""Replace fences by what readers see, and results by tokens.

    Tokens are single words of private-use characters, which Markdown leaves alone
    wherever they stand: in a table, a list, a formula, an attribute.

    Examples:
        >>> print(render("```python exec hide\nx = 2\n```\nTwo: `=x`."))
        <BLANKLINE>
        \ue000\ue011\ue001
        <BLANKLINE>
        Two: \ue000\ue012\ue001.
    """
    number, out = 0, []
    for piece in scan(text):
        if isinstance(piece, Prose):
            out.append(piece.text)
            continue
        number += 1
        is_block = isinstance(piece, Block)
        out.append(_shown(piece, number) if is_block else token(number))
    return "".join(out)


def _shown(block: Block, number: int) -> str:
    result = f"\n{block.indent}{token(number)}\n\n"
    if "hide" in block.options:
        return result
    info = " ".join(
        [
            "python",
            *(_quoted(k, v) for k, v in block.options.items() if k not in OPTIONS),
        ]
    )
    ticks = block.ticks
    fence = ["", f"{ticks}{info}", *block.source.split("\n"), ticks, ""]
    return "\n".join(block.indent + row if row else "" for row in fence) + result


def _quoted(name: str, value: str) -> str:
    quote = "'" if '"' in value else '"'
    return f"{name}={quote}{value}{quote}"


def with_values(text: str, values: dict[int, str]) -> str:
    r"""Write the values into a page and keep its lines, to find something in it.

    Examples:
        >>> with_values("```python exec\nx = 2\n```\nIt is `=x`.", {2: "2"})
        '\n\n\nIt is 2.'
    """
    number, out = 0, ""
    for piece in scan(text):
        number += not isinstance(piece, Prose)
        out += "\n" * (piece.line - 1 - out.count("\n"))  # where a block stood
        if isinstance(piece, Prose):
            out += piece.text
        elif isinstance(piece, Value):
            out += values.get(number, "").replace("\n", " ")
    return out + "\n" * (text.count("\n") - out.count("\n"))


def token(number: int) -> str:
    """Name a cell's result by characters that mean nothing to Markdown."""
    digits = "".join(chr(0xE010 + int(digit)) for digit in str(number))
    return f"\ue000{digits}\ue001"


TOKEN = re.compile("\ue000([\ue010-\ue019]+)\ue001")


def token_number(match: re.Match[str]) -> int:
    """Read the number back from a match of `TOKEN`.

    Examples:
        >>> token_number(TOKEN.search("a" + token(42)))
        42
    """
    return int("".join(str(ord(digit) - 0xE010) for digit in match[1]))
