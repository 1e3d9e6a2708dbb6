"""Prompts of a shell, in code that was copied from there."""

from __future__ import annotations

import re

from engine.problems import PlanError

# What IPython takes for a prompt, and takes away: in strings too, but for docstrings.
_PROMPT = re.compile(r"^[ \t]*(>>>)|\A\s*(?:.*\n)?(In \[\d+\]:) ", re.MULTILINE)
_STRING = re.compile(
    r"""(?:^|(?<=["']{3}))([^\n]*?)("{3}|'{3}).*?\2""", re.DOTALL | re.MULTILINE
)
_DOCSTRING = re.compile(r"\s*[a-zA-Z]*")  # what stands in front of one


def check_prompts(code: str, line: int) -> None:
    """Refuse what was copied from a shell, as its results would run as well.

    Raises:
        PlanError: If the code, which begins on the line, has prompts.
    """

    def without_docstring(string: re.Match[str]) -> str:
        is_one = _DOCSTRING.fullmatch(string[1])
        return "\n" * string[0].count("\n") if is_one else string[0]

    code = _STRING.sub(without_docstring, code)
    if match := _PROMPT.search(code):
        at = line + code.count("\n", 0, match.start(match.lastindex))
        prompt = f"`{match[match.lastindex]}`"
        raise PlanError(at, f"paste the code without prompts ({prompt}) and results")
