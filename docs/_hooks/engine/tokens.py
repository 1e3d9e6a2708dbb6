"""Tokens: what stands in a page for a cell's result until that is put in."""

from __future__ import annotations

import re

TOKENS_OWN = re.compile("[\ue000\ue001\ue010-\ue019]")
TOKEN = re.compile("\ue000([\ue010-\ue019]+)\ue001")


def spelt_out(html: str) -> str:
    r"""Write the characters of tokens as HTML names them, so that they are none.

    Examples:
        >>> spelt_out("a\ue000b\ue012")
        'a&#xe000;b&#xe012;'
    """
    return TOKENS_OWN.sub(lambda match: f"&#x{ord(match[0]):x};", html)


def token(number: int) -> str:
    """Name a cell's result by characters that mean nothing to Markdown."""
    digits = "".join(chr(0xE010 + int(digit)) for digit in str(number))
    return f"\ue000{digits}\ue001"


def token_number(match: re.Match[str]) -> int:
    """Read the number back from a match of `TOKEN`.

    Examples:
        >>> token_number(TOKEN.search("a" + token(42)))
        42
    """
    return int("".join(str(ord(digit) - 0xE010) for digit in match[1]))
