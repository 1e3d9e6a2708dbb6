"""Pictures that say nothing to who can't see them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from engine.check.elements import Elements
from engine.check.links import ATTRIBUTE, TAG
from engine.problems import Fault
from engine.render.outputs import PICTURES

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


def without_alt(page: str) -> Iterator[Fault]:
    """Find images in the text that say nothing to a reader who can't see them.

    Examples:
        >>> page = '<img alt="" src="../a.png"><img alt="B" src="b.png">'
        >>> [fault.needles[0] for fault in without_alt(page)]
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


def mute(page: str) -> Iterator[Fault]:
    """Find drawings, frames and the like that say nothing to who can't see them.

    Examples:
        >>> page = '<b aria-hidden="true"><svg></svg></b><svg id="b"/>'
        >>> [fault.needles[0] for fault in mute(page)]
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
