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
from collections.abc import Collection, Iterator, Mapping
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple
from weakref import WeakKeyDictionary, WeakSet
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.util import HTML_PLACEHOLDER, HTML_PLACEHOLDER_RE

from engine.render import commonmark
from engine.tokens import TOKEN

# How a row is read that a second reader sees at another place: an item, or something
# else, as a part of the text; as code; as a term; as what it is, but elsewhere; and an
# item whose text is so far behind its sign that it would be code.
_MARKS = "unlisted", "text", "code", "term", "elsewhere", "spaced"
UNLISTED, IN_TEXT, IN_CODE, AS_TERM, ELSEWHERE, SPACED = (
    f"data-{one}" for one in _MARKS
)
_ITEM = re.compile(r"[\s>]*(?:[-*+]|\d+[.)])(?:(?P<far>\s{5,}(?=\S))|\s)")

_TITLES = {"summary", "label", "input"}
_TITLE_CLASSES = {"admonition-title", "mkdocstrings"}
_CONTAINERS = {"ul": "list", "ol": "numbers", "blockquote": "quote"}
_CONTAINERS |= {"dd": "box", "details": "box"}
_BOX_CLASSES = {"admonition", "tabbed-block"}
_WHOLE = {"pre": "code", "hr": "rule"}  # whatever is in them
_LEAVES = {"dt": "term"} | {f"h{level}": f"h{level}" for level in range(1, 7)}
_OPENS = {"bullet_list": "list", "ordered_list": "numbers", "blockquote": "quote"}
_OPENS |= {commonmark.BOX: "box"}
_KEPT = re.compile(r"^ *[-*+](?= )|\w+")

Apart = Mapping[Element, int]  # HTML whose text is read apart, by its number


class Row(NamedTuple):
    """A row of a text, and where it stands."""

    words: str
    within: tuple[str, ...]  # the last of which tells what the row is itself


def register(md: Markdown, marks: Collection[str]) -> None:
    """Mark the rows that a second reader sees elsewhere, unless there is another mark.

    Whole texts are read: those of a page, of a note, and of what stands within HTML.
    """
    read, begun = md.parser.parseBlocks, WeakSet()
    apart: WeakKeyDictionary[Element, int] = WeakKeyDictionary()

    def read_twice(parent: Element, blocks: list[str]) -> None:
        stash = enumerate(md.htmlStash.rawHtmlBlocks)
        apart.update((one, at) for at, one in stash if isinstance(one, Element))
        is_whole = parent in apart or (parent.tag == md.doc_tag and not parent.attrib)
        is_begin = is_whole and parent not in begun
        begun.add(parent)
        text = "\n\n".join(blocks)
        read(parent, blocks)
        if is_begin and not any({*marks} & {*one.attrib} for one in parent.iter()):
            for mark, rows in [*differences(text, parent, apart)]:
                SubElement(parent, "p", {mark: rows}).text = ""  # as notes need it

    md.parser.parseBlocks = read_twice


def differences(text: str, tree: Element, apart: Apart) -> Iterator[tuple[str, str]]:
    """Find the rows that the two readers see at different places.

    Args:
        text: As the parser of blocks got it.
        tree: What it has made of it.
        apart: HTML whose text is read apart, and its numbers.

    Yields:
        How the first of them in each block is read, as its mark, and that row below
        some others.
    """
    read = [row for row in _read_in(tree, (), apart) if row.words]
    seen = [(row, *place) for row, *place in _seen(text) if row.words]
    rows = [row for row, *_ in seen]
    if rows == read:
        return
    lines, known, told = text.split("\n"), {row.words for row in rows}, set()
    seen.append((Row("", ("",)), len(lines) - 1, 0))
    changes = SequenceMatcher(None, read, rows, autojunk=False).get_opcodes()
    for kind, begin, end, at, _ in changes:
        other = read[begin] if begin < end else Row("", ("",))
        if kind == "delete" and other.words in known:  # which is seen further above
            at = [row.words for row in rows].index(other.words)
        row, line, block = seen[at]
        if kind == "equal" or block in told:
            continue
        told.add(block)
        if other.words and other.words not in known:  # with a sign, as it is typed
            below = range(seen[at - 1][1] if at else 0, len(lines))
            line = next((n for n in below if _words(lines[n]) == other.words), line)
        is_sign = other.words not in known or other.within[-1] != row.within[-1]
        yield _mark(other.within[-1], lines[line], is_sign=is_sign), _shown(lines, line)


def _mark(kind: str, line: str, *, is_sign: bool) -> str:
    """Name how a row is read that the second reader sees at another place."""
    item = _ITEM.match(line)
    if item and item["far"]:
        return SPACED
    if kind == "code":
        return IN_CODE
    if kind == "term":
        return AS_TERM
    if kind != "text" or not is_sign:
        return ELSEWHERE
    return UNLISTED if item else IN_TEXT


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
    return " ".join(_KEPT.findall(html.unescape(text)))


def _read(element: Element, within: tuple[str, ...], apart: Apart) -> Iterator[Row]:
    """List the rows of an element that Python-Markdown has made, by its kind."""
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
    lines, tokens = text.split("\n"), commonmark.blocks(text)
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
            yield Row(_words(lines[line]), (*within, "row")), line, block
        elif kind == "heading":
            leaf = token.tag
        elif kind == "paragraph":
            below = tokens[at + 3].meta if at + 3 < len(tokens) else {}
            leaf = "term" if below.get("is_meaning") else "text"
        elif kind == "inline" and tokens[at - 1].type not in ("th_open", "td_open"):
            for number, row in enumerate(_rows(token.content, (*within, leaf)), line):
                yield row, number, block
