"""What a terminal shows of a text with control characters: as readers know it."""

from __future__ import annotations

import re

# Escape sequences: those with a letter that does something, addresses, and the rest.
_PART = re.compile(
    r"\x1b\[(?P<numbers>[0-?]*)[ -/]*(?P<letter>[@-~])"
    r"|\x1b\].*?(?:\x07|\x1b\\|$)"
    r"|\x1b[PX^_].*?(?:\x1b\\|$)"
    r"|\x1b[ -/]*[0-~]?"
    r"|(?P<control>[\x00-\x08\x0b-\x1f\x7f])"
    r"|(?P<text>[^\x00-\x08\x0b-\x1f\x7f\n]+)|(?P<end>\n)",
    re.DOTALL,
)


def shown(text: str) -> str:
    r"""Let what goes back to overwrite do so; drop colours, and all other codes.

    Examples:
        >>> shown("step 1\rstep 22\rstep 3\n\x1b[31mred\x1b[0m"), shown("a\n\x1b[1Ab")
        ('step 32\nred', 'b\n')
        >>> shown("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\ 50 %\r\x1b[2K")
        ''
    """
    if not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text):
        return text
    screen = _Screen()
    for part in _PART.finditer(text):
        if part["text"]:
            screen.write(part["text"])
        elif part["end"]:
            screen.go(screen.row + 1, 0)
        elif part["control"] == "\r":
            screen.column = 0
        elif part["control"] == "\b":
            screen.column = max(screen.column - 1, 0)
        elif part["letter"]:
            screen.obey(part["letter"], part["numbers"])
    return "\n".join(screen.rows)


class _Screen:
    """As many rows as were written, and the place at which the next letter goes."""

    def __init__(self) -> None:
        self.rows = [""]
        self.row = self.column = 0

    def go(self, row: int, column: int) -> None:
        self.row, self.column = max(row, 0), max(column, 0)
        self.rows += [""] * (self.row + 1 - len(self.rows))

    def write(self, text: str) -> None:
        old = self.rows[self.row].ljust(self.column)
        end = self.column + len(text)
        self.rows[self.row] = old[: self.column] + text + old[end:]
        self.column = end

    def obey(self, letter: str, numbers: str) -> None:
        first = numbers.partition(";")[0]
        count = int(first) if first.isdecimal() else 0
        old = self.rows[self.row]
        if letter == "K":  # erase in this row: to its end, from its beginning, or all
            kept = old[: self.column], " " * self.column + old[self.column :], ""
            self.rows[self.row] = kept[min(count, 2)]
        elif letter == "J" and count >= 2:
            self.rows, self.row, self.column = [""], 0, 0
        elif letter in "AF":
            self.go(self.row - max(count, 1), 0 if letter == "F" else self.column)
        elif letter in "BE":
            rows = min(self.row + max(count, 1), len(self.rows) - 1)
            self.go(rows, 0 if letter == "E" else self.column)
        elif letter == "C":
            self.column = min(self.column + max(count, 1), 1000)
        elif letter == "D":
            self.column = max(self.column - max(count, 1), 0)
        elif letter == "G":
            self.column = min(max(count - 1, 0), 1000)
