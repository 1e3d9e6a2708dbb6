"""Colours that somebody has typed, and that only light pages can show, or only dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import tinycss2
from tinycss2.color3 import RGBA, parse_color

from engine.check.elements import EMPTY, Elements
from engine.check.prose import is_made
from engine.problems import Fault
from engine.render.colours import brightness, contrast

_SCHEMES = [  # paper and words of light pages, and of dark ones
    (parse_color(paper), parse_color(ink))
    for paper, ink in (("#fff", "#212121"), ("#171c2b", "#c5cae0"))
]
_WORDS, _LINES = 3, 1.5  # the least contrasts
_APART = {"script", "style", "svg", "template", "title"}
_NAMES = {"color": "words", "background-color": "ground", "background": "ground"}
_NO_COLOUR = {"", "none", "inherit", "initial", "unset", "revert", "currentcolor"}


class _Shown(NamedTuple):
    """What an element's words have, by itself or from those around it."""

    words: RGBA | None = None  # or what the scheme has
    ground: RGBA | None = None
    is_told: bool = False  # by a variable, say, which may follow the scheme
    needles: tuple[str, ...] = ()  # the tag that said so last, and its style


def _over(colour: RGBA | None, below: RGBA) -> RGBA:
    """Lay a colour, which may be faint, on another one."""
    if not colour:
        return below
    share = colour.alpha
    mixed = (o * share + b * (1 - share) for o, b in zip(colour, below, strict=True))
    return RGBA(*[*mixed][:3], 1)


def _differ(one: RGBA, other: RGBA) -> float:
    return contrast(brightness(one), brightness(other))


def _is_read(shown: _Shown) -> bool:
    """Tell whether words can be read in both schemes.

    Where both colours are given, they are the same in both, and its author's choice.
    """
    given = shown.words, shown.ground
    if shown.is_told or (all(given) and shown.ground.alpha == 1):
        return True
    for paper, ink in _SCHEMES if any(given) else ():
        ground = _over(shown.ground, paper)
        if _differ(_over(shown.words or ink, ground), ground) < _WORDS:
            return False
    return True


def _said(known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """List what an element says in its style."""
    for one in tinycss2.parse_declaration_list(known.get("style", ""), True, True):
        if one.type == "declaration":
            yield one.lower_name, tinycss2.serialize(one.value).strip()


def _with(shown: _Shown, known: dict[str, str], needles: tuple[str, ...]) -> _Shown:
    """Add the colours that an element has itself."""
    old = [("color", known.get("color", "")), ("background", known.get("bgcolor", ""))]
    for name, typed in [*old, *_said(known)]:
        colour = parse_color(typed) if name in _NAMES else None
        if isinstance(colour, RGBA):
            given = {_NAMES[name]: colour if colour.alpha else None}
            shown = shown._replace(**given, is_told=False, needles=needles)
        elif name in _NAMES and typed.lower() not in _NO_COLOUR:
            shown = shown._replace(is_told=True)
    return shown


def _is_drawn(painted: list[RGBA]) -> bool:
    """Tell whether all colours can be seen, on any paper or beside another of them."""
    return all(
        all(_differ(_over(colour, paper), paper) >= _LINES for paper, _ in _SCHEMES)
        or any(_differ(colour, other) >= _WORDS for other in painted)
        for colour in painted
    )


class _Colours(Elements):
    """Collects the tags whose colours can't be seen in one of the schemes."""

    def __init__(self) -> None:
        super().__init__(
            is_special=lambda tag, known: (
                tag in _APART or "data-md-color-scheme" in known or is_made(tag, known)
            )
        )
        self.found: dict[tuple[str, ...], None] = {}  # and what to look for
        self._shown = [_Shown()]  # by the open elements, from the page on
        self._drawing: tuple[str, ...] = ()  # one that is open, as it was typed
        self._painted: list[RGBA] = []

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        self._paint({name: value or "" for name, value in attributes})

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        known = {name: value or "" for name, value in attributes}
        needles = self.get_starttag_text(), known.get("style", "")
        is_ours = self.is_inside or "rnn-svg" in known.get("class", "")
        if tag == "svg" and not is_ours:
            self._drawing, self._painted = needles, []
        self._paint(known)
        super().handle_starttag(tag, attributes)
        if tag not in EMPTY:
            self._shown.append(_with(self._shown[-1], known, needles))

    def _paint(self, known: dict[str, str]) -> None:
        for name, typed in [*known.items(), *_said(known)] if self._drawing else ():
            colour = parse_color(typed) if name in ("fill", "stroke") else None
            if isinstance(colour, RGBA) and colour.alpha:
                self._painted.append(colour)

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        del self._shown[len(self.open) + 1 :]
        if tag == "svg" and self._drawing:
            if not _is_drawn(self._painted):
                self.found[self._drawing] = None
            self._drawing = ()

    def handle_data(self, data: str) -> None:
        shown = self._shown[-1]
        if data.strip() and not self.is_inside and not _is_read(shown):
            self.found[shown.needles] = None
        if self.open[-1:] == [("style", True)] and "color-scheme" not in data:
            self._read_rules(data, is_made=any(made for _, made in self.open[:-1]))

    def _read_rules(self, style: str, *, is_made: bool) -> None:
        rules = tinycss2.parse_stylesheet(style, True, True)
        for rule in rules if not is_made else ():
            if rule.type == "qualified-rule":
                said = {"style": tinycss2.serialize(rule.content)}
                needles = f"{{{said['style']}", tinycss2.serialize(rule.prelude)
                if not _is_read(_with(_Shown(), said, needles)):
                    self.found[needles] = None


def unseen(page: str) -> Iterator[Fault]:
    """Find words and drawings whose colours are those of one scheme alone.

    Examples:
        >>> page = '<b style="color: navy">a</b><i style="background:#ffe">b<u>c</u>'
        >>> [fault.needles[0][:2] for fault in unseen(page)]
        ['<b', '<i']
        >>> [*unseen('<p style="color: #000; background: #ffe"><b>a</b></p>')]
        []
    """
    colours = _Colours()
    colours.feed(page)
    for needles in colours.found:
        reason = (
            "this can't be seen both on light pages and on dark ones: give `color` and "
            "`background`, or neither; a drawing has currentcolor, or a ground"
        )
        yield Fault(reason, needles)
