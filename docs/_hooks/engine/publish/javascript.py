"""The figures' scripts as they are published: without their comments."""

from __future__ import annotations

from mkdocs.structure.files import File
from pygments.lexers import JavascriptLexer
from pygments.token import Comment

from engine.cache.memo import Memo
from engine.cache.remembered import remembered


def shorten(file: File, memo: Memo) -> None:
    """Publish a script without its comments."""
    script = file.content_string
    file.content_string = memo.get(["script", script], lambda: uncommented(script))


@remembered
def uncommented(script: str) -> str:
    r"""Drop the comments of a script that have lines to themselves: a quarter of it.

    Examples:
        >>> uncommented("// Adds.\n/** @param {number} a\n */\nf(a); // 2\n")
        'f(a); // 2\n'
        >>> uncommented("/** a */ f();\n/** b */\ng();\n")
        '/** a */ f();\ng();\n'
        >>> uncommented("f(`\n// text\n${a /* b */}\n`);\n  // c\n")
        'f(`\n// text\n${a /* b */}\n`);\n'
    """
    parts = JavascriptLexer().get_tokens_unprocessed(script)
    ends = [(at, at + len(text)) for at, kind, text in parts if kind in Comment]
    kept, last = "", 0
    for start, end in ends:
        begin = script.rfind("\n", 0, start) + 1
        if script[begin:start].strip() or script[end : end + 1] != "\n":
            continue
        kept, last = kept + script[last:begin], end + 1
    return kept + script[last:]
