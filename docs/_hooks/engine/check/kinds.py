"""Boxes of a kind that there is not: a question's would show its answer too soon."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.plan.options import meant
from engine.problems import Fault

# Those of the theme, and our own. (A site may add others, with its own styles.)
KNOWN = {"abstract", "bug", "danger", "example", "failure", "info", "note", "question"}
KNOWN |= {"quote", "success", "tip", "warning", "derivation", "guess"}
_BOX = re.compile(r'<(?:div class="admonition |details class=")(?P<kind>[\w-]+)')


def misspelled(page: str) -> Iterator[Fault]:
    """Find kinds of boxes that are almost a known one.

    Examples:
        >>> page = '<details class="questoin"><div class="admonition recipe">'
        >>> [fault.reason for fault in misspelled(page)]
        ['there is no box `questoin`: did you mean `question`?']
    """
    for kind in dict.fromkeys(_BOX.findall(page)):
        if kind not in KNOWN and (known := meant(kind, KNOWN)):
            signs = (f"{sign} {kind}" for sign in ("!!!", "???", "???+"))
            reason = f"there is no box `{kind}`: did you mean `{known}`?"
            yield Fault(reason, (*signs, kind))
