"""Plain text that goes into Markdown."""

import html
import re


def as_markdown(text: str) -> str:
    r"""Write plain text as Markdown.

    Examples:
        >>> print(as_markdown("a*b*, W_xh < $5"))
        a\*b\*, W\_xh &lt; \$5
    """
    return re.sub(r"([\\`*_\[\]$])", r"\\\1", html.escape(text, quote=False))
