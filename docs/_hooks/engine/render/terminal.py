"""What a terminal shows of a text with control characters: as readers know it."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x9b]")
# Escape sequences: those with a letter that does something, addresses, and the rest.
_PART = re.compile(
    r"(?:\x1b\[|\x9b)(?P<numbers>[0-?]*)(?P<between>[ -/]*)(?P<letter>[@-~])"
    r"|\x1b\].*?(?:\x07|\x1b\\|$)"
    r"|\x1b[PX^_].*?(?:\x1b\\|$)"
    r"|(?P<short>\x1b[ -/]*[0-~]?)"
    r"|(?P<control>[\x00-\x09\x0b-\x1f\x7f\x9b])"
    r"|(?P<text>[^\x00-\x1f\x7f\x9b]+)|(?P<end>\n)",
    re.DOTALL,
)
_TAB = 8
_FAR = 1000  # rows and columns, beyond which no code leads
# What changes no letter, or only how they look: colours, reports, whether there is a
# cursor, and which keys and clicks are heard.
_SILENT = frozenset("mnctxqgp")
_SILENT_MODES = frozenset({"1", "5", "7", "8", "12", "25", "2004", "2026"})
_SILENT_MODES |= {"1000", "1002", "1003", "1004", "1005", "1006"}
_SILENT_SHORT = frozenset("=>\\") | {"(B", ")B", "%G", " F", ""}


class CodeError(ValueError):
    """A code asks for what no page can do."""


def shown(text: str) -> str:
    r"""Let what goes back to overwrite do so; drop colours, and what else is unseen.

    Raises:
        CodeError: If a code asks for what only a screen can show.

    Examples:
        >>> shown("step 1\rstep 22\rstep 3\n\x1b[31mred\x1b[0m"), shown("a\n\x1b[1Ab")
        ('step 32\nred', 'b\n')
        >>> shown("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\ 50 %\r\x1b[2K")
        ''
        >>> shown("abc\r\x1b[Jx"), shown("a\x1b[sbc\x1b[ud"), shown("a\x0cb")
        ('x', 'adc', 'a\n b')
    """
    if not _CONTROL.search(text):
        return text
    screen = _Screen()
    for part in _PART.finditer(text):
        if part["text"]:
            screen.write(part["text"])
        elif part["end"]:
            screen.go(screen.row + 1, 0)
        elif part["control"]:
            screen.move(part["control"])
        elif part["short"]:
            screen.obey_short(part["short"][1:])
        elif part["letter"] and not screen.obey(
            part["letter"], part["numbers"], part["between"]
        ):
            code = part[0].replace("\x1b", "\\x1b").replace("\x9b", "\\x9b")
            raise CodeError(f"no page can do what {code} asks of a terminal")
    return "\n".join("".join(row) for row in screen.rows)


def _numbers(written: str) -> list[int]:
    return [int(one) if one.isdecimal() else 0 for one in written.split(";")]


class _Screen:
    """As many rows as were written, and the place at which the next letter goes.

    A row is a list of what stands in its columns: a letter with its accents, or nothing
    behind one that is two columns wide.
    """

    def __init__(self) -> None:
        self.rows: list[list[str]] = [[]]
        self.row = self.column = 0
        self.kept = 0, 0

    def go(self, row: int, column: int) -> None:
        self.row, self.column = max(row, 0), max(column, 0)
        self.rows += [[] for _ in range(self.row + 1 - len(self.rows))]

    def write(self, text: str) -> None:
        for letter in text:
            wide = 1 + (unicodedata.east_asian_width(letter) in "WF")
            before = self.rows[self.row][: self.column]
            if before and unicodedata.category(letter) in ("Mn", "Me", "Cf"):
                at = len(before) - 1
                while at and not before[at]:
                    at -= 1
                self.rows[self.row][at] += letter
                continue
            self._put([letter] + [""] * (wide - 1))

    def _put(self, cells: list[str]) -> None:
        end = self.column + len(cells)
        self._clear(self.row, self.column, end)
        self.rows[self.row][self.column : end] = cells
        self.column = end

    def _clear(self, row: int, start: int, end: int) -> None:
        """Let blanks stand in some columns; half of a wide letter is none."""
        cells = self.rows[row]
        cells += [" "] * (end - len(cells))
        for at in (start, end):
            if 0 < at < len(cells) and not cells[at]:
                cells[at - 1 : at + 1] = "  "
        cells[start:end] = " " * (end - start)

    def _cut(self, row: int, start: int) -> None:
        """Let nothing stand from a column on."""
        if start < len(self.rows[row]):
            self._clear(row, start, len(self.rows[row]))
            del self.rows[row][start:]

    def move(self, control: str) -> None:
        """Do what a single character asks for."""
        if control == "\r":
            self.column = 0
        elif control == "\b":
            self.column = max(self.column - 1, 0)
        elif control == "\t":
            self.column += _TAB - self.column % _TAB
        elif control in "\x0b\x0c":
            self.go(self.row + 1, self.column)

    def obey_short(self, code: str) -> None:
        """Do what an escape sequence without numbers asks for."""
        if code == "7":
            self.kept = self.row, self.column
        elif code == "8":
            self.go(*self.kept)
        elif code in ("D", "E"):
            self.go(self.row + 1, self.column if code == "D" else 0)
        elif code == "M":
            self.go(self.row - 1, self.column)
        elif code == "c":
            self.__init__()
        elif code not in _SILENT_SHORT:
            raise CodeError(f"no page can do what \\x1b{code} asks of a terminal")

    def obey(self, letter: str, written: str, between: str) -> bool:
        """Do what a code asks for; tell whether that can be done."""
        numbers = _numbers(written)
        count, cells = numbers[0], self.rows[self.row]
        some = min(max(count, 1), _FAR)
        if between or written.startswith(("<", "=", ">", "?")):
            modes = written[1:].split(";")
            is_mode = letter in "hl" and written[:1] == "?"
            return _SILENT_MODES.issuperset(modes) if is_mode else letter in "mncqup"
        if letter == "K":
            self._erase_in_row(count)
        elif letter == "J":
            self._erase_rows(count)
        elif letter in "AF":
            self.go(self.row - some, 0 if letter == "F" else self.column)
        elif letter in "BEe":
            rows = min(self.row + some, len(self.rows) - 1)
            self.go(rows, 0 if letter == "E" else self.column)
        elif letter in "Ca":
            self.column = min(self.column + some, _FAR)
        elif letter == "D":
            self.column = max(self.column - some, 0)
        elif letter in "G`":
            self.column = min(max(count - 1, 0), _FAR)
        elif letter == "d":
            self.go(some - 1, self.column)
        elif letter in "Hf":
            column = numbers[1] if len(numbers) > 1 else 1
            self.go(some - 1, min(max(column - 1, 0), _FAR))
        elif letter == "s":
            self.kept = self.row, self.column
        elif letter == "u":
            self.go(*self.kept)
        elif letter == "X" and self.column < len(cells):
            end = min(self.column + some, len(cells))
            self._clear(self.row, self.column, end)
        elif letter == "P" and self.column < len(cells):
            end = min(self.column + some, len(cells))
            self._clear(self.row, self.column, end)
            del cells[self.column : end]
        elif letter == "@" and self.column < len(cells):
            self._clear(self.row, self.column, self.column)
            cells[self.column : self.column] = " " * some
        elif letter == "L":
            self.rows[self.row : self.row] = [[] for _ in range(some)]
            self.column = 0
        elif letter == "M":
            del self.rows[self.row : self.row + some]
            self.go(self.row, 0)
        elif letter not in "XP@":
            return letter in _SILENT
        return True

    def _erase_in_row(self, what: int) -> None:
        """Erase to a row's end, from its beginning, or all of it."""
        if what == 1:
            self._clear(self.row, 0, self.column + 1)
        else:
            self._cut(self.row, 0 if what else self.column)

    def _erase_rows(self, what: int) -> None:
        """Erase what stands behind, what stands before, or all."""
        if what == 3:  # what is out of sight in a terminal
            return
        self._erase_in_row(what)
        behind = range(self.row + 1, len(self.rows)) if what != 1 else ()
        before = range(self.row) if what else ()
        for row in (*before, *behind):
            self.rows[row] = []
        if behind:
            del self.rows[self.row + 1 :]
