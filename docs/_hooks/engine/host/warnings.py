"""What MkDocs and its plugins warn of, as problems that have a place."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass

# As griffe and autorefs name places; what stands before is of no use to authors.
_PLACE = re.compile(r"^.*?(?P<path>[^\s:'\"]+\.\w+):(?P<line>\d+):\s*(?P<rest>.*)$")
_PAGE = re.compile(r"^\w+: (?P<uri>\S+\.(?:md|ipynb)): (?P<rest>.*)$")
# What MkDocs says of an error that ends the build, before it passes that on.
_ENDED = re.compile(r"^Error (?:reading|building) page '(?P<uri>[^']+)':")
_QUOTED = re.compile(r"['\"]([^'\"]+)['\"]")
# Our own, and those of the server: somebody asks for a page that is gone.
_OTHERS = ("mkdocs.plugins.site", "mkdocs.plugins.run", "mkdocs.plugins.npm")
_OTHERS += ("mkdocs.livereload",)


class Listener(logging.Handler):
    """Passes on every warning of the build but our own."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self.tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Hand the warning's words on."""
        if not record.name.startswith(_OTHERS):
            self.tell(record.getMessage())


def listen(tell: Callable[[str], None]) -> None:
    """Hear all warnings from now on, in place of who heard them before."""
    logger = logging.getLogger("mkdocs")
    for handler in [h for h in logger.handlers if isinstance(h, Listener)]:
        logger.removeHandler(handler)
    logger.addHandler(Listener(tell))


@dataclass(frozen=True)
class Warned:
    """What a warning says, and where: in a file of the project, or on a page."""

    reason: str
    path: str = ""
    line: int = 0
    uri: str = ""

    @property
    def quoted(self) -> list[str]:
        """What stands between quotation marks: most likely what is wrong."""
        empty = ["'':", '"":'] if "''" in self.reason else []
        return _QUOTED.findall(self.reason) + empty


def page_that_ended(message: str) -> str:
    """Name the page (its src_uri) with which the build has come to its end, if it has.

    Examples:
        >>> page_that_ended("Error reading page 'a.md': no")
        'a.md'
    """
    match = _ENDED.match(message)
    return match["uri"] if match else ""


def read(message: str) -> Warned:
    """Read the place that a warning names.

    Examples:
        >>> read("griffe: rnn/train.py:7: No type for 'x'")
        Warned(reason="No type for 'x'", path='rnn/train.py', line=7, uri='')
        >>> read("autorefs: a.md: from /x/b.py:3: (b.f) Could not find 'c'").path
        '/x/b.py'
        >>> read("autorefs: a.md: Could not find 'c'").uri
        'a.md'
        >>> read("A reference to 'a.md' is included").quoted
        ['a.md']
    """
    reason = " ".join(message.split())
    match = _PLACE.match(reason)
    if match:
        return Warned(match["rest"], match["path"], int(match["line"]))
    match = _PAGE.match(reason)
    if match:
        return Warned(match["rest"], uri=match["uri"])
    return Warned(reason)
