"""Formulas, from TeX to HTML and MathML, by KaTeX in the build."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path

import quickjs

from engine.problems import Fault

# What pymdownx.arithmatex (generic) makes of $…$ and $$…$$.
_FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\[(\[](?P<tex>.*?)\\[)\]]</(?P=tag)>',
    re.DOTALL,
)
# The binding can't return a rope string, hence the join.
_RENDER = """
function render(tex, displayMode) {
  const options = {displayMode, throwOnError: true, strict: "error"};
  return [katex.renderToString(tex, options)].join("");
}
"""


class FormulaError(ValueError):
    """KaTeX refuses a formula."""


@cache
def _katex(script: Path) -> quickjs.Context:
    context = quickjs.Context()
    context.eval(script.read_text(encoding="utf-8"))
    context.eval(_RENDER)
    return context


@cache
def to_html(tex: str, *, display: bool, script: Path) -> str:
    """Render one formula.

    Raises:
        FormulaError: In one sentence, what KaTeX does not understand and where.
    """
    try:
        return _katex(script).get("render")(tex, display)
    except quickjs.JSException as error:
        first = str(error).splitlines()[0]
        reason = re.sub(r"^ParseError: |[\u0300-\u036f]", "", first)
        raise FormulaError(reason) from None


def render(page: str, script: Path) -> tuple[str, list[Fault]]:
    """Render all formulas of an HTML page; return it, and what is wrong with them.

    Args:
        page: HTML.
        script: KaTeX's JavaScript.
    """
    faults = []

    def replace(match: re.Match[str]) -> str:
        tex = html.unescape(match["tex"]).strip()
        try:
            body = to_html(tex, display=match["tag"] == "div", script=script)
        except FormulaError as error:
            faults.append(Fault(str(error), (f"${tex}$",)))
            body = f"<code>{html.escape(tex)}</code>"
        return f'<{match["tag"]} class="rnn-formula">{body}</{match["tag"]}>'

    return _FORMULA.sub(replace, page), faults
