"""A second reader of each page, by CommonMark, to tell what Markdown reads otherwise.

Python-Markdown is what makes the pages; where a row stands is, now and then, not what
its author sees: in the list below, in code, in the paragraph above. So markdown-it-py
reads the same text, with the blocks of this site's dialect added to it, and the two
have to agree on where each row stands: in which lists, boxes and quotations, as text or
as code, and in which order. What stands within a row is nobody's business here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown.util import HTML_PLACEHOLDER, HTML_PLACEHOLDER_RE
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, list_block, table

from engine.tokens import TOKEN

# What holds blocks that are indented by four blanks, as Python-Markdown knows it: what
# a term means, from behind its colon on; a box, a tab, from the next row on.
_MEANING = re.compile(r": {1,3}(?=\S)")
_BOX = re.compile(
    r'!!! ?[\w-]+(?: +[\w-]+)*(?: +".*?")? *$'
    r'|\?\?\?\+? ?(?:[\w-]+(?: +[\w-]+)*)?(?: +".*?")? *$|===(?:\+!?|!\+?)? +".*?" *$'
)
# What is read elsewhere: a note, and what is made of a module, with what is indented
# below; an abbreviation, an address.
_ELSEWHERE = re.compile(r"\[\^[^\]]*\]:|(?:#{1,6} *)?::: ?\S")
_DEFINED = re.compile(r"\*?\[[^\^\]][^\]]*\] ?:")
_FORMULA = re.compile(r"\$\$|\\\[|\\begin\{")  # up to the end of its paragraph
_TITLES = {"summary", "label", "input"}
_TITLE_CLASSES = {"admonition-title", "tabbed-labels", "mkdocstrings"}
_CONTAINERS = {"ul": "list", "ol": "numbers", "blockquote": "quote"}
_CONTAINERS |= {"dd": "box", "details": "box"}
_BOX_CLASSES = {"admonition", "tabbed-block"}
_WHOLE = {"pre": "code", "hr": "rule"}  # whatever is in them
_LEAVES = {"dt": "term"} | {f"h{level}": f"h{level}" for level in range(1, 7)}
_UNCUT = re.compile(r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|\$[^$\n]+\$")


Apart = Mapping[Element, int]  # HTML whose text is read apart, by its number


class Row(NamedTuple):
    """A row of a text, and where it stands."""

    words: str
    within: tuple[str, ...]  # the last of which tells what the row is itself


_OPENS = {"bullet_list": "list", "ordered_list": "numbers", "blockquote": "quote"}
_OPENS |= {"box": "box"}


class Difference(NamedTuple):
    """A row that the two readers see at different places."""

    rows: str  # it, below some others
    seen: Row
    read: Row | None  # as Python-Markdown has it; None if it has none there


def differences(text: str, tree: Element, apart: Apart) -> list[Difference]:
    """Compare what was made of a text with what a second reader sees in it.

    Args:
        text: As the parser of blocks got it.
        tree: What it has made of it.
        apart: HTML whose text is read apart, and its numbers.
    """
    read = [row for row in _read_in(tree, (), apart) if row.words]
    seen = [(row, *place) for row, *place in _seen(text) if row.words]
    rows = [row for row, *_ in seen]
    if rows == read:
        return []
    found: dict[int, Difference] = {}  # the first of each block
    lines, seen = text.split("\n"), [*seen, (Row("", ()), text.count("\n"), 0)]
    matcher = SequenceMatcher(None, read, rows, autojunk=False)
    for kind, begin, end, at, _ in matcher.get_opcodes():
        if kind == "equal":
            continue
        row, line, block = seen[at]
        other = read[begin] if begin < end else None
        if other and other.words != row.words:  # the second reader sees no text there
            below = range(seen[at - 1][1] if at else 0, len(lines))
            line = next((n for n in below if _words(lines[n]) == other.words), line)
        found.setdefault(block, Difference(_shown(lines, line), row, other))
    return [*found.values()]


def _shown(lines: list[str], at: int) -> str:
    """Write a row, below those above it by which it can be told from others like it.

    No author has written what stands there for HTML or code, and for what that shows.
    """

    def is_written(number: int) -> bool:
        row = lines[number]
        return not (HTML_PLACEHOLDER_RE.search(row) or TOKEN.fullmatch(row.strip()))

    rows = [n for n, row in enumerate(lines) if row.strip() and is_written(n)]
    at = min(rows, key=lambda number: abs(number - at), default=at)
    above = takewhile(is_written, range(at - 1, max(at - 4, -1), -1))
    return "\n".join(lines[min([at, *above]) : at + 1]).lstrip("\n")


def _words(text: str) -> str:
    """Keep of a row what no sign of Markdown can change, and that of an item left over.

    Examples:
        >>> _words("`a` | b"), _words("- a")
        ('a b', '- a')
    """
    return " ".join(re.findall(r"^ *[-*+](?= )|\w+", html.unescape(text)))


def _read(element: Element, within: tuple[str, ...], apart: Apart) -> Iterator[Row]:
    """List the rows of an element that Python-Markdown has made."""
    tag, kinds = element.tag, {*element.get("class", "").split()}
    if element in apart:
        yield Row(_words(HTML_PLACEHOLDER % apart[element]), (*within, "text"))
    elif tag in _TITLES or kinds & _TITLE_CLASSES:
        return
    elif tag in _WHOLE:
        yield Row(tag, (*within, _WHOLE[tag]))
    elif tag == "tr":
        cells = " | ".join(["", *(cell.text or "" for cell in element)])
        yield Row(_words(cells), (*within, "row"))
    else:
        if tag in _CONTAINERS or kinds & _BOX_CLASSES:
            within = (*within, _CONTAINERS.get(tag, "box"))
        yield from _read_in(element, within, apart)


def _read_in(element: Element, within: tuple[str, ...], apart: Apart) -> Iterator[Row]:
    """List the rows in an element."""
    kind = _LEAVES.get(element.tag, "text")
    yield from _rows(element.text, (*within, kind))
    for child in element:
        yield from _read(child, within, apart)
        yield from _rows(child.tail, (*within, kind))


def _rows(text: str | None, within: tuple[str, ...]) -> Iterator[Row]:
    return (Row(_words(row), within) for row in (text or "").split("\n"))


def _seen(text: str) -> Iterator[tuple[Row, int, int]]:
    """List the rows that the second reader sees, each with its line and its block."""
    whole = _UNCUT.sub(lambda m: m[0].replace("|", " "), text)
    lines = whole.split("\n")
    tokens = _READER.parse(whole)
    within: list[str] = []
    leaf, block = "text", 0
    for at, token in enumerate(tokens):
        block += token.level == 0 and token.nesting >= 0
        kind, line = token.type.removesuffix("_open"), token.map[0] if token.map else 0
        if kind in _OPENS:
            within.append(_OPENS[kind])
        elif token.type.removesuffix("_close") in _OPENS:
            within.pop()
        elif kind in ("code_block", "hr"):
            tag = "hr" if kind == "hr" else "pre"
            yield Row(tag, (*within, _WHOLE[tag])), line, block
        elif kind == "tr":
            yield Row(_words(f"|{lines[line]}"), (*within, "row")), line, block
        elif kind == "heading":
            leaf = token.tag
        elif kind == "paragraph":
            below = tokens[at + 3].meta if at + 3 < len(tokens) else {}
            leaf = "term" if below.get("is_meaning") else "text"
        elif kind == "inline" and tokens[at - 1].type not in ("th_open", "td_open"):
            for number, row in enumerate(_rows(token.content, (*within, leaf)), line):
                yield row, number, block


def _begins(
    state: StateBlock, line: int, sign: re.Pattern[str]
) -> re.Match[str] | None:
    if state.is_code_block(line):
        return None
    begin = state.bMarks[line] + state.tShift[line]
    return sign.match(state.src[begin : state.eMarks[line]])


def _box(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read what holds blocks that are indented by four blanks."""
    meaning = _begins(state, start, _MEANING)
    elsewhere = _begins(state, start, _ELSEWHERE)
    if not (meaning or elsewhere or _begins(state, start, _BOX)):
        return False
    if silent:
        return True
    outer, last = state.sCount[start], start + 1
    while last < end and (state.isEmpty(last) or state.sCount[last] > outer):
        last += 1
    rows = (one for one in range(start + 1, last) if not state.isEmpty(one))
    width = min([outer + 4, *(state.sCount[one] for one in rows)])
    if not elsewhere:
        state.push("box_open", "", 1).meta = {"is_meaning": bool(meaning)}
        kept = state.blkIndent, state.sCount[start], state.tShift[start], state.lineMax
        if meaning:
            state.sCount[start] = width
            state.tShift[start] += meaning.end()
        state.blkIndent, state.lineMax = width, last
        state.md.block.tokenize(state, start + (not meaning), last)
        (
            state.blkIndent,
            state.sCount[start],
            state.tShift[start],
            state.lineMax,
        ) = kept
        state.push("box_close", "", -1)
    state.line = last
    return True


def _apart(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read rows of which nothing is a sign: what was read before, and formulas."""
    last = start + 1
    if _begins(state, start, _FORMULA):
        while last < end and not state.isEmpty(last) and state.sCount[last] >= 0:
            last += 1
    elif not _begins(state, start, _STASHED) and not _begins(state, start, _DEFINED):
        return False
    if not silent:
        if not _begins(state, start, _DEFINED):
            state.push("paragraph_open", "p", 1)
            rows = state.push("inline", "", 0)
            rows.content = state.getLines(start, last, state.blkIndent, False)
            rows.map = [start, last]
            state.push("paragraph_close", "p", -1)
        state.line = last
    return True


def _items(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a list, but in a paragraph none of a row that only begins with a number."""
    is_below = silent and state.parentType == "paragraph"
    if is_below and state.sCount[start] == state.blkIndent:
        above = state.src[state.bMarks[start - 1] : state.eMarks[start - 1]]
        is_first = _begins(state, start, _FIRST) and not above.rstrip().endswith(":")
        if is_first and not _has_second(state, start, end):
            return False
    return list_block(state, start, end, silent)


def _has_second(state: StateBlock, start: int, end: int) -> bool:
    for line in range(start + 1, end):
        if not state.isEmpty(line) and state.sCount[line] <= state.blkIndent:
            if _begins(state, line, _SECOND):
                return True
            if state.isEmpty(line - 1):
                return False
    return False


_FIRST, _SECOND = re.compile(r"1[.)] "), re.compile(r"2[.)] ")
_STASHED = re.compile(rf"{HTML_PLACEHOLDER_RE.pattern}\s*$")

_READER = MarkdownIt("commonmark").enable("table").disable(["html_block", "fence"])
_READER.core.ruler.enableOnly(["block"])
for _name, _rule in (("box", _box), ("apart", _apart)):
    _READER.block.ruler.before(
        "table", _name, _rule, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
_READER.block.ruler.at(
    "list", _items, {"alt": ["paragraph", "reference", "blockquote"]}
)
_READER.block.ruler.at("table", table)  # begins in no paragraph: those are told apart
