"""Fences: where they begin and end, and those that look as if they should run."""

from __future__ import annotations

import difflib
import re

from pymdownx import superfences

from engine.plan.options import check_highlighter, check_once
from engine.problems import PlanError

FENCE = re.compile(r"^(?P<indent>[ \t>]*)(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)$")
# As Quarto, R Markdown and MyST have it.
FOREIGN = re.compile(r"\s*\{\s*(?P<name>[a-zA-Z][\w-]*)\s*[\s,}](?!=)")
_OPTION = re.compile(r"""(?<![\w-])(?!exec=)[\w-]+=("[^"]*"|'[^']*'|\S+)""")
# A fence, wherever on its row somebody has begun it.
_MARKERS = r"(?:[-*+][ \t]|\d+[.)][ \t]|:[ \t]|\[\^[^\]]+\]:|[ \t>])*"
FENCE_LIKE = re.compile(
    rf"^(?P<before>{_MARKERS})(?P<ticks>`{{2,}}|~{{3,}})(?P<info>.*)$"
)
EXERCISE = ["python", "exercise"]
_RUNS = ("exec", "execute", "run", "eval")  # as other tools, or authors, may have it
_PYTHON = {"python", "py", "python3", "ipython", "ipython3"}


def closing_line(lines: list[str], start: int, opening: re.Match[str]) -> int:
    """Find the row that ends a fence, or say that it is never closed."""
    ticks = opening["ticks"]
    for number in range(start + 1, len(lines)):
        content = _content(lines[number].rstrip(), opening["indent"])
        if content == ticks:
            return number
        if content is None or (content.startswith(ticks) and FENCE.match(content)):
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


def refuse_near_miss(row: str, line: int) -> None:
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


def refuse_unread(opening: re.Match[str], line: int, count: int) -> None:
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
        check_highlighter({m["key"]: m["value"] or "" for m in options}, line, count)
