"""Characters that no page may have, as nobody can see them or what they do."""

from __future__ import annotations

import re

from engine.problems import PlanError
from engine.tokens import TOKENS_OWN

# What controls terminals, turns the direction of what follows, or is nothing at all.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2060\ufeff]"
)
# Blanks by which a sign does not begin its row any more.
_NO_BLANKS = re.compile(
    r"(?m)^[ \t]*(?P<blank>[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000])\s*"
    r"(?:#{1,6}|[-*+]|1[.)]|>|!!!|\?{3}\+?|===|\||`{3,})[ \t]"
)
_REASONS = (
    (TOKENS_OWN, "is the build's own: write it out"),
    (_UNSEEN, r"can't be seen: take it out, or write it as code does, like \x08"),
    (_NO_BLANKS, "is no blank to Markdown: type what is in front of this sign anew"),
)


def check(text: str) -> None:
    r"""Make sure that a page has none of them.

    Raises:
        PlanError: If it has.

    Examples:
        >>> check("\ufeffa\xa0b\n- c")
        >>> check("a\n\xa0- b")
        Traceback (most recent call last):
            ...
        engine.problems.PlanError: the character U+00A0 is no blank to Markdown: ...
    """
    for signs, reason in _REASONS:
        if found := signs.search(text, text.startswith("\ufeff")):
            at = found.start(found.lastindex or 0)
            line = text.count("\n", 0, at) + 1
            raise PlanError(line, f"the character U+{ord(text[at]):04X} {reason}")
