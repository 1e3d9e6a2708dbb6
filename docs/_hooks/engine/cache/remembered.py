"""What a server makes for one build, and needs again for the next: kept in between.

A server builds the whole site after each save, and nearly all of it is as it was. What
is made stays as long as each build asks for it again, with all that it is made of. If
more counted than that, it isn't kept: if a file was read, if there was a warning, which
has to be heard each time, or if whoever made it has doubts.

None of it is written down: what is published is made by the build that publishes it.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from collections.abc import Callable, Hashable, Iterable
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar

Make = TypeVar("Make", bound=Callable)


class Memory:
    """Remembers what was made for the last build, and for this one."""

    _all: list[Memory] = []  # noqa: RUF012

    def __init__(self) -> None:
        self._last: dict[Hashable, Any] = {}
        self._now: dict[Hashable, Any] = {}
        self._all.append(self)

    def get(
        self,
        ingredients: Hashable,
        make: Callable[[], Any],
        known: Iterable[Path] = (),
        holds: Callable[[Any], bool] = lambda _: True,
    ) -> Any:
        """Return what was made of the ingredients, or make it now.

        Args:
            ingredients: All that it depends on, apart from what this process has loaded
                or will find installed.
            make: Makes it; nobody may change what it returns.
            known: Folders whose files are among the ingredients, if they are read.
            holds: Tells whether what was made is still right, of what only whoever
                makes it gets to know that it counts.
        """
        if not _project:
            return make()
        for kept in (self._now, self._last):
            if ingredients in kept and holds(kept[ingredients]):
                found = self._now[ingredients] = kept[ingredients]
                return found
        making = _Making(tuple(f"{folder}{os.sep}" for folder in known))
        _now.stack = [*_stack(), making]
        try:
            found = make()
        finally:
            _now.stack = _stack()[:-1]
        if making.is_sure:
            self._now[ingredients] = found
        return found

    def end_build(self) -> None:
        """Forget what nobody has asked for since the build before."""
        self._last, self._now = self._now, {}


class _Making:
    """Something that is being made."""

    def __init__(self, known: tuple[str, ...]) -> None:
        self.known, self.is_sure = known, True


_now = threading.local()
_project: list[str] = []  # its folder, while there will be a next build; and what not


def _stack() -> list[_Making]:
    return getattr(_now, "stack", [])


def doubt() -> None:
    """Say that what is being made depends on more than its ingredients."""
    for making in _stack():
        making.is_sure = False


def begin_build(root: Path, cache: Path) -> None:
    """Begin a build of a server; after those that fail nothing is forgotten.

    Args:
        root: The project's folder.
        cache: That of what builds keep, within it.
    """
    _listen()
    code = Path(__file__).parents[2]  # is loaded once
    _project[:] = [f"{one}{os.sep}" for one in (root, cache, code, sys.prefix)]


def end_build() -> None:
    """End a build: the next one will need most of what this one has needed."""
    for memory in Memory._all:
        memory.end_build()


@cache
def _listen() -> None:
    """Doubt whatever reads a file of the project, or warns, while it is being made."""

    def look(event: str, given: tuple) -> None:
        if event == "open" and _stack() and isinstance(given[0], str):
            path = os.path.abspath(given[0])
            root, *others = _project
            is_own = path.startswith(root) and not path.startswith(tuple(others))
            for making in _stack() if is_own else ():
                making.is_sure &= path.startswith(making.known)

    class Warned(logging.Handler):
        def emit(self, _: logging.LogRecord) -> None:
            doubt()

    sys.addaudithook(look)
    logging.getLogger("mkdocs").addHandler(Warned(logging.WARNING))


def remembered(make: Make) -> Make:
    """Let a function make nothing twice for a server.

    Args:
        make: What it returns depends on its arguments alone, and is changed by nobody.
    """
    memory = Memory()

    @wraps(make)
    def made(*ingredients: Hashable) -> Any:
        return memory.get(ingredients, lambda: make(*ingredients))

    return made


class Whole:
    """Plain values as an ingredient: equal to others if all in them is equal.

    Examples:
        >>> Whole({"a": [1]}) == Whole({"a": [1]}), Whole([1]) == Whole([2])
        (True, False)
    """

    __slots__ = "_text", "content"

    def __init__(self, content: Any) -> None:
        self.content, self._text = content, json.dumps(content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Whole) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)
