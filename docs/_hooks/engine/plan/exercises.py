"""Exercises: what readers begin with, an answer, mistakes, checks, and two hints.

All of that stands in one fence, which is Python; rows such as `# answer` begin a part.
The build tries the answer, the start and the mistakes with the names of the page, and
readers' browsers try what readers write, by the same checks.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from engine.plan import attempts
from engine.plan.prompts import check_prompts
from engine.problems import PlanError

PROGRAM = Path(attempts.__file__)
FEWEST_MISTAKES = 3
HINTS = 2
_PART = re.compile(
    r"# (?:(?P<kind>start|answer|check)|(?P<more>wrong|hint)(?::\s*(?P<words>.*))?)\s*"
)
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Part:
    """A part of an exercise.

    Args:
        kind: `start`, `answer`, `wrong`, `check` or `hint`.
        words: What a mistake is called, or what a hint says.
        source: Its code.
        line: Its first line of code, from 1 as seen from that of the fence.
    """

    kind: str
    words: str
    source: str
    line: int


def read(source: str, name: str, line: int) -> tuple[Part, ...]:
    """Read an exercise.

    Args:
        source: What stands in its fence.
        name: Its id.
        line: The first line of that.

    Raises:
        PlanError: If something of it is missing, or can't be read.
    """
    if not _NAME.fullmatch(name):
        wanted = 'small letters, then also digits and "-"'
        raise PlanError(line - 1, f'an exercise has a name: id="…", of {wanted}')
    check_prompts(source, line)
    parts = tuple(_cut(source, line))
    _check_numbers(parts, line - 1)
    for part in parts:
        _check_code(part, line - 1)
    trees = {}
    for part in parts:
        if part.kind not in ("start", "answer", "wrong"):
            continue
        tree = ast.dump(ast.parse(part.source))
        if tree in trees:
            reason = f"this is the same code as `# {trees[tree]}`"
            raise PlanError(line - 1 + part.line, reason)
        trees[tree] = _title(part)
    return parts


def _title(part: Part) -> str:
    return f"{part.kind}: {part.words}" if part.kind == "wrong" else part.kind


def _cut(source: str, line: int) -> Iterator[Part]:
    rows = source.split("\n")
    heads = [
        (at, found) for at, row in enumerate(rows) if (found := _PART.fullmatch(row))
    ]
    if not heads or heads[0][0]:
        raise PlanError(line, "an exercise begins with a row `# start`")
    ends = [at for at, _ in heads[1:]] + [len(rows)]
    for (at, head), end in zip(heads, ends, strict=True):
        kind, words = head["kind"] or head["more"], head["words"] or ""
        body = rows[at + 1 : end]
        if kind == "hint":
            if strange := [
                i for i, r in enumerate(body) if r and not r.startswith("#")
            ]:
                reason = "a hint is a comment: each of its rows begins with `# `"
                raise PlanError(line + at + 1 + strange[0], reason)
            words = " ".join([words, *(row.lstrip("# ") for row in body)]).strip()
            body = []
        if head["more"] and not words:
            reason = f"say it in words: `# {kind}: …`"
            raise PlanError(line + at, reason)
        code = "\n".join(body)
        blank = len(code) - len(code.lstrip("\n"))
        yield Part(kind, words, code.strip("\n"), at + 2 + blank)


def _check_numbers(parts: tuple[Part, ...], line: int) -> None:
    kinds = [part.kind for part in parts]
    for kind in ("start", "answer", "check"):
        if kinds.count(kind) != 1:
            what = "has no" if kind not in kinds else "has more than one"
            raise PlanError(line, f"the exercise {what} `# {kind}`")
    if kinds.count("wrong") < FEWEST_MISTAKES:
        wanted = f"at least {FEWEST_MISTAKES} typical ones"
        raise PlanError(line, f"too few mistakes, `# wrong: …`: write {wanted}")
    if kinds.count("hint") != HINTS:
        raise PlanError(line, "an exercise has two hints, `# hint: …`")


def _check_code(part: Part, line: int) -> None:
    if part.kind == "hint":
        return
    try:
        tree = ast.parse(part.source)
    except SyntaxError as error:
        place = line + part.line + (error.lineno or 1) - 1
        raise PlanError(place, f"this is no Python: {error.msg}") from None
    if not tree.body:
        raise PlanError(line + part.line - 1, f"`# {_title(part)}` is empty")
    if part.kind != "check":
        return
    asserts = [node for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    if not asserts:
        raise PlanError(line + part.line, "nothing is checked: write `assert …, '…'`")
    for node in asserts:
        if not node.msg:
            reason = "say what is wrong if this fails: `assert …, '…'`"
            raise PlanError(line + part.line + node.lineno - 1, reason)


def trial(parts: tuple[Part, ...]) -> str:
    """Write the code of the cell that tries an exercise on its page."""
    codes = [part.source for part in parts if part.kind in ("start", "answer", "wrong")]
    checks = next(part.source for part in parts if part.kind == "check")
    given = f"'page': globals(), 'codes': {codes!r}, 'checks': {checks!r}"
    text = PROGRAM.read_text(encoding="utf-8") + "\nprint(results(codes, checks, page))"
    return f"__import__('builtins').exec({text!r}, {{{given}}})"


def parts_of(cell: NotebookNode) -> dict[str, list[NotebookNode]]:
    """List the parts of a planned exercise by their kinds."""
    found: dict[str, list[NotebookNode]] = {}
    for part in cell.metadata["exercise"]["parts"]:
        found.setdefault(part["kind"], []).append(part)
    return found


def needed_code(cell: NotebookNode) -> str:
    """Join the code whose names and imports a page must have for an exercise."""
    parts = parts_of(cell)
    return "\n".join(parts[kind][0]["source"] for kind in ("answer", "check"))
