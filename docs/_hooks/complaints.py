"""What MkDocs and its plugins warn of, as problems that have a place."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

# As griffe and autorefs name places; what stands before is of no use to authors.
_PLACE = re.compile(
    r"^.*?(?P<path>[^\s:'\"]+\.\w+):(?P<line>\d+):?\s*(?P<rest>.*)$", re.S
)
_QUOTED = re.compile(r"['\"]([^'\"]+)['\"]")
_OWN = ("mkdocs.plugins.site", "mkdocs.plugins.run", "mkdocs.plugins.vendor")


class Listener(logging.Handler):
    """Passes on every warning but our own."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self.tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Hand the warning's words on."""
        if not record.name.startswith(_OWN):
            self.tell(record.getMessage())


def listen(tell: Callable[[str], None]) -> None:
    """Hear all warnings from now on, in place of who heard them before."""
    logger = logging.getLogger("mkdocs")
    for handler in [h for h in logger.handlers if isinstance(h, Listener)]:
        logger.removeHandler(handler)
    logger.addHandler(Listener(tell))


def place(message: str) -> tuple[str, int, str]:
    """Read the place that a warning names: path, line, the rest; or no path.

    Examples:
        >>> place("griffe: rnn_tutorial/train.py:7: Parameter 'x' is not there")
        ('rnn_tutorial/train.py', 7, "Parameter 'x' is not there")
        >>> place("a.md: from /home/x/b.py:3: (b.f) Could not find 'c'")
        ('/home/x/b.py', 3, "(b.f) Could not find 'c'")
        >>> place("A reference to 'a.md' is included")
        ('', 0, "A reference to 'a.md' is included")
    """
    match = _PLACE.match(message)
    if not match:
        return "", 0, message
    return match["path"], int(match["line"]), match["rest"]


def quoted(message: str) -> list[str]:
    """List what stands between quotation marks.

    Examples:
        >>> quoted("A reference to 'a.md' is included")
        ['a.md']
    """
    return _QUOTED.findall(message)
