"""Exercises as readers see them: the start, two hints and the answer, all folded.

Where scripts run, an element takes their places: it has an editor, and a button that
runs the checks. Without scripts, and on paper, they stay what they are: text.
"""

from __future__ import annotations

from nbformat import NotebookNode

from engine.plan import exercises
from engine.plan.lessons import Exercise
from engine.render import offers
from engine.tokens import token

HINTS = "A hint", "Another hint"


def as_markdown(piece: Exercise, number: int) -> str:
    """Write an exercise, and the token of its result behind the start."""
    answer = next(part.source for part in piece.parts if part.kind == "answer")
    hints = [part.words for part in piece.parts if part.kind == "hint"]
    rows = ["", *_fence(piece, piece.source), "", token(number), ""]
    for title, words in zip(HINTS, hints, strict=True):
        rows += [f'??? rnn-hint "{title}"', f"    {words}", ""]
    rows += ['??? rnn-hint "An answer"']
    rows += [f"    {row}" for row in _fence(piece, answer)] + ["", ""]
    return "\n".join(piece.indent + row if row else "" for row in rows)


def _fence(piece: Exercise, source: str) -> list[str]:
    return [f"{piece.ticks}python", *source.split("\n"), piece.ticks]


def place(cell: NotebookNode) -> str:
    """Write what links to an exercise lead to."""
    return f'<div id="{cell.metadata["exercise"]["name"]}"></div>'


def element(cell: NotebookNode, number: int, uri: str, address: str, loads: int) -> str:
    """Write the element of an exercise.

    Args:
        cell: The exercise.
        number: That of its cell.
        uri: The page; with the start it names what is kept of the reader's code.
        address: The file with the page's code, from the site's root.
        loads: How many bytes of Python are fetched once.
    """
    start = exercises.parts_of(cell)["start"][0]["source"]
    told = f"{uri}\n{cell.metadata['exercise']['name']}\n{start}"
    name = offers.name_of(told)
    return offers.element("rnn-exercise", number, address, loads, name=name)
