"""What is left over in the text of a page: signs that Markdown has made nothing of."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from engine.check.pages import Elements
from engine.problems import Fault
from engine.render.formulas import FORMULA

# Where dollars and backslashes are what they are. Code and values stand in the text.
_AS_TYPED = re.compile(
    r"<(?P<kind>code|data)\b[^>]*>(?P<text>.*?)</(?P=kind)>"
    r"|<(?P<name>pre|kbd|script|style|svg|math|textarea)\b.*?</(?P=name)>",
    re.DOTALL,
)
_LEFT_OVER = [
    (
        re.compile(r"\$(?:\x02\d+\x03)?\$"),
        "$$ is left over: a formula between two $$ has an empty line above and below, "
        "and none inside",
    ),
    (
        re.compile(r"\$"),
        "a dollar is left over: those of a formula touch it, and no digit outside; "
        r"a plain one is written \$ (in HTML &#36;)",
    ),
    (
        re.compile(r"\\[a-zA-Z]+"),
        "TeX is left over: it has to stand in a formula; "
        r"a plain backslash is written \\ (in HTML &#92;)",
    ),
    (
        re.compile(r"(?<=\n)[-*+] "),
        "this begins no list: put an empty line above",
    ),
]


class _Prose(Elements):
    """Collects the texts between the tags, but for what cells show as HTML."""

    def __init__(self) -> None:
        super().__init__(is_special=_is_made)
        self.texts = [""]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        super().handle_starttag(tag, attributes)
        self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        self.texts.append("")

    def handle_data(self, data: str) -> None:
        if not self.is_inside:
            self.texts[-1] += data

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


def _is_made(_: str, known: dict[str, str]) -> bool:
    kinds = set(known.get("class", "").split())
    is_result = "rnn-result" in kinds and "data-search-exclude" in known
    return is_result or not kinds.isdisjoint({"rnn-evidence", "rnn-static"})


def left_over(page: str) -> Iterator[Fault]:
    r"""Find dollars, TeX and lists that readers would see as they were typed.

    Examples:
        >>> page = "<p>so\n$ L $, \\beta<p>&#36;5<pre>$</pre><code>$PATH</code>"
        >>> [(fault.needles[0], fault.reason[:8]) for fault in left_over(page)]
        [('$ L $, \\beta', 'a dollar')]
    """
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
    if not any(pattern.search(page) for pattern, _ in _LEFT_OVER):
        return
    parser = _Prose()
    parser.feed(page)
    for text in parser.texts:
        found = ((pattern.search(text), reason) for pattern, reason in _LEFT_OVER)
        match, reason = next((one for one in found if one[0]), (None, ""))
        if match:
            row = text[text.rfind("\n", 0, match.start()) + 1 :].partition("\n")[0]
            needles = row.strip(), text[match.start() :], match[0]
            yield Fault(reason, tuple(map(written, needles)))
