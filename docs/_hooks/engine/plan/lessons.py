"""Lessons: Markdown pages whose fences and values are run by the build.

A fence that begins with ```` ```python exec ```` runs; all fences of a page share
one session, in order. `` `=expression:spec` `` in the prose stands for the value that
the expression has at that place of the session. Everything else is plain Markdown.

A fence that begins with ```` ```python exercise ```` is a task for readers.

`plan` turns a page into a notebook; `render.lessons` puts the notebook's results back.
"""

from __future__ import annotations

import ast
import difflib
import re
import shlex
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field

from nbformat import NotebookNode
from pymdownx import superfences

from engine.plan import exercises
from engine.plan.notebooks import new_code_cell, new_notebook
from engine.plan.prompts import check_prompts
from engine.problems import PlanError
from engine.session.protocol import VALUE

# What an author may write behind `exec`; the rest of the info string goes on to the
# highlighter (title, hl_lines, linenums).
OPTIONS = {"caption", "alt", "id", "hide"}
HIGHLIGHTER_OPTIONS = {
    "title": re.compile(r"[^\"]*$|[^']*$"),  # to stand between others
    "hl_lines": superfences.RE_HL_LINES,
    "linenums": superfences.RE_LINENUMS,
}

_FENCE = re.compile(r"^(?P<indent>[ \t>]*)(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)$")
# As Quarto, R Markdown and MyST have it.
_FOREIGN = re.compile(r"\s*\{\s*(?P<name>[a-zA-Z][\w-]*)\s*[\s,}](?!=)")
_INDENTED = re.compile(r"(?: {4}| {0,3}\t)[ \t]*\S")
# What may have text, and fences that run, below it and indented: lists, admonitions …
_CONTAINER = re.compile(r"\s*(?:[-*+]\s|\d+[.)]\s|!!!|\?\?\?|===|///|:\s|\[\^[^]]+\]:)")
_NOTE = re.compile(r"^ {0,3}\[\^([^\]]+)\]:")
_USED = re.compile(r"\[\^([^\]]+)\]")
_OPTION = re.compile(r"""(?<![\w-])(?!exec=)[\w-]+=("[^"]*"|'[^']*'|\S+)""")
# A fence, wherever on its row somebody has begun it.
_MARKERS = r"(?:[-*+][ \t]|\d+[.)][ \t]|:[ \t]|\[\^[^\]]+\]:|[ \t>])*"
FENCE_LIKE = re.compile(
    rf"^(?P<before>{_MARKERS})(?P<ticks>`{{2,}}|~{{3,}})(?P<info>.*)$"
)
_EXERCISE = ["python", "exercise"]
_RUNS = ("exec", "execute", "run", "eval")  # as other tools, or authors, may have it
_PYTHON = {"python", "py", "python3", "ipython", "ipython3"}
CODE_SPAN = re.compile(
    r"(?<![\\`])(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)"
)
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
        if shown := _shown_by_indent(lines, number):
            yield Prose("".join(lines[number:shown]), number + 1, is_code=True)
            number = shown
            continue
        if behind := _behind_comment(lines, number):
            rest = lines[behind - 1].rpartition("-->")[2]
            hidden = "".join(lines[number:behind]).removesuffix(rest)
            yield Prose(hidden + rest * rest.isspace(), number + 1, is_code=True)
            yield from _scan_prose(rest, behind) if rest.strip() else ()
            number = behind
            continue
        opening = _FENCE.match(lines[number].rstrip("\n"))
        if opening and (foreign := _FOREIGN.match(opening["info"])):
            raise PlanError(
                number + 1,
                f"`{{{foreign['name']}}}` is for other tools: write ```python exec for "
                "code that runs, ```mermaid for a diagram, ```python for what is shown",
            )
        runs = (
            opening
            and opening["info"].split()[:2] in (["python", "exec"], _EXERCISE)
            and ">" not in opening["indent"]
        )
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
            _refuse_unread(opening, number + 1, end - number - 1)
            yield Prose("".join(lines[number : end + 1]), number + 1, is_code=True)
        number = end + 1


def _behind_comment(lines: list[str], start: int) -> int:
    """Find the row behind a comment that begins with this one; 0 if none does.

    Nothing in it runs, as readers don't see it.
    """
    row = lines[start]
    text = "" if _FENCE.match(row.rstrip("\n")) else CODE_SPAN.sub("", row)
    _, opening, rest = text.rpartition("<!--")
    if opening and not _closed(lines, start, rest):
        raise PlanError(start + 1, "this comment is never closed")
    _, begun, rest = row.partition("<!--")
    if not begun or row.partition("<!--")[0].strip():
        return 0
    return _closed(lines, start, rest)


def _closed(lines: list[str], start: int, rest: str) -> int:
    """Find the row behind the one that ends a comment; 0 if none does.

    Args:
        lines: The page.
        start: Where the comment begins.
        rest: What stands behind its begin on that row.
    """
    number = start
    while "-->" not in rest:
        number += 1
        if number >= len(lines):
            return 0
        rest = lines[number]
        if opening := _FENCE.match(rest.rstrip("\n")):  # whose arrows end nothing
            with suppress(PlanError):
                number = _closing_line(lines, number, opening)
                rest = ""
    return number + 1


def _shown_by_indent(lines: list[str], start: int) -> int:
    """Find the row behind code that is shown by its indent, and begins here.

    Nothing in it runs, as readers see it as it stands.
    """
    row = lines[start]
    if not _INDENTED.match(row) or (start and lines[start - 1].strip()):
        return 0
    above = (one for one in _enclosing(lines, start) if _CONTAINER.match(one))
    outer = next(above, None)
    width = 4 if outer is None else _width(outer) + 8  # of which four are its text's
    number = start
    while number < len(lines) and (
        lines[number] == "\n" or (_width(lines[number]) >= width)
    ):
        if outer is not None:
            _refuse_near_miss(lines[number], number + 1)
        number += 1
    return number if number > start else 0


def _enclosing(lines: list[str], start: int) -> Iterator[str]:
    """List the lines above that are indented less and less."""
    width = _width(lines[start])
    for row in reversed(lines[:start]):
        if row.strip() and _width(row) < width:
            yield row
            width = _width(row)


def _width(row: str) -> int:
    """Count the blanks at the beginning of a row."""
    written = row.expandtabs(4)
    return len(written) - len(written.lstrip())


def _refuse_near_miss(row: str, line: int) -> None:
    """Stop at a fence that looks as if it should run, or be one, but would not."""
    fence = FENCE_LIKE.match(row.rstrip("\n"))
    if not fence or fence["ticks"] in fence["info"]:  # code within a row
        return
    words = re.findall(r"\w+", _OPTION.sub(" ", fence["info"].lower()))
    is_python = bool(_PYTHON & {*words[:1]})
    if is_python and difflib.get_close_matches("exercise", words[1:2], cutoff=0.8):
        told = "write ```python exercise on a row of its own, and not in a quotation"
        raise PlanError(line, f"this fence is no exercise: {told}")
    is_meant = is_python and not {*_RUNS}.isdisjoint(words[1:])
    if is_meant or difflib.get_close_matches("exec", words, cutoff=0.85):
        if "`" in fence["info"]:
            raise PlanError(
                line,
                "a fence's options can't contain backticks: values, and code, stand in "
                "the text",
            )
        raise PlanError(
            line,
            "this fence does not run: write ```python exec on a row of its own, and "
            "not in a quotation",
        )
    if len(fence["ticks"]) > 2 and fence["before"].strip(" \t>"):
        raise PlanError(line, "a fence begins on a row of its own")


def _refuse_unread(opening: re.Match[str], line: int, count: int) -> None:
    """Stop at a fence that Markdown would not take for one."""
    row = opening["ticks"] + opening["info"]
    found = superfences.RE_NESTED_FENCE_START.fullmatch(row)
    if not found or found["unrecognized"]:
        raise PlanError(
            line,
            "this fence can't be read: behind its language may stand only "
            'title="…", hl_lines="2-3" and linenums="1"',
        )
    if (found["lang"] or "").lower() != "mermaid":  # which has a check of its own
        options = [*superfences.RE_OPTIONS.finditer(found["options"] or "")]
        check_once([m["key"] for m in options], line)
        _check_highlighter({m["key"]: m["value"] or "" for m in options}, line, count)


def _check_highlighter(options: dict[str, str], line: int, count: int) -> None:
    """Refuse what the highlighter could not use, with the number of rows it gets."""
    check_options(options, HIGHLIGHTER_OPTIONS, line)
    for name, value in options.items():
        if not HIGHLIGHTER_OPTIONS[name].match(value):
            raise PlanError(line, f"`{name}` can't be {value!r}")
    for span in options.get("hl_lines", "").split():
        first, last = (int(row) for row in (span.split("-") * 2)[:2])
        if not 1 <= first <= last <= count:
            rows = f"{count} {'row' if count == 1 else 'rows'}"
            told = f"`hl_lines` can't be {span!r}: this code has {rows}, from 1"
            raise PlanError(line, told)


def _closing_line(lines: list[str], start: int, opening: re.Match[str]) -> int:
    ticks = opening["ticks"]
    for number in range(start + 1, len(lines)):
        content = _content(lines[number].rstrip(), opening["indent"])
        if content == ticks:
            return number
        if content is None or (content.startswith(ticks) and _FENCE.match(content)):
            break  # the text goes on, or another fence opens
    raise PlanError(start + 1, "this fence is never closed")


def _content(row: str, indent: str) -> str | None:
    """Cut a row of a fence where the fence begins; None if it stands outside."""
    before = re.match(r"[ \t>]*", row)[0].expandtabs(4)
    width = len(indent.expandtabs(4))
    if not row.strip():
        return ""
    is_outside = len(before) < width or before[:width].count(">") != indent.count(">")
    return None if is_outside else row.expandtabs(4)[width:]


def _block(body: list[str], line: int, opening: re.Match[str]) -> Block:
    indent = opening["indent"]
    source = "".join(row.removeprefix(indent) for row in body).rstrip("\n")
    if opening["info"].split()[:2] == _EXERCISE:
        options = read_options(opening["info"], line - 1, {"id"})
        parts = exercises.read(source, options.get("id", ""), line)
        start = next(part.source for part in parts if part.kind == "start")
        return Exercise(start, line, indent, opening["ticks"], options, parts)
    options = read_options(opening["info"], line - 1)
    shown = {k: v for k, v in options.items() if k in HIGHLIGHTER_OPTIONS}
    _check_highlighter(shown, line - 1, source.count("\n") + 1)
    check_prompts(source, line)
    return Block(source, line, indent, opening["ticks"], options)


def read_options(
    info: str, line: int, known: Collection[str] = OPTIONS | {*HIGHLIGHTER_OPTIONS}
) -> dict[str, str]:
    """Read what stands behind `python exec`."""
    try:
        words = shlex.split(" ".join(info.split(maxsplit=2)[2:]))
    except ValueError as error:
        raise PlanError(line, f"the fence's options can't be read: {error}") from None
    check_once([word.partition("=")[0] for word in words], line)
    for name in (OPTIONS - {"hide"}).intersection(words):
        raise PlanError(line, f'`{name}` needs a value: {name}="…"')
    options = dict(word.partition("=")[::2] for word in words)
    check_options(options, known, line)
    if options.get("hide"):
        raise PlanError(line, "`hide` takes no value; leave it out to show the code")
    return options


def check_options(options: dict[str, str], known: Collection[str], line: int) -> None:
    """Refuse options that nobody would read, and an id that nothing could lead to."""
    for name, value in options.items():
        if name not in known:
            names = ", ".join(sorted(known))
            raise PlanError(line, f"unknown option {name!r}; known are {names}")
        if name == "id" and not re.fullmatch(r"\S+", value):
            raise PlanError(line, f"`id` is one word, without blanks: not {value!r}")


def check_once(names: list[str], line: int) -> None:
    """Refuse an option that is given twice, as only the last would count."""
    for name in names:
        if names.count(name) > 1:
            raise PlanError(line, f"`{name}` is given twice")


def meant(name: str, known: Collection[str]) -> str:
    """Name what is known and was most likely meant, if something else was written.

    Examples:
        >>> meant("titel", {"title", "tags"}), meant("author", {"title"})
        ('title', '')
    """
    found = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.8)
    return found[0] if found else ""


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
