"""Claims within a session: what is claimed, and never shown to anybody, is noted."""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from engine.session.cell import Cell


def count(shell: InteractiveShell, cell: Cell) -> None:
    """Note, behind what a cell puts out, what it has claimed without showing it.

    The note is a stream called "claims", with the line of the cell and the sentence in
    each row. Whoever checks something calls `sys.claimhook`, as experiments do theirs.
    """
    made: list[tuple[str, int]] = []

    def note(sentence: str) -> None:
        if not _holds(sys._getframe(1).f_locals.get("holds", True)):  # as claimed
            raise RuntimeError(f"nothing has checked that this holds: {sentence}")
        made.append((sentence, line_of_cell() or 1))

    def compare(result: object) -> None:
        shown, rows = _shown(cell.outputs), []
        for sentence, line in made:
            if not shown[sentence]:
                rows.append(f"{line} {' '.join(sentence.split())}")
            shown[sentence] -= 1
        made.clear()
        if rows and result.success:
            stream = {"output_type": "stream", "name": "claims"}
            cell.outputs.append({**stream, "text": "\n".join(rows)})

    sys.claimhook = note
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: setattr(sys, "claimhook", refuse))
    shell.events.register("post_run_cell", compare)


def _holds(claimed: object) -> bool:
    """Tell, whatever the page has made of the check, whether a condition is true."""
    value = claimed.item() if hasattr(claimed, "item") else claimed
    return value is True


def refuse(sentence: str) -> None:
    """Let nothing be claimed where nobody could see it."""
    raise RuntimeError(f"this is claimed where no page shows it: {sentence}")


def line_of_cell() -> int:
    """Find the line of the running cell from which, in the end, this was called."""
    frame, line = sys._getframe(1), 0
    while frame:
        if "<ipython-input" in frame.f_code.co_filename:
            line = frame.f_lineno
        frame = frame.f_back
    return line


def _shown(outputs: list[dict]) -> Counter:
    """Count the sentences that outputs show, by what claims hand to the build."""
    parts = [part for one in outputs for part in one.get("data", {}).values()]
    return Counter(part.get("sentence") for part in parts if isinstance(part, dict))
