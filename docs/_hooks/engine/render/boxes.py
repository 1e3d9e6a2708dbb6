"""The first row of a box, of one that opens, and of a tab: its kind, and its title.

Python-Markdown takes whatever stands behind a kind for classes, and a title that has
lost its quotation marks would be gone. So all that isn't certainly a class is no box.
"""

from __future__ import annotations

import re

from markdown import Markdown

_PLACED = "inline|end|annotate"
# A kind, and classes: the theme's, and, in front of a title, what no title looks like.
_CLASS = rf'(?:{_PLACED}|\w+(?:-\w+)+(?= [^\n]*"))(?![\w-])'
_KIND = rf"(?!(?:{_PLACED})\b)[^\W\d_][\w-]*(?: +{_CLASS})*"
_WORDS = r"[^\n]*?\S[^\n]*?"
_TITLE = rf'"({_WORDS})"'

# As those who read them have it, with their groups.
_BOX = rf'!!! ?({_KIND})(?: +"(|{_WORDS})")? *'  # which may have none
_FOLD = rf"\?{{3}}(\+)? ?(?:({_KIND})?(?: +{_TITLE})|({_KIND})) *"
_TAB = rf"={{3}}(\+|\+!|!\+|!)? +{_TITLE} *"
_READ = (
    ("admonition", "RE", _BOX),
    ("details", "START", _FOLD),
    ("tabbed", "START", _TAB),
)

BEGINS = re.compile("|".join(f"(?:{pattern})$" for *_, pattern in _READ))


def register(md: Markdown) -> None:
    """Let those of the readers that are there begin with such rows alone."""
    blocks = md.parser.blockprocessors
    for name, attribute, pattern in _READ:
        if name in blocks:
            row = re.compile(rf"(?:^|\n){pattern}(?:\n|$)")
            setattr(blocks[name], attribute, row)
