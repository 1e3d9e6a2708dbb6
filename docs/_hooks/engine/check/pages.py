"""What a page's HTML shows: values that nobody computed, rows that were misread."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from engine.check.links import ATTRIBUTE, TAG, TEXTS
from engine.plan.pages import has_markup
from engine.problems import Fault
from engine.render import definitions, dialect, second_reader, wrapped
from engine.render.outputs import COMPUTED

_UNCOMPUTED = re.compile(r"<code>(=(?![=&])\s*[^\s<][^<]*)</code>")


def uncomputed_values(page: str) -> Iterator[Fault]:
    """Find what looks like a value but was left as it stands.

    Examples:
        >>> page = "<code>=loss:.2f</code> <code>==</code> <code>a=1</code>"
        >>> [fault.needles for fault in uncomputed_values(page)]
        [('=loss:.2f',)]
    """
    reason = (
        "this value was not computed: it has to stand in a lesson, on one line; "
        "code that begins with = stands between two backticks"
    )
    for code in _UNCOMPUTED.findall(page):
        yield Fault(reason, (html.unescape(code),))


def marked_up(page: str) -> Iterator[Fault]:
    """Find formulas, emphasis and code where only plain text can stand.

    Examples:
        >>> page = '<img alt="*So*" src="a.png"><a title="The x_t">B</a>'
        >>> [fault.needles[0] for fault in marked_up(page)]
        ['*So*']
    """
    for tag in TAG.finditer(page):
        is_of_code = tag["name"].lower() in ("span", "autoref")  # as of `__init__`
        for name, *values in () if is_of_code else ATTRIBUTE.findall(tag["rest"]):
            text = "".join(values)
            is_typed = name.lower() in TEXTS and not text.startswith(COMPUTED)
            if is_typed and (has_markup(text) or r"\(" in text):
                reason = f"`{name}` is plain text: no formulas, no emphasis, no code"
                shown = re.sub(r"\\[()]", "$", html.unescape(text))
                yield Fault(reason, (shown, f"[{shown.split('$')[0]}"))


_UNREAD = re.compile(rf'<code class="{dialect.UNREAD}">(?P<first>[^<\n]*)')


def unread_fences(page: str) -> Iterator[Fault]:
    """Find fences of which Markdown has made code in a row."""
    for found in _UNREAD.finditer(page):
        reason = (
            "this fence can't be read here: behind its language may stand only "
            'title="…", hl_lines="2-3" and linenums="1"'
        )
        yield Fault(reason, (html.unescape(found["first"]),))


_ROW = re.compile(r'<(?:tr|[oud]l|p)\b[^>]*? (?P<mark>data-\w+)="(?P<row>[^"]*)"')
_REASONS = {
    dialect.CUT: "this row has more cells than its table: a | in a cell is written "
    r"\|, and in code between backticks just |",
    dialect.ESCAPED: r"readers would see this backslash: in code a | is not written \|",
    dialect.MIXED: "one list has numbers or bullets: indent the other by four blanks, "
    "or put text between them",
    dialect.RENUMBERED: "readers would see another number, as a list counts on: "
    r"a plain number is written 2\.",
    dialect.EMPTY: "an item of this list is empty: write what it says, or leave it out",
    dialect.DASHES: "readers would see these dashes: a table has one row of |---|, "
    "right below its head",
    dialect.ITEM: "a table to some readers of Markdown, and an item of a list to "
    "others: the row below a table's head begins with | or ---",
    dialect.UNDERLINED: "this would be a rule, or a heading of all rows above: put an "
    "empty line above the rule, or above the row that is the heading",
    wrapped.WRAPPED: "this would be a quotation, or a headline: put an empty line "
    r"above; a plain sign is written \> or \#",
    second_reader.UNLISTED: "this begins no list: put an empty line above, and write "
    r"its numbers 1. and 2.; a plain sign is written \- or 2\.",
    second_reader.IN_TEXT: "this would be a part of the text above: put an empty line "
    "above",
    second_reader.IN_CODE: "readers would see this as code: put an empty line above, "
    "and indent it by four blanks for each list and box that it belongs to",
    second_reader.SPACED: "text so far behind the sign of an item is code to other "
    "readers of Markdown: put one blank between them, and four at most",
    second_reader.AS_TERM: "this would be a term: put an empty line above each term, "
    "and indent the further rows of what it means by four blanks",
    second_reader.ELSEWHERE: "this would stand in another list, box or quotation than "
    "it seems to: put an empty line above, and indent it by four blanks for each that "
    "it belongs to",
    definitions.UNUSED: "readers would not see this row: it is the address of a link, "
    r"and no link has it; a list of sources is written 1. …, and a plain [ is \[",
    definitions.UNSEEN: "readers would not see this row: it says what an abbreviation "
    "means, and no text has it",
    definitions.TWICE: "this is defined above already, and only one of them can count",
}
_DEFINED = re.compile(r"\*?\[[^\]]*\]:")
_UNDRAWN = re.compile(
    rf'<pre class="{dialect.UNDRAWN}"><code>(?P<code>.*?)</code>'
    r"|(?P<tag><(?:div|pre)\b[^>]*?class=[^>]*?(?<![\w-])mermaid(?![\w-])[^>]*>)",
    re.DOTALL,
)


def misread_rows(page: str) -> Iterator[Fault]:
    """Find rows of tables and lists of which Markdown makes what nobody has meant.

    Examples:
        >>> page = '<tr data-cut="| 1 | 2 |"><td>1<ol data-mixed="- a"><li>a'
        >>> [fault.needles for fault in misread_rows(page)]
        [('| 1 | 2 |', '| 1 | 2 |'), ('- a', '- a')]
    """
    for found in _ROW.finditer(page):
        if reason := _REASONS.get(found["mark"]):
            rows = html.unescape(found["row"])  # it, below others that help to find it
            # What an address leads to may have become the place of a page.
            row = rows.rpartition("\n")[2]
            needles = (rows, *_DEFINED.findall(row), row.partition("](")[0])
            yield Fault(reason, needles, line=rows.count("\n"))


def undrawn_diagrams(page: str) -> Iterator[Fault]:
    """Find diagrams whose fence says more than `mermaid`, or that have none."""
    for found in _UNDRAWN.finditer(page):
        reason = "this diagram is not drawn: its fence is ```mermaid, and no more"
        needle = html.unescape(found["code"]) if found["code"] else found["tag"]
        yield Fault(reason, (needle or "",))


_QUOTED = re.compile(r"(?:<blockquote>\s*){3}<p>(?P<row>[^<\n]*)")


def quoted_prompts(page: str) -> Iterator[Fault]:
    r"""Find sessions with Python that Markdown takes for quotations of quotations.

    Examples:
        >>> page = "<blockquote><blockquote><blockquote><p>1 &lt; 2\nTrue</p>"
        >>> [fault.needles for fault in quoted_prompts(page)]
        [('>>> 1 < 2', '>>>')]
    """
    for found in _QUOTED.finditer(page):
        reason = (
            "readers would see quotations: lines with >>> stand below `Examples:` in a "
            "docstring, and between ```pycon and ``` elsewhere"
        )
        yield Fault(reason, (f">>> {html.unescape(found['row'])}", ">>>"))
