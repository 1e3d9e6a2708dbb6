"""Values that tell readers nothing, as they are shown."""

from __future__ import annotations

import re

# Infinity is a value: a loss may run there.
_BESIDE = r"(?:[^a-zA-Z]|(?<=\d)e(?=[+-]?\d)|inf)*"
_NAN = re.compile(rf"{_BESIDE}(?:(?P<found>nan|NaN|NaT|<NA>){_BESIDE})+")
_MEANS = {"NaT": "no time", "<NA>": "no value"}
_LENGTH = re.compile(r" \(\d+ values\)")
_RANGE = re.compile(r"range\((-?\d+), (-?\d+)(?:, (-?[1-9]\d*))?\)")
_EMPTY = re.compile(
    r"\[\]|\(\)|\{\}"
    r"|(?:set|frozenset|deque|Counter|OrderedDict|dict_\w+|array|tensor)"
    r"\((?:\[\]|\(\)|\{\})?(?:, \w+=[^\[\]]*)?\)"
)


def what(shown: str) -> str:
    """Name a value that tells readers nothing; "" if it tells them something.

    Examples:
        >>> what("[0.5, nan]"), what("NaT"), what("range(0, 0)"), what("None")
        ('nan, no number', 'NaT, no time', 'empty', 'None')
        >>> what("inf"), what("range(0, 9)"), what("banana"), what("0")
        ('', '', '', '')
    """
    shown = _LENGTH.sub("", shown.strip())
    if not shown or shown == "None":
        return shown or "an empty text"
    if found := _NAN.fullmatch(shown):
        return f"{found['found']}, {_MEANS.get(found['found'], 'no number')}"
    numbers = _RANGE.fullmatch(shown)
    is_empty = numbers and not range(*(int(n) for n in numbers.groups() if n))
    return "empty" if is_empty or _EMPTY.fullmatch(shown) else ""
