"""The figures' scripts as they are published: without their comments."""

from __future__ import annotations

import re

# Comments that have lines to themselves.
_COMMENT = re.compile(r"^[ \t]*(//.*|/\*\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n", re.MULTILINE)


def uncommented(script: str) -> str:
    r"""Drop the comments of a script that have lines to themselves: a quarter of it.

    Examples:
        >>> uncommented("// Adds.\n/** @param {number} a\n */\nf(a); // 2\n")
        'f(a); // 2\n'
        >>> uncommented("/** a */ f();\n/** b */\ng();\n")
        '/** a */ f();\ng();\n'
    """
    return _COMMENT.sub("", script)
