"""Lessons as readers see them: fences as they are shown, tokens for all results."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import accumulate

from engine.cache.remembered import remembered
from engine.plan.as_it_stands import CODE_SPAN
from engine.plan.lessons import Block, Exercise, Piece, Prose, Value, scan
from engine.plan.options import OPTIONS
from engine.problems import PlanError
from engine.render import exercises, values_in_tex
from engine.tokens import TOKEN, token, token_number

_MARK = re.compile(r"#\s*\(\d+\)!?\s*$", re.MULTILINE)
_MARKED = "\ue000"  # in front of the result of a block with marks, until they are found
_NOTES = re.compile(
    rf"{_MARKED}(?P<result>\n(?P<indent>[ \t]*){TOKEN.pattern}\n\n)"
    r"(?P<notes>(?:\s*^(?P=indent)\d+\.\s.*"
    r"(?:\s*^(?P=indent)(?:[ \t]|\d+\.\s).*)*\n?)?)",
    re.MULTILINE,
)
_IN_DOLLARS = re.compile(r"(?<!\\)\$[^$]+\$")


@remembered
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
    pieces = list(scan(text))
    runs = (int(not isinstance(piece, Prose)) for piece in pieces)
    return join(zip(pieces, accumulate(runs), strict=True))


def join(
    pieces: Iterable[tuple[Piece, int]], code: Callable[[Block, int], str] | None = None
) -> str:
    """Write pieces, with the numbers of their results, as Markdown without code to run.

    A list that explains the marks `# (1)!` of a block follows its code at once, as the
    theme wants it; the block's result comes behind that. `code` writes a block and its
    number, if not as a fence.
    """
    text, is_below = "", False
    for piece, number in pieces:
        row = _written(piece, number, code or _fence)
        if isinstance(piece, Block) or is_below:
            # Two empty lines would end a footnote.
            row = row.lstrip("\n") if text.endswith("\n\n") else row
        text += row
        is_below = isinstance(piece, Block) or (is_below and not row)
    return _NOTES.sub(r"\n\g<notes>\g<result>", text)


def _written(piece: Piece, number: int, code: Callable[[Block, int], str]) -> str:
    if isinstance(piece, Prose):
        return piece.text
    if isinstance(piece, Value):
        return token(number)
    if isinstance(piece, Exercise):
        return exercises.as_markdown(piece, number)
    result = f"\n{piece.indent}{token(number)}\n\n"
    if "hide" in piece.options:
        return result
    is_marked = _MARK.search(piece.source)
    return code(piece, number) + (_MARKED if is_marked else "") + result


def _fence(block: Block, number: int) -> str:
    info = " ".join(
        [
            "python",
            *(_quoted(k, v) for k, v in block.options.items() if k not in OPTIONS),
        ]
    )
    ticks = block.ticks
    fence = ["", f"{ticks}{info}", *block.source.split("\n"), ticks, ""]
    return "\n".join(block.indent + row if row else "" for row in fence)


def _quoted(name: str, value: str) -> str:
    quote = "'" if '"' in value else '"'
    return f"{name}={quote}{value}{quote}"


@lru_cache(maxsize=1)  # who looks for one word in a page looks for others too
def without_code(text: str) -> str:
    r"""Leave out the code that a page shows, and keep its lines.

    Examples:
        >>> without_code("```\na $5\n```\n\nso `$5` and $5\n")
        '\n\n\n\nso      and $5\n'
    """
    try:
        pieces = [*scan(text)]
    except PlanError:  # which is told
        return text
    if not all(isinstance(piece, Prose) for piece in pieces):
        return text
    return "".join(
        "\n" * piece.text.count("\n")
        if piece.is_code
        else CODE_SPAN.sub(lambda m: " " * len(m[0]), piece.text)
        for piece in pieces
    )


def as_if_run(text: str) -> str:
    r"""Write a page without what runs, and with a number in the place of each value.

    Examples:
        >>> as_if_run("```python exec\nx = 2\n```\nIt is `=x`.")
        '\n\n\nIt is 1.'
    """
    runs = [piece for piece in scan(text) if not isinstance(piece, Prose)]
    return with_values(text, dict.fromkeys(range(1, len(runs) + 1), "1"))


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
        if not isinstance(piece, Block):
            out += piece.text if isinstance(piece, Prose) else token(number)

    def value(match: re.Match[str]) -> str:
        found = values.get(token_number(match), "")
        return type(found)(found.replace("\n", " "))

    def formula(match: re.Match[str]) -> str:
        return values_in_tex.with_values(match[0], TOKEN, value)

    out = TOKEN.sub(value, _IN_DOLLARS.sub(formula, out))
    return out + "\n" * (text.count("\n") - out.count("\n"))
