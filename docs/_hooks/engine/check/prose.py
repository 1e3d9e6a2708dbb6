"""What is left over in the text of a page: signs that Markdown has made nothing of."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from engine.check.elements import Elements
from engine.check.leftovers import CUT, LEFT_OVER, LEFT_OVER_ROWS, LOST_TICK
from engine.problems import Fault
from engine.render.formulas import FORMULA
from engine.tokens import TOKEN, token_number

# Where dollars and backslashes are what they are. Code and values stand in the text.
_AS_TYPED = re.compile(
    r"<(?P<kind>code|data)\b[^>]*>(?P<text>.*?)</(?P=kind)>"
    r"|<(?P<name>pre|kbd|script|style|svg|math|textarea)\b.*?</(?P=name)>",
    re.DOTALL,
)
# A bracket that is plain ends with one that is.
_PLAIN_BRACKET = re.compile(r"(?P<begin>&#91;[^\[\]]*)\]")
_INLINE = {"a", "abbr", "b", "bdi", "bdo", "cite", "del", "dfn", "em", "i", "ins"}
_INLINE |= {"mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u"}
_INLINE |= {"var"}


class _Prose(Elements):
    """Collects the texts between the tags, but for what cells show as HTML."""

    def __init__(self) -> None:
        super().__init__(is_special=is_made)
        self.texts = [""]
        self.blocks = [""]  # paragraphs, cells, items, whatever is in them

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        super().handle_starttag(tag, attributes)
        self._cut(tag)

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        self._cut(tag)

    def _cut(self, tag: str) -> None:
        if self.is_inside:
            return
        self.texts.append("")
        if tag in _INLINE:
            self.blocks[-1] += CUT
        else:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not self.is_inside:
            self.texts[-1] += data
            self.blocks[-1] += data

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


_MADE = {"rnn-evidence", "rnn-static", "doc-heading"}  # the classes of such elements


def is_made(_: str, known: dict[str, str]) -> bool:
    """Tell what a cell shows, and what is made of it or of code, from what is written.

    A heading of the reference is made of a function's name.
    """
    kinds = set(known.get("class", "").split())
    is_result = "rnn-result" in kinds and "data-search-exclude" in known
    return is_result or not kinds.isdisjoint(_MADE)


def left_over(page: str) -> Iterator[Fault]:
    r"""Find dollars, TeX and lists that readers would see as they were typed.

    Examples:
        >>> page = "<p>so\n$ L $, \\beta<p>&#36;5<pre>$</pre><code>$PATH</code>"
        >>> [(fault.needles[0], fault.reason[:8]) for fault in left_over(page)]
        [('$ L $, \\beta', 'a dollar')]
    """
    parser, written = _read(page)
    yield from _found(parser.texts, LEFT_OVER, written)
    for block in parser.blocks:
        text = block.strip(" \t")  # a line end shows that something stood above
        for pattern, reason in LEFT_OVER_ROWS:
            if match := pattern.search(text):
                rest = text[match.start(match.lastgroup) :]
                needles = re.split(rf"[\n{CUT}]", rest)[0], match[match.lastgroup]
                yield Fault(reason, tuple(map(written, needles)))
                break


def results_in_code(page: str) -> Iterator[Fault]:
    r"""Find fences that run and stand within what is shown as code, by its indent.

    Examples:
        >>> from engine.tokens import token
        >>> page = f"<pre><code>```python\n1\n```\n{token(2)}</code></pre>"
        >>> [fault.cell for fault in results_in_code(page)]
        [2]
    """
    for code in re.findall(r"<pre\b.*?</pre>", page, re.DOTALL):
        for found in TOKEN.finditer(code):
            reason = (
                "this would stand in code: put an empty line above its fence, and "
                "indent it by four blanks for each list and box that it belongs to"
            )
            yield Fault(reason, cell=token_number(found))


def lost_ticks(page: str) -> Iterator[Fault]:
    """Find backticks that begin no code, as the next of them is missing.

    Examples:
        >>> [fault.needles for fault in lost_ticks("<p>The `x is <code>`</code>")]
        [('The `x is ```', '`x is ```', '`')]
    """
    parser, written = _read(page)
    yield from _found(parser.texts, LOST_TICK, written)


def _read(page: str) -> tuple[_Prose, Callable[[str], str]]:
    """Read the texts of a page, and how to write what was hidden from the reader."""
    hidden: list[str] = []

    def hide(written: str) -> str:
        hidden.append(written)
        return f"\x02{len(hidden) - 1}\x03"

    def typed(match: re.Match[str]) -> str:
        tick = "`" if match["kind"] == "code" else ""
        return hide(f"{tick}{match['text']}{tick}") if match["kind"] else " "

    def written(text: str) -> str:
        found = re.sub(r"\x02(\d+)\x03", lambda m: hidden[int(m[1])], text)
        return html.unescape(found)

    page = FORMULA.sub(lambda m: hide(f"${m['tex']}$"), _AS_TYPED.sub(typed, page))
    page = _PLAIN_BRACKET.sub(r"\g<begin>&#93;", page)
    parser = _Prose()
    parser.feed(page)
    return parser, written


def _found(
    texts: list[str],
    patterns: list[tuple[re.Pattern[str], str]],
    written: Callable[[str], str],
) -> Iterator[Fault]:
    for text in texts:
        found = ((pattern.search(text), reason) for pattern, reason in patterns)
        match, reason = next((one for one in found if one[0]), (None, ""))
        if match:
            row = text[text.rfind("\n", 0, match.start()) + 1 :].partition("\n")[0]
            needles = row.strip(), text[match.start() :], match[0]
            yield Fault(reason, tuple(map(written, needles)))
