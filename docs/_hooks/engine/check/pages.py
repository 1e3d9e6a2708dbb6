"""What a page's HTML shows: values that nobody computed, pictures without a word."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator
from html.parser import HTMLParser

from engine.check.links import ATTRIBUTE, TAG, TEXTS
from engine.plan.pages import has_markup
from engine.problems import Fault
from engine.render import definitions, dialect, second_reader
from engine.render.outputs import COMPUTED, PICTURES

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


def pictures_without_alt(page: str) -> Iterator[Fault]:
    """Find images in the text that say nothing to a reader who can't see them.

    Examples:
        >>> page = '<img alt="" src="../a.png"><img alt="B" src="b.png">'
        >>> [fault.needles[0] for fault in pictures_without_alt(page)]
        ['a.png']
    """
    for tag in TAG.finditer(page):
        if tag["name"].lower() != "img":
            continue
        found = ATTRIBUTE.findall(tag["rest"])
        given = {name.lower(): "".join(values) for name, *values in found}
        source = given.get("src", "")
        is_of_cell = PICTURES in source
        if source and not is_of_cell and not given.get("alt", "").strip():
            reason = "the image has no alt text: ![what it shows](…)"
            name = html.unescape(source).rpartition("/")[2]
            yield Fault(reason, (name, "![](", tag[0]))


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


EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"}
EMPTY |= {"param", "source", "track", "wbr"}


class Elements(HTMLParser):
    """Knows which elements are open, and whether one of them is special."""

    def __init__(self, *, is_special: Callable[[str, dict[str, str]], bool]) -> None:
        super().__init__(convert_charrefs=False)
        self.is_special = is_special
        self.open: list[tuple[str, bool]] = []

    @property
    def is_inside(self) -> bool:
        """Whether a special one is open."""
        return any(special for _, special in self.open)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        """Open an element."""
        if tag not in EMPTY:
            known = {name: value or "" for name, value in attributes}
            self.open.append((tag, self.is_special(tag, known)))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and what is open in it."""
        tags = [name for name, _ in self.open]
        if tag in tags:
            del self.open[len(tags) - 1 - tags[::-1].index(tag) :]


_LABELS = {"aria-label", "aria-labelledby"}
_SHOWN = 'role="img" aria-label="what it shows"'
_NEED = {  # what each needs for readers who can't see it
    "svg": _SHOWN,
    "canvas": _SHOWN,
    "area": 'alt="where it leads"',
    "input": 'alt="what it does"',
} | dict.fromkeys(("embed", "iframe", "object", "video"), 'title="what it shows"')
_NEEDY = re.compile(rf"<(?:{'|'.join(_NEED)})\b", re.IGNORECASE)


def _is_told(tag: str, known: dict[str, str]) -> bool:
    """Tell whether an element has a text, or needs none: it is no picture."""
    labels = _LABELS | {{"area": "alt", "input": "alt"}.get(tag, "title")}
    if "rnn-svg" in known.get("class", "").split():
        return True  # or its cell is told
    if tag == "input" and known.get("type", "").lower() != "image":
        return True
    if tag == "area" and "href" not in known:
        return True
    if _NEED.get(tag, _SHOWN) == _SHOWN:  # which is no picture to all browsers
        labels = _LABELS if known.get("role") == "img" else ()
    return any(known.get(name, "").strip() for name in labels)


class _Pictures(Elements):
    """Collects pictures that are no `<img>`, and say nothing to who can't see them."""

    def __init__(self) -> None:
        super().__init__(
            is_special=lambda tag, known: (
                known.get("aria-hidden") == "true"
                or "hidden" in known
                or (known.get("role") == "img" and _is_told(tag, known))
            )
        )
        self.mute: list[tuple[str, str]] = []  # their names, and how they are typed
        self._takes_title = False  # the last of them, if there is one in it

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        known = {name: value or "" for name, value in attributes}
        is_apart = any(name == "svg" for name, _ in self.open)
        if tag in _NEED and not is_apart:
            is_seen = not (self.is_inside or self.is_special(tag, known))
            is_mute = is_seen and not _is_told(tag, known)
            self.mute += [(tag, self.get_starttag_text())] * is_mute
            self._takes_title = is_mute and tag == "svg" and known.get("role") == "img"
        super().handle_starttag(tag, attributes)

    def handle_data(self, data: str) -> None:
        is_title = self.open and self.open[-1][0] == "title"
        if self._takes_title and is_title and data.strip():
            self.mute.pop()
            self._takes_title = False


def mute_pictures(page: str) -> Iterator[Fault]:
    """Find drawings, frames and the like that say nothing to who can't see them.

    Examples:
        >>> page = '<b aria-hidden="true"><svg></svg></b><svg id="b"/>'
        >>> [fault.needles[0] for fault in mute_pictures(page)]
        ['<svg id="b"/>']
    """
    if _NEEDY.search(page):
        parser = _Pictures()
        parser.feed(page)
        for tag, typed in parser.mute:
            reason = f"the <{tag}> has no alt text: add {_NEED[tag]}"
            if tag == "svg":
                reason += ', or aria-hidden="true" if it only decorates'
            yield Fault(reason, (typed, f"<{tag}"))


_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style", re.DOTALL | re.IGNORECASE)
_STYLED = re.compile(r"#([\w-]+)")


# There are too many ways to leave nothing to be seen: elements that show what is in
# them, attributes that have no say in that, and of the site's own classes those that
# hide nothing. Classes of others mean nothing to its styles.
_SHOWING = re.compile(
    r"a|abbr|address|article|aside|b|bdi|bdo|blockquote|body|caption|center|cite|code|"
    r"d[dlt]|data|del|details|dfn|div|em|fieldset|figcaption|figure|footer|form|h[1-6]|"
    r"header|hgroup|html|i|ins|kbd|label|legend|li|main|mark|menu|nav|ol|output|p|pre|q|"
    r"s|samp|search|section|small|span|strong|su[bp]|summary|t[dhr]|table|tbody|tfoot|"
    r"thead|time|u|ul|var"
)
_HARMLESS = re.compile(
    r"id|class|title|lang|dir|role|tabindex|open|start|reversed|type|value|name|for|"
    r"href|target|rel|cite|datetime|colspan|rowspan|scope|headers|align|valign|"
    r"data-(?!md-)[\w-]+|aria-(?!hidden$)[\w-]+"
)
_SITES_CLASS = re.compile(r"(?:md|rnn|katex|mjx|tabbed|task-list)-|katex$|headerlink$")
_SHOWING_CLASSES = {"rnn-result", "rnn-claim", "rnn-evidence", "rnn-hero", "rnn-cards"}
_SHOWING_CLASSES |= {"rnn-course", "rnn-proof"}
_SHOWING_CLASSES |= {"tabbed-set", "tabbed-alternate", "tabbed-content", "tabbed-block"}
_SHOWING_CLASSES |= {"md-typeset", "md-content__inner", "rnn-figure", "katex"}


def _hiding(tag: str, known: dict[str, str], styled: Collection[str]) -> str:
    """Name what of an element could hide what is in it; empty if nothing could."""
    if not _SHOWING.fullmatch(tag):
        return f"<{tag}>"
    names = (name for name in known if not _HARMLESS.fullmatch(name))
    kinds = (one for one in known.get("class", "").split() if _SITES_CLASS.match(one))
    kind = next((one for one in kinds if one not in _SHOWING_CLASSES), "")
    by_kind = f'class="{kind}"' if kind else ""
    by_style = "a <style>" if known.get("id") in styled else ""
    return next(names, "") or by_kind or by_style


class _Claims(Elements):
    """Collects the claims of a page that stand where nobody can see them."""

    def __init__(self, styled: Collection[str]) -> None:
        super().__init__(is_special=self._hides)
        self.styled = styled
        self.unseen: list[tuple[str, str]] = []  # their sentences, and what hides them
        self._by: list[str] = []  # what of each open element hides what is in it
        self._begins = ""

    def _hides(self, tag: str, known: dict[str, str]) -> bool:
        del self._by[len(self.open) :]  # of what was closed
        self._by.append(_hiding(tag, known, self.styled))
        return bool(self._by[-1])

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        super().handle_starttag(tag, attributes)
        is_claim = "rnn-claim" in (dict(attributes).get("class") or "").split()
        if is_claim and self.is_inside:
            self._begins = next(filter(None, self._by))

    def handle_data(self, data: str) -> None:
        if self._begins and data.strip():
            self.unseen.append((data.strip("✓ \n"), self._begins))
            self._begins = ""

    def handle_comment(self, data: str) -> None:
        found = re.findall(r'class="rnn-claim"[^>]*>([^<]+)', data)
        self.unseen += [(sentence, "a comment") for sentence in found]


def claims_out_of_sight(page: str) -> Iterator[Fault]:
    """Find claims in a part of the page that no reader can open.

    Examples:
        >>> page = '<div hidden><p>A<div class="rnn-claim">B is</div></div>'
        >>> [fault.needles for fault in claims_out_of_sight(page)]
        [('B is',)]
        >>> page = '<style>#a {}</style><p id="a"><b class="rnn-claim">C is</b>'
        >>> [fault.needles for fault in claims_out_of_sight(page)]
        [('C is',)]
    """
    if "rnn-claim" in page:
        styles = " ".join(_STYLE.findall(page))
        parser = _Claims({*_STYLED.findall(styles)})
        parser.feed(page)
        for sentence, where in parser.unseen:
            reason = (
                "this claim stands where no reader can see it, or may not: within "
                f"{where}; it stands in the text, a list, a table, a box or a tab"
            )
            yield Fault(reason, (sentence,))
