"""Attribute lists, `{ #id .class name="value" }`: what is none of them is text.

Python-Markdown takes anything between braces for one, and `{0, 1}` would be gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown.extensions.attr_list import AttrListTreeprocessor, isheader

# Attributes of HTML that a text may need; others, like `lr` in {lr=1}, are a set's.
_NAMES = (
    "id class title lang dir style role tabindex hidden align width height alt src "
    "srcset sizes loading href target rel download type start value reversed colspan "
    "rowspan scope headers name cite datetime markdown data-[a-z-]+ aria-[a-z]+"
).replace(" ", "|")
_VALUE = r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s"'{}=]+)"""
_TOKEN = rf"(?:[#.][^\W\d][\w:.-]*|(?:{_NAMES})={_VALUE})"
_LIST = rf"\{{:?[ ]*(?P<list>{_TOKEN}(?:[ ]+{_TOKEN})*)[ ]*\}}"
_IN_ROW = re.compile(rf"[ ]+{_LIST}[ ]*$")
_BELOW = re.compile(rf"\n[ ]*{_LIST}[ ]*$")
_BEHIND = re.compile(rf"\A{_LIST}")
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
        if found:
            self.assign_attrs(element, found["list"])
            setattr(holder, part, text[: found.start()] + text[found.end() :])
        return bool(found)

    def _end(self, element: Element, holder: Element, part: str) -> None:
        """Leave out the signs that close a heading, in front of its list."""
        if isheader(element):
            setattr(holder, part, _CLOSING.sub("", getattr(holder, part)))


def _own(element: Element) -> Iterator[Element]:
    """List what is in an element; in an item, only what stands above its own list."""
    for child in element:
        if element.tag == "li" and child.tag in ("ul", "ol"):
            return
        yield child
