"""Formulas as plain text, where nothing can be drawn: in titles and for the search."""

from __future__ import annotations

import html
import re
from contextlib import suppress

from engine.render.formulas import FORMULA

_LAYOUT = re.compile(
    r"[,;:! ]|left|right|[bB]igg?[lmr]?|q?quad|(?:display|text|script)style|"
    r"operatorname\*?|(?:text|math)[a-z]*|mbox|not|limits|nolimits|boxed|phantom"
)
_PART = re.compile(r"\\(?:operatorname\*|[a-zA-Z]+|.)|\s+|.", re.DOTALL)
_SMALL = re.compile(r"-?[\w.,%']*|.", re.DOTALL)  # what needs no brackets


class _Plain:
    """Writes TeX as plain text: each group is read as a whole."""

    def __init__(self, tex: str) -> None:
        self.parts = [found[0] for found in _PART.finditer(tex)]
        self.parts.reverse()

    def read(self, end: str = "") -> str:
        """Read up to an end, or all that is left."""
        words = ""
        while self.parts:
            part = self.parts.pop()
            if part == end:
                break
            words += self._written(part, words)
        return " ".join(words.split())

    def _written(self, part: str, before: str) -> str:
        if part in ("^", "_"):
            return part + self._small()
        if part == "{":
            return self.read("}")
        if not part.startswith("\\") or len(part) == 1:
            return "" if part == "}" else part
        name = part[1:]
        if name in ("begin", "end"):
            self._argument()
            return " "
        if _LAYOUT.fullmatch(name):
            return " "
        if not name.isalpha():
            return " " if name == "\\" else name
        gap = " " * before[-1:].isalnum()
        if name in ("frac", "dfrac", "tfrac", "cfrac"):
            return f"{gap}{self._small()}/{self._small()}"
        if name == "sqrt":
            root = self._optional()
            return f"{gap}{f'[{root}]' if root else ''}√{self._small()}"
        shown = f"{gap}{name}"
        if self._next() == "{":
            words = [self._argument()]
            while self._next() == "{":
                words.append(self._argument())
            return f"{shown}({', '.join(words)})"
        return f"{shown} " if self._next().isalnum() else shown

    def _next(self) -> str:
        return self.parts[-1] if self.parts else ""

    def _argument(self) -> str:
        while self._next().isspace():
            self.parts.pop()
        return self._written(self.parts.pop(), "") if self.parts else ""

    def _small(self) -> str:
        words = self._argument()
        return words if _SMALL.fullmatch(words) else f"({words})"

    def _optional(self) -> str:
        if self._next() != "[":
            return ""
        self.parts.pop()
        return self.read("]")


def plain(page: str) -> str:
    r"""Write the formulas of HTML as plain text.

    Examples:
        >>> plain(r'A <span class="arithmatex">\(\frac{1}{2}\,W_{xh} x\)</span> b')
        'A 1/2 W_xh x b'
        >>> plain(r'<span class="arithmatex">\(\frac{x_{1}}{2}, \sqrt{y}\)</span>')
        'x_1/2, √y'
    """

    def text(match: re.Match[str]) -> str:
        words = html.unescape(match["tex"])
        with suppress(RecursionError):  # of more brackets than anybody reads
            words = _Plain(words).read()
        return html.escape(words, quote=False)

    return FORMULA.sub(text, page)


def marked(title: str, page: str) -> str:
    r"""Mark a title's formulas as those of its page are, which Markdown has lost.

    Examples:
        >>> marked(r"On \(x\)", r'<h2>On <span class="arithmatex">\(x\)</span></h2>')
        'On <span class="arithmatex">\\(x\\)</span>'
    """
    found = {rf"\({m['tex']}\)": m[0] for m in FORMULA.finditer(page)}
    for written in [tex for tex in found if tex in title]:
        title = title.replace(written, found[written])
    return title
