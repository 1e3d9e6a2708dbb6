"""Tags, and names of signs, that browsers don't know, or whose end they miss."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from html.entities import html5

from bleach.html5lib_shim import HTML_TAGS
from nbformat import NotebookNode

from engine.check.elements import EMPTY, Elements
from engine.check.prose import is_made
from engine.problems import Fault

# Those of old, and one that will have become a link, are known as well.
_KNOWN = HTML_TAGS | {"big", "center", "font", "nobr", "search", "strike", "tt"}
_KNOWN |= {"autoref"}
# What has rules of its own.
_APART = re.compile(
    r"<(svg|math|script|style)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE
)
# What ends with its parent, or where the next of its kind begins.
_NEEDS_NO_END = {"p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot"}
_NEEDS_NO_END |= {"option", "optgroup", "colgroup", "caption", "rt", "rp", "body"}
_NEEDS_NO_END |= {"html"}

# What is hardly meant as a tag, but as a token of a text, or a word for something.
_WORDS = {"area", "base", "embed", "input", "link", "meta", "param", "source", "track"}

_TAG_BEGINS = re.compile(r"<(?:[a-zA-Z/?]|!(?!--))")

_Place = tuple[str, int, int]  # a tag as it is written, its row from 1, its column


class _Tags(Elements):
    """Collects what is wrong with tags.

    Args:
        page: What will be read.
        is_special: Tells elements whose content doesn't count.
        needs_no_end: Elements that may stay open.
    """

    def __init__(
        self,
        page: str,
        *,
        is_special: Callable[[str, dict[str, str]], bool],
        needs_no_end: Collection[str] = (),
    ) -> None:
        super().__init__(is_special=is_special)
        self.needs_no_end = needs_no_end
        self.faults: list[Fault] = []
        self._given_up: dict[str, int] = {}  # which fault tells of it
        self._rows = page.split("\n")
        self._places: list[_Place] = []  # of those that are open
        self.feed(page)
        self._end_tag()
        self.close()

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        self.handle_starttag(tag, attributes)  # browsers make no difference

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        place = (self.get_starttag_text(), *self.getpos())
        if tag in _KNOWN or "-" in tag:
            super().handle_starttag(tag, attributes)
            self._places += [place] * (len(self.open) - len(self._places))
        elif not self.is_inside:
            self._tell(
                f"browsers know no <{tag}>, and show nothing of it: in the text, < is "
                "written &lt;, and code stands between backticks",
                place,
            )

    def handle_endtag(self, tag: str) -> None:
        before, was_inside = list(self.open), self.is_inside
        super().handle_endtag(tag)
        is_known = tag in _KNOWN - EMPTY or "-" in tag
        if self.open == before and is_known and not was_inside:
            self._end_late(tag)
        self._leave(before, len(self.open) + 1)

    def _end_late(self, tag: str) -> None:
        """Tell of an end whose begin was given up, or was never there."""
        if tag in self._given_up:
            at = self._given_up.pop(tag)
            reason = (
                f"<{tag}> ends outside of what it begins in, such as a paragraph: HTML "
                "in a list or box has no empty lines, and what readers can open is "
                'written ??? note "Title"'
            )
            self.faults[at] = replace(self.faults[at], reason=reason)
        else:
            place = (f"</{tag}>", *self.getpos())
            self._tell("this ends what has never begun", place)

    def _end_tag(self) -> None:
        """Tell of a tag in which all ends: a browser reads on for its other half."""
        if _TAG_BEGINS.match(self.rawdata):
            written = self.rawdata.split("\n")[0]
            reason = "a tag is never finished, and takes in what follows"
            self._tell(reason, (written, *self.getpos()))

    def close(self) -> None:
        """Come to the end, where nothing should be open."""
        super().close()
        before, self.open = self.open, []
        self._leave(before, 0)

    def _leave(self, left: list[tuple[str, bool]], start: int) -> None:
        for at in range(start, len(left)):
            is_inside = any(special for _, special in left[: at + 1])
            if not is_inside and left[at][0] not in self.needs_no_end:
                reason = f"<{left[at][0]}> is never closed, and takes in what follows"
                self._given_up[left[at][0]] = len(self.faults)
                self._tell(reason, self._places[at])
        del self._places[len(self.open) :]

    def _tell(self, reason: str, place: _Place) -> None:
        written, number, column = place
        row = self._rows[number - 1]
        before = re.split("[<>]", row[:column])[-1]
        behind = row[column + len(written) :].partition("<")[0]
        around = html.unescape(before) + written + html.unescape(behind)
        self.faults.append(Fault(reason, (around, written, written.split(" ")[0])))


class _Typed(_Tags):
    """Collects what is wrong with tags that somebody has typed into a text."""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        if not self.is_inside and (tag == "s" or (tag in _WORDS and not attributes)):
            self._tell(
                f"browsers take <{tag}> for a tag, and don't show it: code, such as a "
                "token, stands between backticks, and what is struck out in <del>",
                (self.get_starttag_text(), *self.getpos()),
            )
        super().handle_starttag(tag, attributes)


def misread(page: str) -> Iterator[Fault]:
    """Find tags in the text that nobody knows, or whose end is missing.

    Examples:
        >>> page = "<p>A List<int> and <b>more<p><br>x</p></i></p><div>"
        >>> [(fault.needles[0], fault.reason[:13]) for fault in misread(page)]
        [('A List<int> and ', 'browsers know'), ('</i>', 'this ends wha'), ...
    """
    yield from _Typed(_APART.sub("", page), is_special=is_made).faults


_SIGN = re.compile(r"&(?P<name>[a-zA-Z]\w*;)")


def unknown_signs(page: str) -> Iterator[Fault]:
    """Find names of signs that browsers show as they stand, or by half.

    Examples:
        >>> page = "<p>a &ndash; b &notit; c <script>a &b;</script> &amp;d;"
        >>> [fault.needles for fault in unknown_signs(page)]
        [('&notit;',)]
    """
    for sign in _SIGN.finditer(_APART.sub("", page)):
        if sign["name"] not in html5:
            reason = f"browsers know no {sign[0]}: a plain & is written &amp;"
            yield Fault(reason, (sign[0],))


def torn_outputs(notebook: NotebookNode) -> Iterator[Fault]:
    """Find what cells show as HTML, and what would take in what follows on the page."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            shown = _APART.sub("", str(output.get("data", {}).get("text/html", "")))
            found = _Tags(shown, is_special=_nothing, needs_no_end=_NEEDS_NO_END)
            reasons = [fault.reason for fault in found.faults]
            if "<!--" in shown:
                reasons.append("a comment is never closed, and takes in what follows")
            for reason in reasons:
                yield Fault(
                    f"in the HTML of this output, {reason}", cell=number, line=-1
                )


def _nothing(_: str, __: dict[str, str]) -> bool:
    return False
