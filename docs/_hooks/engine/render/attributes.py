"""Attribute lists, `{ #id .class name="value" }`: what is none of them is text.

Python-Markdown takes anything between braces for one, and `{0, 1}` would be gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown.extensions.attr_list import AttrListTreeprocessor, isheader

# Attributes of HTML that a text may need; others, like `lr` in {lr=1}, are a set's. And
# so are those that mean something to other elements only, like `start` in {start=1}.
_FOR_ALL = (
    "id class title lang dir style role tabindex hidden markdown data-[a-z-]+ "
    "aria-[a-z]+"
).replace(" ", "|")
_FOR_SOME = {
    "img": "alt src srcset sizes loading width height align name",
    "a": "href target rel download type name",
    "ol": "start type reversed",
    "li": "value type",
    "table": "width align",
    "td": "colspan rowspan headers align width height",
    "th": "colspan rowspan headers scope align width height",
    "blockquote": "cite",
    "q": "cite",
    "del": "cite datetime",
    "ins": "cite datetime",
    "time": "datetime",
}
_NAMES = "|".join([_FOR_ALL, *" ".join(_FOR_SOME.values()).split()])
_VALUE = r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s"'{}=]+)"""
_TOKEN = rf"(?:[#.][^\W\d][\w:.-]*|(?:{_NAMES})={_VALUE})"
_LIST = rf"\{{:?[ ]*(?P<list>{_TOKEN}(?:[ ]+{_TOKEN})*)[ ]*\}}"
_IN_ROW = re.compile(rf"[ ]+{_LIST}[ ]*$")
_BELOW = re.compile(rf"\n[ ]*{_LIST}[ ]*$")
_BEHIND = re.compile(rf"\A{_LIST}")
_NAME = re.compile(rf"(?:^|[ ])(?P<name>{_NAMES})=")
_ID = re.compile(r"(?:^|[ ])#\w")
_CLOSING = re.compile(r"(?:^|[ \t]+)#*[ \t]*$")  # the signs at a heading's end


class Attributes(AttrListTreeprocessor):
    """Gives elements their attributes, from nothing but lists of them."""

    def run(self, doc: Element) -> None:
        """Go through a page."""
        for element in doc.iter():
            if not self.md.is_block_level(element.tag):
                self._take(element, element, "tail", _BEHIND)
                continue
            is_row = isheader(element) or element.tag in ("dt", "td", "th")
            last = [*_own(element)][-1:]
            holder, part = (last[0], "tail") if last else (element, "text")
            if self._take(element, holder, part, _IN_ROW if is_row else _BELOW):
                self._end(element, holder, part)

    def _take(
        self, element: Element, holder: Element, part: str, pattern: re.Pattern[str]
    ) -> bool:
        """Take an element's list out of the text that has it; tell if there is one."""
        text = getattr(holder, part) or ""
        found = pattern.search(text)
        if found and not _suits(element, found["list"]):
            return False
        if found:
            self.assign_attrs(element, found["list"])
            setattr(holder, part, text[: found.start()] + text[found.end() :])
        return bool(found)

    def _end(self, element: Element, holder: Element, part: str) -> None:
        """Leave out the signs that close a heading, in front of its list."""
        if isheader(element):
            setattr(holder, part, _CLOSING.sub("", getattr(holder, part)))


def _suits(element: Element, written: str) -> bool:
    """Tell whether all that is in a list means something to an element, and once."""
    others = _FOR_SOME.get(element.tag, "").split()
    named = [found["name"] for found in _NAME.finditer(written)]
    given = [*named, *("id" for one in _ID.finditer(written))]
    is_once = all(given.count(name) == 1 for name in given if name != "class")
    return is_once and all(
        re.fullmatch(_FOR_ALL, name) or name in others for name in named
    )


def _own(element: Element) -> Iterator[Element]:
    """List what is in an element; in an item, only what stands above its own list."""
    for child in element:
        if element.tag == "li" and child.tag in ("ul", "ol"):
            return
        yield child
