"""Formulas, from TeX to HTML and MathML, by KaTeX in the build.

Where nothing can be drawn, in a page's title and for the search, they are plain text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from contextlib import suppress
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


class Signed(str):
    """A value whose format writes its sign in any case: it is added, or subtracted."""

    __slots__ = ()


# What Python's formats make of numbers and TeX would read otherwise.
_IN_TEX = (
    (re.compile(r"(?<!\\)[%#$]"), r"\\\g<0>"),
    (re.compile(r"\b\d{1,3}(?:,\d{3})+\b"), lambda m: m[0].replace(",", "{,}")),
    (re.compile(r"\b\d{1,3}(?:_\d{3})+\b"), lambda m: m[0].replace("_", r"\_")),
    (
        re.compile(r"(?<=[\d.])[eE]([+-]\d+)(?!\d)"),
        lambda m: rf" \times 10^{{{int(m[1])}}}",
    ),
)
# And of texts and sets, if they are no TeX: marks around words and in them, names that
# aren't one letter with its index, blanks between words, a tilde, and braces that hold
# no index.
_TEXT_IN_TEX = (
    (
        re.compile(
            r"(?<![\w')\]}])'(?:[^\W_][^\W .,-]*|)'|\b[^\W\d_]{2,}'[^\W\d_]+\b"
            r"|(?<![\w'\\])(?![^\W_]_\w\b)[^\W\d]\w*_\w+"
        ),
        lambda m: rf"\text{{{in_words(m[0])}}}",
    ),
    (re.compile(r"(?<=[^\W_]) +(?=[^\W_])"), r"\\ "),
    (re.compile(r"(?<![\w\\])nan(?!\w)"), r"\\text{nan}"),
    (re.compile(r"(?<![\w\\])inf(?!\w)"), r"\\infty"),
    (re.compile("~"), r"{\\sim}"),
    (re.compile(r"(?<!\\)&"), r"\\&"),
)
# What text has in TeX for signs that mean something there.
_IN_WORDS = {sign: f"\\{sign}" for sign in "#$%&_{}"}
_IN_WORDS |= {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_GROUP = re.compile(r"(?P<sign>[\^_])?\{(?P<inner>[^{}]*)\}")


def in_tex(value: str) -> str:
    r"""Write a value as it has to stand in a formula.

    Examples:
        >>> in_tex("50%"), in_tex("1,234.5"), in_tex("1.2e-05"), in_tex(r"x_1\%")
        ('50\\%', '1{,}234.5', '1.2 \\times 10^{-5}', 'x_1\\%')
        >>> in_tex("nan"), in_tex("-inf"), in_tex("inference")
        ('\\text{nan}', '-\\infty', 'inference')
        >>> in_tex("{1, 2}"), in_tex("~5"), in_tex("x^{2}"), in_tex("so it is")
        ('\\{1, 2\\}', '{\\sim}5', 'x^{2}', 'so\\ it\\ is')
    """
    kind = type(value)
    if "\\" not in value:
        value = _with_braces(value)
        for pattern, written in _TEXT_IN_TEX:
            value = pattern.sub(written, value)
    for pattern, written in _IN_TEX:
        value = pattern.sub(written, value)
    return kind(value)


def in_words(value: str) -> str:
    r"""Write a value as it has to stand among the words of a formula.

    Examples:
        >>> in_words("hidden_size 1e-05"), in_words(r"5\%")
        ('hidden\\_size 1e-05', '5\\%')
    """
    return value if "\\" in value else value.translate(str.maketrans(_IN_WORDS))


def _with_braces(value: str) -> str:
    """Let braces be seen that hold no index and no exponent."""

    def written(match: re.Match[str]) -> str:
        # (By signs that no text has, until all are found.)
        opening, closing = ("\x02", "\x03") if match["sign"] else ("\x04", "\x05")
        return f"{match['sign'] or ''}{opening}{match['inner']}{closing}"

    while _GROUP.search(value):
        value = _GROUP.sub(written, value)
    signs = {"\x02": "{", "\x03": "}", "\x04": r"\{", "\x05": r"\}"}
    return value.translate(str.maketrans({"{": r"\{", "}": r"\}"} | signs))


# Commands that take nothing: what stands between others, or before one; letters and
# signs, which may be multiplied; and functions, which work on what follows.
_BETWEEN = re.compile(
    r"cdot|times|div|pm|mp|ast|star|circ|bullet|o(?:plus|minus|times|dot)|setminus|"
    r"c[au]p|sq(?:cup|cap)|wedge|vee|land|lor|l?not|neg|bmod|le|leq|ge|geq|ne|neq|[lg]l|"
    r"gg|lesssim|gtrsim|leqslant|geqslant|sim|simeq|approx|equiv|cong|propto|doteq|"
    r"coloneqq|in|notin|ni|su[bp]set(?:eq)?|prec|succ|(?:pre|suc)ceq|mid|parallel|perp|"
    r"to|gets|mapsto|implies|iff|(?:long|Long)?(?:left|right|Left|Right|leftright|"
    r"Leftright)arrow|(?:up|down|Up|Down)arrow|colon|quad|qquad|[lcdv]?dots|dots[bcmio]|"
    r"forall|exists|hline|cr|displaystyle|textstyle|scriptstyle|limits|nolimits|middle|"
    r"left|[bB]igg?[lmr]?|langle|lceil|lfloor|lvert|lVert|lbrace|lbrack|therefore|because"
)
_LETTERS = re.compile(
    r"(?:var)?(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|"
    r"xi|omicron|pi|rho|sigma|tau|upsilon|phi|chi|psi|omega|digamma)|Gamma|Delta|Theta|"
    r"Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega|infty|partial|nabla|ell|hbar|[ij]math|"
    r"Re|Im|emptyset|varnothing|aleph|prime|top|bot|angle|degree|rangle|rceil|rfloor|"
    r"rvert|rVert|rbrace|rbrack|right|vert|Vert|square|checkmark"
)
_FUNCTIONS = re.compile(
    r"(?:arc)?(?:sin|cos|tan)h?|cot|sec|csc|log|ln|lg|exp|max|min|sup|inf|lim(?:sup|inf)?|"
    r"arg|det|dim|gcd|ker|deg|hom|Pr|sum|prod|coprod|i{0,3}nt|oint|bigc[au]p|big[ov]\w+"
)
_CLOSING = re.compile(r"r(?:angle|ceil|floor|vert|Vert|brace|brack|ight)|end|[vV]ert")
_TWO = re.compile(r"[cdt]?frac|[dt]?binom|stackrel|(?:over|under)set|textcolor")
_WORDS = re.compile(r"text[a-z]*|[mhf]box|operatorname\*?")
_COMMAND = re.compile(r"\\(operatorname\*|[a-zA-Z]+)$")
_BLANK = re.compile(r"(?:\s|~|(?<!\\)\\[,;:! ])+$")
_SHORT_FRACTION = re.compile(r"\\(?:[cdt]?frac|[dt]?binom)\s*[\da-z]$")
_DIVIDES = re.compile(r"(?:/|\\div)$")
_MULTIPLIES = re.compile(r"(?:[-/*]|\\(?:cdot|times|div|pm|mp|ast))$")
# What is taken as a whole whatever stands beside it: one number, one name, a bracket.
_IS_ONE = re.compile(
    r"(?:\d|\{,\}|\\_)*(?:\.\d+)?|\\?[a-zA-Z]+|\([^()]*\)|\[[^\[\]]*\]"
    r"|\\\{(?:[^{}\\]|\\text\{[^{}]*\})*\\\}|\\text\{(?:[^{}\\]|\\.)*\}"
)
_BEHIND = re.compile(r"\s*[\^_!']")
_IN_OWN_BRACES = re.compile(r"\s*\}\s*[\^_!']")
_SUM = re.compile(r"(?<=[^\s+\-*/(=^_,])\s*(?:[-+]|\\[pm][mp](?![a-zA-Z]))")
_GAP = re.compile(r"(?:\s|~|\\[,;:! ])*")
_FACTOR = re.compile(_GAP.pattern + r"(?:[\w([{*/%]|\\%|\\(?P<name>[a-zA-Z]+))")


def with_values(
    tex: str,
    value: re.Pattern,
    read: Callable[[re.Match], str],
    escape: Callable[[str], str] = str,
) -> str:
    r"""Put values into a formula; what takes one sign takes the whole of one.

    And what works on the sign beside it works on the whole of a value: one that is more
    than a number or a name stands between brackets where an exponent follows it, or a
    division precedes it; a sum does so beside a factor, or behind a minus; and what
    begins with a minus, where it is multiplied.

    Args:
        tex: The formula.
        value: What stands in it for a value.
        read: Tells which value that is.
        escape: Writes it, in TeX, for the text in which the formula stands.

    Examples:
        >>> with_values(r"10^# + \frac## - #", re.compile("#"), lambda _: "12")
        '10^{12} + \\frac{12}{12} - 12'
        >>> with_values(r"#^2 + x^# + x#", re.compile("#"), lambda _: "-2")
        '(-2)^2 + x^{-2} + x(-2)'
    """
    done, at = "", 0
    for match in value.finditer(tex):
        done += tex[at : match.start()]
        at = match.end()
        following = value.match(tex, _GAP.match(tex, at).end())
        behind = in_tex(read(following)) if following else tex[at:]
        done += escape(_placed(read(match), done, behind, is_next=bool(following)))
    return done + tex[at:]


def _placed(value: str, before: str, behind: str, *, is_next: bool) -> str:
    """Write a value between what stands before and behind it."""
    one, words = in_tex(value), _words_around(before)
    if words:
        return one if words.startswith("operatorname") else in_words(value)
    role, near = _role(before), _BLANK.sub("", before)
    is_sum = bool(_SUM.search(_without_groups(one)))
    is_joined = one[:1].isdigit() and role == "factor" and _ends_in_digit(near)
    in_own = near.endswith("{") and _role(near[:-1]) not in ("takes", "index")
    shown = one
    if role in ("takes", "index"):
        if _BEHIND.match(behind) and near.endswith("}"):
            shown = _in_brackets(one)
        return f"{{{shown}}}" if len(shown) != 1 or shown.isalpha() else shown
    if (not is_next and _BEHIND.match(behind)) or (
        in_own and _IN_OWN_BRACES.match(behind)
    ):
        shown = _in_brackets(one)
    elif _DIVIDES.search(near):
        shown = one if _IS_ONE.fullmatch(one.removeprefix("-")) else f"({one})"
    elif is_sum:
        is_beside = role in ("factor", "function") or _MULTIPLIES.search(near)
        is_beside = is_beside or _multiplies(before, behind, is_next=is_next)
        shown = f"({one})" if is_beside and not isinstance(one, Signed) else one
    elif one.startswith("-") and role in ("factor", "function"):
        shown = one if isinstance(one, Signed) else f"({one})"
    elif is_joined or (not is_next and re.match(r"\d\s*\d", one[-1:] + behind)):
        shown = f"({one})"
    if shown[:1].isalpha() and _COMMAND.search(before):
        return f" {shown}"
    is_argument = near.endswith("}") and role != "none"
    return f"{{{shown}}}" if is_argument and len(shown) > 1 else shown


def _words_around(before: str) -> str:
    r"""Name the command, such as `text`, within which what follows is words; or ""."""
    opened = []
    for brace in re.finditer(r"(?<!\\)[{}]", before):
        if brace[0] == "{":
            command = _COMMAND.search(before[: brace.start()].rstrip())
            is_words = command and _WORDS.fullmatch(command[1])
            opened.append(command[1] if is_words else "")
        elif opened:
            opened.pop()
    return next(filter(None, opened), "")


def _role(before: str) -> str:
    """Tell what what follows is to what stands before it.

    It "takes" that as its argument; that is its "index", or another "factor"; it is a
    "function" of that; or there is "none".
    """
    near = _BLANK.sub("", before)
    if re.search(r"(?<!\\)[\^_]$", near):
        return "index"
    if _SHORT_FRACTION.search(near):
        return "takes"
    if command := _COMMAND.search(near):
        return _role_of(command[1])
    groups = 0
    rest = near
    while rest.endswith(("}", "]")) and not rest.endswith(("\\}", "\\]")):
        start = _opening(rest)
        if start is None:
            break
        groups += rest.endswith("}")
        rest = rest[:start].rstrip()
        if command := _COMMAND.search(rest):
            return _role_behind(command[1], groups)
        if rest.endswith(("^", "_")):
            return "factor"
    if near.endswith("|"):
        return "none" if near.count("|") % 2 else "factor"
    is_factor = re.search(r"(?:[\w)\]}!']|\\[}|])$", near) and not re.search(
        r"(?:&\w+;|\\\\|\\[(\[])$", near
    )
    return "factor" if is_factor else "none"


def _role_of(command: str) -> str:
    for pattern, role in (
        (_BETWEEN, "none"),
        (_LETTERS, "factor"),
        (_FUNCTIONS, "function"),
    ):
        if pattern.fullmatch(command):
            return role
    return "takes"


def _role_behind(command: str, groups: int) -> str:
    """Tell the same of what stands behind a command, and some groups of its own."""
    if command in ("begin", "color", "hspace", "tag", "label", "operatorname"):
        return "function" if command == "operatorname" else "none"
    if _role_of(command) != "takes":
        return _role_of(command)
    return "takes" if groups < 1 + bool(_TWO.fullmatch(command)) else "factor"


def _opening(text: str) -> int | None:
    """Find where the bracket begins that ends a text."""
    pair = {"}": "{", "]": "["}[text[-1]]
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        is_sign = text[at - 1 : at] == "\\"
        if text[at] in (text[-1], pair) and not is_sign:
            depth += 1 if text[at] == text[-1] else -1
            if depth == 0:
                return at
    return None


def _multiplies(before: str, behind: str, *, is_next: bool) -> bool:
    """Tell whether what stands behind a value is multiplied by it, or divides it."""
    if is_next:  # that stands between brackets, if it begins with a minus
        return not (isinstance(behind, Signed) or behind.startswith("+"))
    if behind.lstrip().startswith("|"):
        return before.count("|") % 2 == 0
    found = _FACTOR.match(behind)
    if not found:
        return False
    name = found["name"]
    if name is None or name in ("cdot", "times", "div", "ast"):
        return True
    return not (_BETWEEN.fullmatch(name) or _CLOSING.fullmatch(name))


def _ends_in_digit(near: str) -> bool:
    return near[-1:].isdigit() and not re.search(r"[\^_]\d$", near)


def _without_groups(tex: str) -> str:
    """Leave out what stands between brackets of its own."""
    tex = re.sub(r"\\([{}])", lambda m: "(" if m[1] == "{" else ")", tex)
    while (less := re.sub(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}", "x", tex)) != tex:
        tex = less
    return tex


def _in_brackets(value: str) -> str:
    return value if _IS_ONE.fullmatch(value) else f"({value})"


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
