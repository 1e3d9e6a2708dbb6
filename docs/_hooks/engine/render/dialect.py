"""The Markdown of all pages: what Python-Markdown and its extensions read otherwise.

Lessons, labs, docstrings and what cells display are all read by it, so that a dollar
means the same everywhere.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from itertools import pairwise
from weakref import WeakKeyDictionary
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import (
    BlockProcessor,
    HashHeaderProcessor,
    OListProcessor,
    SetextHeaderProcessor,
    UListProcessor,
)
from markdown.extensions import Extension
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString, code_escape
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound
from pymdownx.superfences import SuperFencesCodeExtension

from engine.render import boxes, definitions, second_reader, wrapped
from engine.render.attributes import Attributes
from engine.render.emphasis import Emphasis, Unpacked

# A formula's dollars touch it, and no digit outside: $10-$20 is money.
_DOLLARS = r"(?<![\d$])\$(?![\s$])(?P<tex>(?:\\.|[^\\$\x02\x03])+?)(?<!\s)\$(?![\d$])"
_BRACKETS = r"\\\((?P<bracketed>(?:\\[^)]|[^\\\x02\x03])+?)\\\)"
_PLAIN = r"\\(?P<plain>[!-/:-@\[-`{-~])"  # any sign of ASCII, as in CommonMark
_CODE = r"(?<![\\`])(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)"
_LONE_TICKS = r"(?<![\\`])(?P<lone>``+)(?!`)"
_DISPLAYED = r"\\\[(?:(?!\\\])[^\x02\x03])+\\\](?![(\[:])"
_UNCUT = re.compile(rf"{_PLAIN}|{_CODE}|{_DOLLARS}")
_PIPE = "\x02\x02"  # which Python-Markdown sees to it that no text has

SHOWN = "rnn-shown"  # the class of code that looks like a value and is none
UNREAD = "rnn-unread"  # and of a fence that is none, with its ticks
DIAGRAM, UNDRAWN = "rnn-mermaid", "rnn-undrawn"  # the classes of Mermaid's fences
# What a row of a table says that has more cells than its head, or code with an escape;
# one of a list that is of another kind, or would get another number, or has nothing in
# it; a row that underlines several others, or columns, or stands in a table as one more
# row of dashes; and the one of a table that begins as an item does.
_MISREAD = "cut", "escaped", "mixed", "renumbered", "empty", "underlined", "dashes"
_MARKS = CUT, ESCAPED, MIXED, RENUMBERED, EMPTY, UNDERLINED, DASHES, ITEM = [
    f"data-{one}" for one in (*_MISREAD, "item")
]
# What begins a block of its own, also right below a paragraph or a table: a heading, a
# quotation, an item, what a term or a note means, a rule, what was read before.
_BEGINS = re.compile(
    r" {0,3}(?:#{1,6}(?:[ \t]|$)|>|(?:[-*+]|\d{1,9}[.)]|:)(?:[ \t]|$)|\*?\[[^\]]+\]:"
    rf"|(?:\*[ \t]*){{3,}}$|(?:_[ \t]*){{3,}}$|(?:-[ \t]*){{3,}}$"
    rf"|{HTML_PLACEHOLDER_RE.pattern}\s*$)"
)
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+|(?P<columns>-{2,}(?: +-{2,})+))[ \t]*$")
_DASHED = re.compile(r"[ |]*:?-{2,}:?[ ]*(?:\|[ ]*:?-{2,}:?[ ]*)*\|?[ ]*")


class Dialect(Extension):
    """What is put in the place of some of Python-Markdown's own."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Take the places, which have to be registered before."""
        formulas = _Formulas("|".join([_DOLLARS, _BRACKETS, _DISPLAYED, _PLAIN]), md)
        md.inlinePatterns.register(formulas, "arithmatex-inline", 189.9)
        md.inlinePatterns.register(
            _ShownCode(f"{_CODE}|{_LONE_TICKS}", md), "shown-code", 190.1
        )
        tables = _Tables(md.parser, {"use_align_attribute": False})
        md.parser.blockprocessors.register(tables, "table", 75)
        md.parser.blockprocessors.register(_Headings(md.parser), "hashheader", 70)
        md.parser.blockprocessors.register(_Titles(md.parser), "setextheader", 60)
        md.parser.blockprocessors.register(_Underlined(md.parser), "underlined", 55)
        md.parser.blockprocessors.register(_Fences(md.parser), "fences", 12)
        md.treeprocessors.register(Attributes(md), "attr_list", 8)
        md.inlinePatterns.register(Emphasis(md), "em_strong", 60)
        md.treeprocessors.register(Unpacked(md), "emphasis", 19)  # behind "inline"
        firsts: WeakKeyDictionary[Element, str] = WeakKeyDictionary()
        for kind, name, priority in ((_Numbers, "olist", 40), (_Bullets, "ulist", 30)):
            md.parser.blockprocessors.register(kind(md, firsts), name, priority)
        if "keys" in md.inlinePatterns:  # that extension is on
            found = md.inlinePatterns["keys"]
            found.compiled_re = re.compile(rf"(?<![\w+]){found.pattern}")  # not x++y++
        boxes.register(md)
        definitions.register(md)
        wrapped.register(md, _BEGINS)
        second_reader.register(md, [*_MARKS, wrapped.WRAPPED])
        for known in md.registeredExtensions:
            if isinstance(known, SuperFencesCodeExtension):
                known.superfences.append(_DIAGRAMS)


def _is_diagram(
    language: str, inputs: dict, options: dict, attrs: dict, md: Markdown
) -> bool:
    options["is_refused"] = bool(inputs) or language != "mermaid"
    return True


def _diagram(src: str, options: dict[str, bool], **_: object) -> str:
    kind = UNDRAWN if options["is_refused"] else DIAGRAM
    return f'<pre class="{kind}"><code>{html.escape(src, quote=False)}</code></pre>'


_DIAGRAMS = {
    "name": "mermaid",
    "test": lambda language: (language or "").lower() == "mermaid",
    "validator": _is_diagram,
    "formatter": _diagram,
    "reset": None,
}


class _Formulas(InlineProcessor):
    r"""Reads formulas in the text, and `\$` as a dollar that is none of theirs.

    So it does with all signs, as any may be one of which Markdown makes something.
    """

    def handleMatch(  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str, int, int]:
        if m["plain"]:
            # As HTML names it, to be told from one that is left over.
            found = self.md.htmlStash.store(f"&#{ord(m['plain'])};")
        elif tex := m["tex"] or m["bracketed"]:
            found = Element("span", {"class": "arithmatex"})
            found.text = AtomicString(rf"\({tex}\)")
        else:  # a formula that stands alone, but not here: left over
            found = m[0]
        return found, *m.span()


class _ShownCode(InlineProcessor):
    """Reads code that begins with an equals sign between two backticks or more.

    Rows between three of them are no code, but a fence that nobody could read. And no
    one of several that nothing answers begins code: all of them are left over.
    """

    def handleMatch(  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        if m["lone"]:
            return self.md.htmlStash.store(m["lone"]), *m.span()
        shown, ticks = m["code"].strip(), len(m["ticks"])
        begins_row = not data[: m.start()].rpartition("\n")[2].strip()
        if ticks > 2 and "\n" in m["code"] and begins_row:
            code = Element("code", {"class": UNREAD})
        elif ticks > 1 and shown.startswith("="):
            code = Element("code", {"class": SHOWN})
        elif (named := _COLOURED.match(shown)) and not _is_language(named["language"]):
            code = Element("code")  # and the first word a part of it
        else:
            return None, None, None  # for others to read
        code.text = AtomicString(code_escape(shown))
        return code, *m.span()


_COLOURED = re.compile(r"(?:#!|:{3,})(?P<language>[\w#.+-]*)\s")


def _is_language(name: str) -> bool:
    try:
        return bool(find_lexer_class_by_name(name))
    except ClassNotFound:
        return False


class _Tables(TableProcessor):
    """Cuts no formula at its pipes, and loses no cell without a word.

    A table ends where another block begins.
    """

    def test(self, parent: Element, block: str) -> bool:
        return super().test(parent, _cut(block)[0])

    def run(self, parent: Element, blocks: list[str]) -> None:
        blocks[0], below = _cut(blocks[0])
        head, rule, *_ = blocks[0].split("\n")
        super().run(parent, blocks)
        if _BEGINS.match(rule):
            parent[-1].find("thead/tr").set(ITEM, f"{head}\n{rule}")
        if below:
            blocks.insert(0, below)

    def _split(self, row: str) -> list[str]:
        whole = _UNCUT.sub(lambda m: m[0].replace("|", _PIPE), row)
        return [cell.replace(_PIPE, "|") for cell in super()._split(whole)]

    def _build_row(
        self, row: str, parent: Element, align: Sequence[str | None]
    ) -> None:
        super()._build_row(row, parent, align)
        cells = self._split_row(row)
        if len(cells) > len(align):
            parent[-1].set(CUT, row)
        elif parent.tag == "tbody" and _DASHED.fullmatch(row):
            parent[-1].set(DASHES, row)
        elif any(r"\|" in (m["code"] or "") for m in _UNCUT.finditer(row)):
            parent[-1].set(ESCAPED, row)

    def _build_empty_row(self, parent: Element, align: Sequence[str | None]) -> None:
        """Add no row to a table that has none."""


def _cut(block: str) -> tuple[str, str]:
    """Cut what may be a table where another block begins, below its first two rows."""
    rows = block.split("\n")
    below = (at for at in range(2, len(rows)) if _BEGINS.match(rows[at]))
    end = next(below, len(rows))
    return "\n".join(rows[:end]), "\n".join(rows[end:])


class _Headings(HashHeaderProcessor):
    """Begins a heading where a blank follows its signs: not at `#3 of the list`.

    Those at its end have a blank too: `# C#` ends with one of its own.
    """

    RE = re.compile(
        r"(?:^|\n) {0,3}(?P<level>#{1,6})(?P<header>(?:[ \t](?:\\.|[^\\\n])*?)?)"
        r"(?:[ \t]+#*)?[ \t]*(?:\n|$)"
    )


class _Titles(SetextHeaderProcessor):
    """Reads a row as a heading that is underlined, if it is text."""

    def test(self, parent: Element, block: str) -> bool:
        return not _BEGINS.match(block.partition("\n")[0]) and super().test(
            parent, block
        )


class _Underlined(BlockProcessor):
    """Marks rows that are underlined, and would be none of a heading's."""

    def test(self, parent: Element, block: str) -> bool:
        return bool(self._at(block))

    def run(self, parent: Element, blocks: list[str]) -> None:
        rows = blocks.pop(0).split("\n")
        at = self._at("\n".join(rows))
        marked = " ".join(row.strip() for row in rows[at - 1 : at + 1])
        kind = DASHES if _UNDERLINE.match(rows[at])["columns"] else UNDERLINED
        SubElement(parent, "p", {kind: marked}).text = "\n".join(rows[:at])
        if below := "\n".join(rows[at + 1 :]):
            blocks.insert(0, below)

    def _at(self, block: str) -> int:
        """Find the row, from 0, that underlines those above; 0 if there is none."""
        for at, row in enumerate(block.split("\n")):
            if at and _UNDERLINE.match(row):
                return at
            if _BEGINS.match(row) or not row.strip():
                return 0
        return 0


class _Fences(BlockProcessor):
    """Sets code between fences apart from the text around: no paragraph holds it."""

    def test(self, parent: Element, block: str) -> bool:
        rows = block.split("\n")
        return len(rows) > 1 and any(map(self._is_code, rows))

    def run(self, parent: Element, blocks: list[str]) -> None:
        parts = [""]
        for row in blocks.pop(0).split("\n"):
            if self._is_code(row):
                parts += [row, ""]
            else:
                parts[-1] += f"{row}\n"
        blocks[:0] = [part.rstrip("\n") for part in parts if part.strip()]

    def _is_code(self, row: str) -> bool:
        found = HTML_PLACEHOLDER_RE.fullmatch(row.strip())
        stash = self.parser.md.htmlStash.rawHtmlBlocks
        made = stash[int(found[1])] if found else ""
        return isinstance(made, str) and bool(_OF_FENCE.match(made))


_OF_FENCE = re.compile(r"<(?:div|pre)\b")


class _Lists(OListProcessor):
    """Begins a list with its own number, and changes nothing else of it without a word.

    Args:
        md: What reads the page.
        firsts: The first row of each list, filled by all who read lists.
    """

    LAZY_OL = False

    def __init__(self, md: Markdown, firsts: WeakKeyDictionary[Element, str]) -> None:
        super().__init__(md.parser)
        self.firsts = firsts

    def run(self, parent: Element, blocks: list[str]) -> None:
        written = blocks[0].split("\n")
        rows = [row for row in written if self.CHILD_RE.match(row)]
        above = self.lastChild(parent)
        if above is None or above.tag not in self.SIBLING_TAGS:
            above = parent if parent.tag in self.SIBLING_TAGS else None
        count = 0 if above is None else len(above)
        super().run(parent, blocks)
        found = self.lastChild(parent) if above is None else above
        first = self.firsts.setdefault(found, rows[0])
        for at, row in enumerate(rows, start=count):
            if kind := _misread(row, first, at):
                found.attrib.setdefault(kind, row.strip())
        for before, row in pairwise(written):
            if _NOTHING.match(row):
                found.attrib.setdefault(EMPTY, f"{before.strip()} {row.strip()}")


_NOTHING = re.compile(r" {0,3}(?:[-*+]|\d+\.)[ \t]*$")  # an item without a text


def _misread(row: str, first: str, at: int) -> str:
    """Tell what becomes of a list's row, from 0, that nobody has meant."""
    sign, as_first = (one.split()[0] for one in (row, first))
    if sign[0].isdigit() != as_first[0].isdigit():
        return MIXED
    if not sign[0].isdigit():
        return ""
    begin = int(as_first[:-1])  # which all may repeat
    return "" if int(sign[:-1]) in (begin, begin + at) else RENUMBERED


class _Numbers(_Lists):
    """Reads lists that begin with a number."""


class _Bullets(_Lists, UListProcessor):
    """Reads lists that begin with a bullet."""
