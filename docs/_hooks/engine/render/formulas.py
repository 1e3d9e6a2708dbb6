"""Formulas, from TeX to HTML and MathML, by KaTeX in the build.

Where nothing can be drawn, in a page's title and for the search, they are plain text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import quickjs

from engine.problems import Fault

# What Markdown makes of $…$ and $$…$$.
FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\[(\[](?P<tex>.*?)\\[)\]]</(?P=tag)>',
    re.DOTALL,
)
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

    return FORMULA.sub(replace, page), faults


# What Python's formats make of numbers and TeX would read otherwise.
_IN_TEX = (
    (re.compile(r"(?<!\\)[%#$]"), r"\\\g<0>"),
    (re.compile(r"\b\d{1,3}(?:,\d{3})+\b"), lambda m: m[0].replace(",", "{,}")),
    (re.compile(r"\b\d{1,3}(?:_\d{3})+\b"), lambda m: m[0].replace("_", r"\_")),
    (re.compile(r"(?<=\d)e([+-]\d+)\b"), lambda m: rf" \times 10^{{{int(m[1])}}}"),
)


def in_tex(value: str) -> str:
    r"""Write a value as it has to stand in a formula.

    Examples:
        >>> in_tex("50%"), in_tex("1,234.5"), in_tex("1.2e-05"), in_tex(r"x_1\%")
        ('50\\%', '1{,}234.5', '1.2 \\times 10^{-5}', 'x_1\\%')
    """
    for pattern, written in _IN_TEX:
        value = pattern.sub(written, value)
    return value


# What takes one sign as its index, its exponent, or what it works on.
_TAKES_ONE = (
    r"(?:[\^_}]|\\[dt]?(?:frac|binom)\s*\d"
    r"|\\(?:[dt]?frac|[dt]?binom|sqrt|hat|bar|vec|tilde|dot|(?:math|text|over|"
    r"under)[a-z]*)(?![a-zA-Z]))\s*"
)


# What an exponent behind it belongs to as a whole: one number, one name, a bracket.
_IS_ONE = re.compile(
    r"(?:\d|\{,\}|\\_)*(?:\.\d+)?|\\?[a-zA-Z]+|\([^()]*\)|\[[^\[\]]*\]"
)


def with_values(tex: str, value: re.Pattern, write: Callable[[re.Match], str]) -> str:
    r"""Put values into a formula; what takes one sign takes the whole of one.

    And what works on the sign in front of it, as an exponent does, or divides by the
    one behind, works on the whole of a value: one that is more than a number or a name
    stands between brackets there.

    Args:
        tex: The formula.
        value: What stands in it for a value.
        write: Writes one in TeX.

    Examples:
        >>> with_values(r"10^# + \frac## - #", re.compile("#"), lambda _: "12")
        '10^{12} + \\frac{12}{12} - 12'
        >>> with_values(r"#^2 + x^#", re.compile("#"), lambda _: "-2")
        '(-2)^2 + x^{-2}'
    """

    def put(match: re.Match[str]) -> str:
        before = match["before"] or ""
        values = [write(one) for one in value.finditer(match["values"])]
        # (Behind a brace may stand the second argument of a fraction.)
        is_argument = before and not before.startswith("}") and len(values) == 1
        if match["behind"] is not None and not is_argument:
            values[-1] = _in_brackets(values[-1])
        if match["divides"] and not _IS_ONE.fullmatch(values[0].removeprefix("-")):
            values[0] = _in_brackets(values[0])
        is_taken = before or len(values) > 1
        return (match["divides"] or before) + "".join(
            f"{{{one}}}" if is_taken and len(one) > 1 else one for one in values
        )

    found = (
        rf"(?:(?P<divides>(?:/|\\div(?![a-zA-Z]))\s*)|(?P<before>{_TAKES_ONE}))?"
        rf"(?P<values>(?:{value.pattern})+)(?P<behind>(?=\s*[\^_!']))?"
    )
    return re.sub(found, put, tex)


def _in_brackets(value: str) -> str:
    return value if _IS_ONE.fullmatch(value) else f"({value})"


_FRACTION = re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")
_LAYOUT = re.compile(
    r"\\(?:[,;:! ]|(?:begin|end)\{\w+\*?\}"
    r"|(?:left|right|quad|qquad|displaystyle|operatorname|(?:text|math)[a-z]*)"
    r"(?![a-zA-Z]))"
)


def plain(page: str) -> str:
    r"""Write the formulas of HTML as plain text.

    Examples:
        >>> plain(r'A <span class="arithmatex">\(\frac{1}{2}\,W_{xh} x\)</span> b')
        'A 1/2 W_xh x b'
    """

    def text(match: re.Match[str]) -> str:
        tex = _LAYOUT.sub(" ", _FRACTION.sub(r"\1/\2", html.unescape(match["tex"])))
        words = re.sub(r"[{}]", "", re.sub(r"\\([a-zA-Z]+|.)", r"\1", tex))
        return html.escape(" ".join(words.split()), quote=False)

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
