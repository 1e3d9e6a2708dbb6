"""Leaves out what no browser needs: the theme's white space, comments in scripts."""

from __future__ import annotations

import re

# Where white space counts.
_KEPT = re.compile(r"(<(pre|textarea|script)\b.*?</\2>)", re.DOTALL)
# Comments that have lines to themselves.
_COMMENT = re.compile(r"^[ \t]*(//.*|/\*\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n", re.MULTILINE)


def squeeze(page: str) -> str:
    r"""Begin every line of HTML at its start, and drop empty ones.

    Examples:
        >>> squeeze("<ul>\n\n    <li>a\n  b</li>\n<pre>\n\n  x</pre>\n")
        '<ul>\n<li>a\nb</li>\n<pre>\n\n  x</pre>\n'
    """
    parts = _KEPT.split(page)
    for i in range(0, len(parts), 3):  # between: the kept part, and its name
        parts[i] = re.sub(r"[ \t]*\n\s*", "\n", parts[i])
        if i + 2 < len(parts):
            parts[i + 2] = ""
    return "".join(parts)


def uncommented(script: str) -> str:
    r"""Drop the comments of a script that have lines to themselves: a quarter of it.

    Examples:
        >>> uncommented("// Adds.\n/** @param {number} a\n */\nf(a); // 2\n")
        'f(a); // 2\n'
        >>> uncommented("/** a */ f();\n/** b */\ng();\n")
        '/** a */ f();\ng();\n'
    """
    return _COMMENT.sub("", script)
