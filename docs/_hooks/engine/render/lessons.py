"""Lessons as readers see them: fences as they are shown, tokens for all results."""

from __future__ import annotations

from engine.plan.lessons import OPTIONS, Block, Prose, Value, scan
from engine.tokens import token


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
