"""Formulas, from TeX to HTML and MathML, by KaTeX in the build."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path

import quickjs
from tinycss2.color3 import RGBA, parse_color

from engine.problems import Fault
from engine.render import colours

# What Markdown makes of $…$ and $$…$$.
FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\[(\[](?P<tex>.*?)\\[)\]]</(?P=tag)>',
    re.DOTALL,
)
# What stands before and behind it without a blank; behind, perhaps where bold ends.
_WITH_SIGN = re.compile(
    rf"(?P<before>[(‘“]?){FORMULA.pattern}(?P<end></(?:strong|em)>)?(?P<sign>[,.;:!?)’”]*)",
    re.DOTALL,
)
_BASE = re.compile(r'class="katex-base"')  # a part of a formula that stays whole
_SHORT = 18  # characters of TeX that fit into any row
# The binding can't return a rope string, hence the join.
_RENDER = """
function render(tex, displayMode) {
  const trust = ({command}) => {
    throw new katex.ParseError(command + " is for pages, not for formulas");
  };
  const options = {displayMode, throwOnError: true, strict: "error", trust};
  return [katex.renderToString(tex, options)].join("");
}
"""


# What `\color{red}{x}` and its like become.
_COLOUR = re.compile(
    r'(?<=[";])(?P<what>(?:background-|border-)?color):(?P<name>[^;"]+)'
)


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
        return _COLOUR.sub(_in_both_schemes, _katex(script).get("render")(tex, display))
    except quickjs.JSException as error:
        first = str(error).splitlines()[0]
        reason = re.sub(r"^ParseError: |[\u0300-\u036f]", "", first)
        raise FormulaError(reason) from None


def _in_both_schemes(found: re.Match[str]) -> str:
    """Write a colour so that dark pages show it, and what stands on it, as well.

    Examples:
        >>> [_COLOUR.sub(_in_both_schemes, f';{one}') for one in
        ...     ("color:navy", "background-color:white", "color:inherit")]
        ... # doctest: +NORMALIZE_WHITESPACE
        [';color:color-mix(in srgb, #9c9cff var(--plot-dark), #000080)',
        ';background-color:var(--plot-paper)', ';color:inherit']
    """
    colour = parse_color(found["name"])
    if not isinstance(colour, RGBA):
        return found[0]
    written = "#" + "".join(f"{round(part * 255):02x}" for part in colour[:3])
    turns = found["what"] == "background-color" and colours.is_pale(written)
    return f"{found['what']}:{colours.adapted(written, turns=turns)}"


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
        shown = f'<{match["tag"]} class="rnn-formula">{body}</{match["tag"]}>'
        before, end, sign = match["before"], match["end"] or "", match["sign"]
        is_short = len(_BASE.findall(body)) == 1 or len(tex) <= _SHORT
        # No row begins with a comma, nor ends with a bracket that opens.
        if match["tag"] == "span" and is_short and (before or sign):
            return f'<span class="rnn-whole">{before}{shown}{sign}</span>{end}'
        return before + shown + end + sign

    return _WITH_SIGN.sub(replace, page), faults
