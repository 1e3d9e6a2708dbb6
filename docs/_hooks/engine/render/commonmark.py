"""The blocks of a text as CommonMark has them, with those of the site's dialect added.

What Python-Markdown reads before all else, HTML and code between fences, has to be
replaced by its placeholders.
"""

from __future__ import annotations

import re

from markdown.util import HTML_PLACEHOLDER_RE
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, list_block, table
from markdown_it.token import Token

from engine.render import boxes

BOX = "box"  # and `meta` tells whether it is what a term means

# What has its blocks below and indented is a box, a tab; or behind it too: a meaning.
_MEANING = re.compile(r": {1,3}(?=\S)")
# What is shown elsewhere: a note, and what is told of a module; and what is not shown:
# an abbreviation, an address. Only the first two go on behind an empty row.
_NOTE = re.compile(r"\[\^[^\]]*\]:|(?:#{1,6} *)?::: ?\S")
_ADDRESS = re.compile(r"\*?\[[^\^\]][^\]]*\] ?:")
_STASHED = re.compile(rf"{HTML_PLACEHOLDER_RE.pattern}\s*$")
_FORMULA = re.compile(r"\$\$|\\\[|\\begin\{")
_FIRST, _SECOND = re.compile(r"1[.)] "), re.compile(r"2[.)] ")
# A bar in code, or in a formula, begins no cell.
_WITH_BARS = re.compile(r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|\$[^$\n]+\$")


def blocks(text: str) -> list[Token]:
    r"""Read a text.

    Examples:
        >>> [one.type for one in blocks("!!! note\n    - So") if one.nesting > 0]
        ['box_open', 'bullet_list_open', 'list_item_open', 'paragraph_open']
    """
    return _READER.parse(_WITH_BARS.sub(lambda m: m[0].replace("|", " "), text))


def _begins(state: StateBlock, line: int, sign: re.Pattern[str]) -> re.Match | None:
    if state.is_code_block(line):
        return None
    begin = state.bMarks[line] + state.tShift[line]
    return sign.match(state.src[begin : state.eMarks[line]])


def _box(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read what holds blocks, and with it all that is indented below, however far."""
    meaning = _begins(state, start, _MEANING)
    if not meaning and not _begins(state, start, boxes.BEGINS):
        return False
    if silent:
        return True
    last = _end_of_indented(state, start, end)
    rows = [state.sCount[n] for n in range(start + 1, last) if not state.isEmpty(n)]
    kept = state.blkIndent, state.lineMax, state.sCount[start], state.tShift[start]
    state.push(f"{BOX}_open", "", 1).meta = {"is_meaning": bool(meaning)}
    state.blkIndent, state.lineMax = min([state.sCount[start] + 4, *rows]), last
    if meaning:
        state.sCount[start] = state.blkIndent
        state.tShift[start] += meaning.end()
    state.md.block.tokenize(state, start + (not meaning), last)
    state.push(f"{BOX}_close", "", -1)
    state.blkIndent, state.lineMax, state.sCount[start], state.tShift[start] = kept
    state.line = last
    return True


def _end_of_indented(state: StateBlock, start: int, end: int) -> int:
    last = start + 1
    while last < end and (
        state.isEmpty(last) or state.sCount[last] > state.sCount[start]
    ):
        last += 1
    return last


def _elsewhere(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Leave out what is not shown where it stands."""
    is_note = _begins(state, start, _NOTE)
    if not is_note and not _begins(state, start, _ADDRESS):
        return False
    if not silent:
        last = _end_of_indented(state, start, end)
        empty = (line for line in range(start, last) if state.isEmpty(line))
        state.line = last if is_note else next(empty, last)
    return True


def _as_typed(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read rows in which nothing is a sign: what was read before, and formulas."""
    is_formula = _begins(state, start, _FORMULA)
    if not is_formula and not _begins(state, start, _STASHED):
        return False
    if not silent:
        below = (line for line in range(start, end) if state.isEmpty(line))
        state.line = next(below, end) if is_formula else start + 1
        state.push("paragraph_open", "p", 1)
        rows = state.push("inline", "", 0)
        rows.content = state.getLines(start, state.line, state.blkIndent, False)
        rows.map = [start, state.line]
        state.push("paragraph_close", "p", -1)
    return True


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a list, but none in a paragraph of which a row begins with a number."""
    is_below = silent and state.parentType == "paragraph"
    if is_below and state.sCount[start] == state.blkIndent:
        above = state.src[state.bMarks[start - 1] : state.eMarks[start - 1]]
        is_first = _begins(state, start, _FIRST) and not above.rstrip().endswith(":")
        if is_first and not _goes_on(state, start, end):
            return False
    return list_block(state, start, end, silent)


def _goes_on(state: StateBlock, start: int, end: int) -> bool:
    """Tell whether a second item follows on a first one, or more of the first."""
    for line in range(start + 1, end):
        if state.isEmpty(line):
            continue
        is_apart = state.isEmpty(line - 1)
        if state.sCount[line] <= state.blkIndent and _begins(state, line, _SECOND):
            return True
        if is_apart:
            return state.sCount[line] > state.blkIndent
    return False


_READER = MarkdownIt("commonmark").disable(["html_block", "fence"])
_READER.core.ruler.enableOnly(["block"])
_RULES = _READER.block.ruler
_ENDED = ["paragraph", "blockquote"]  # by what begins right below
for _name, _rule in (("box", _box), ("elsewhere", _elsewhere), ("typed", _as_typed)):
    _RULES.before("table", _name, _rule, {"alt": _ENDED})
_RULES.at("list", _list, {"alt": _ENDED})
_RULES.at("table", table)  # which would end a paragraph: that is told in other words
_RULES.enable("table")
