"""Which blocks of a lesson can run without what only the build's Python has.

A block can't if it imports what is missing, or uses what a block has made that can't;
it can if it runs after those blocks above that it needs. Of a block that can't, those
imports that can be had count for the blocks below. All that is judged by code alone; a
trial has the last word.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nbformat import NotebookNode

from engine.plan import exercises
from engine.plan.imports import Imports
from engine.plan.names import Names, read


@dataclass(frozen=True)
class Verdict:
    """Whether a block can run.

    Args:
        lacks: What is missing, "" if nothing.
        needs: The cells to run before it, in order.
        source: What of it can run: all, or its imports.
    """

    lacks: str
    needs: tuple[int, ...] = ()
    source: str = ""


def verdicts(notebook: NotebookNode, imports: Imports) -> dict[int, Verdict]:
    """Judge the blocks of a lesson, by the numbers of their cells, from 1."""
    page, found = _Page(), {}
    for number, cell in enumerate(notebook.cells, start=1):
        kind = cell.metadata["kind"]
        if kind == "value":
            continue
        is_task = kind == "exercise"  # whose names no block below has
        source = exercises.needed_code(cell) if is_task else cell.source
        try:
            names = read(source, page.fixed)
            names.after_calls(page.does | names.does)
            lacks = imports.lacking(source) or page.lacks(names)
        except SyntaxError:  # what only the shell of the build understands
            found[number] = Verdict("IPython")
            continue
        if is_task:
            found[number] = Verdict(lacks, () if lacks else page.needs(names, found))
            continue
        if not lacks:
            found[number] = Verdict("", page.needs(names, found), source)
            page.take(number, names)
            continue
        rest = _imports(source, imports)
        found[number] = Verdict(lacks, source=rest)
        page.spoil(names, lacks)
        page.take(number, read(rest))
    return found


def _imports(source: str, imports: Imports) -> str:
    """Keep those imports of a block that can be had."""
    kinds = ast.Import | ast.ImportFrom
    body = [node for node in ast.parse(source).body if isinstance(node, kinds)]
    return "\n".join(ast.unparse(node) for node in body if not imports.lacking(node))


class _Page:
    """The names of a page, as they stand between two of its blocks."""

    def __init__(self) -> None:
        self.fixed: set[str] = set()  # what no block changes
        self.makers: dict[str, list[int]] = {}  # blocks that made what it is
        self.spoilt: dict[str, str] = {}  # by a block that can't run: what that lacks
        self.does: dict[str, Names] = {}  # what its functions do, as they are called

    def lacks(self, names: Names) -> str:
        """Say what a block lacks because one above does."""
        return next((self.spoilt[n] for n in sorted(names.needed & {*self.spoilt})), "")

    def needs(self, names: Names, found: dict[int, Verdict]) -> tuple[int, ...]:
        """List the blocks that have made what a block uses."""
        makers = (self.makers.get(name, ()) for name in names.needed)
        own = {number for numbers in makers for number in numbers}
        theirs = {number for one in own for number in found[one].needs}
        return tuple(sorted(own | theirs))

    def take(self, number: int, names: Names) -> None:
        """Note what a block has done that can run."""
        for name in names.bound:
            self.makers[name] = [number]
            self.spoilt.pop(name, None)
        touched = names.perhaps | names.changed | (names.handed - self.fixed)
        for name in touched - names.bound:
            self.makers.setdefault(name, []).append(number)
        self.fixed = (self.fixed - names.bound - names.perhaps) | names.fixed
        self.does = {n: one for n, one in self.does.items() if n not in names.bound}
        self.does |= names.does

    def spoil(self, names: Names, lacks: str) -> None:
        """Note what a block has made that can't; what it only uses stays as it is."""
        made = names.bound | names.perhaps | names.changed
        self.spoilt |= dict.fromkeys(made, lacks)
        self.fixed -= made
