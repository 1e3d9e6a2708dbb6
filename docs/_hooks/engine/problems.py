"""What went wrong while the site was built, said so that an author can mend it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode


STRAIGHT = str.maketrans("‘’“”", "''\"\"")


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that keeps the site from being published.

    Examples:
        >>> print(Problem("docs/learn/first-rnn.md", 41, "NameError: no 'x'"))
        docs/learn/first-rnn.md:41: NameError: no 'x'
        >>> print(Problem("docs/labs/sine.py", 9, "ValueError: no", cell=5))
        docs/labs/sine.py:9 (cell 5): ValueError: no
    """

    path: str
    line: int
    reason: str
    cell: int = 0

    def __str__(self) -> str:
        cell = f" (cell {self.cell})" if self.cell else ""
        return f"{self.path}:{self.line}{cell}: {self.reason}"


@dataclass(frozen=True)
class Fault:
    """What a check has found on a page; whoever builds the site finds the line.

    Args:
        reason: What is wrong, in one sentence.
        needles: What to look for in the page's source, the best first.
        cell: Or the cell in which it is, from 1 …
        line: … and the line, as seen from the first one of that cell, or of the first
            needle.
    """

    reason: str
    needles: tuple[str, ...] = ()
    cell: int = 0
    line: int = 0

    def __post_init__(self) -> None:
        """Look for nothing that is blank, which stands everywhere."""
        found = tuple(needle for needle in self.needles if needle.strip())
        object.__setattr__(self, "needles", found)

    def at(self, path: str, cells: list[NotebookNode]) -> Problem:
        """Place a fault of a cell.

        Args:
            path: The page's source.
            cells: The cells of its notebook.
        """
        metadata = cells[self.cell - 1].metadata
        # A value stands in the prose, on one line.
        line = metadata["line"] + (0 if metadata.get("kind") == "value" else self.line)
        # The author of a lesson sees no cells.
        return Problem(path, line, self.reason, self.cell if _is_code(path) else 0)


def _is_code(path: str) -> bool:
    return path.endswith(".py")


class PlanError(Exception):
    """A page that can't be planned: the line, and in one sentence the reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def report(problems: list[Problem]) -> str:
    """List all problems, one a line, in the order of the files.

    Examples:
        >>> print(report([Problem("b.md", 2, "two"), Problem("a.md", 1, "one")]))
        2 problems, nothing is published:
          a.md:1: one
          b.md:2: two
    """
    unique = sorted(set(problems))
    count = "1 problem" if len(unique) == 1 else f"{len(unique)} problems"
    return "\n".join([f"{count}, nothing is published:", *(f"  {p}" for p in unique)])


def box(problems: list[Problem]) -> str:
    """Show a page's problems at its top, for the author who is looking at it."""
    items = "".join(
        f"<li><code>{html.escape(str(p))}</code></li>" for p in sorted(set(problems))
    )
    return (
        '<div class="admonition failure" role="alert">'
        '<p class="admonition-title">This page can\'t be published yet</p>'
        f'<ul class="rnn-problems">{items}</ul></div>'
    )


def line_of(needle: str, text: str) -> int:
    r"""Find the line (from 1) on which `needle` begins in `text`; 0 if nowhere.

    White space counts as equal, because Markdown folds it, and curled quotation marks
    count as straight ones, as authors type these.

    Examples:
        >>> line_of("b  c", "a\nb\n c")
        2
        >>> line_of("it’s", "a\nit's")
        2
        >>> line_of("z", "a")
        0
    """
    needle, text = needle.translate(STRAIGHT), text.translate(STRAIGHT)
    found = re.search(r"\s+".join(map(re.escape, needle.split())), text)
    if found and found[0]:
        return text.count("\n", 0, found.start()) + 1
    if needle.startswith("$"):
        return line_of(needle.strip("$"), text)  # a formula on lines of its own
    return 0


def without_ansi(text: str) -> str:
    """Drop the terminal colours of IPython's messages."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
