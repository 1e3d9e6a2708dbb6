"""Which claims a reader's browser can try, and with which lines of their page.

A block that makes a claim often draws as well, or prints a table. So a page is read
statement by statement, and what a claim doesn't need is left out: then what can't run
in a page, such as a plot, is in nobody's way.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

from nbformat import NotebookNode

from engine.plan import portable
from engine.plan.imports import Imports


@dataclass(frozen=True)
class Attempt:
    """What to run, so that a page's claim is made again.

    Args:
        numbers: Those of the statements, of which the last makes the claim.
        everything: Those of all that can run, up to this.
        is_fresh: Whether it is known to ask for seeds, so that others can be given.
    """

    numbers: tuple[int, ...]
    everything: tuple[int, ...]
    is_fresh: bool = False


def statements(notebook: NotebookNode) -> list[tuple[int, str]]:
    """Take the blocks of a page apart: the number of the cell, and a statement."""
    found = []
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.metadata["kind"] != "block":
            continue
        try:
            body = ast.parse(cell.source).body
        except SyntaxError:  # what only the shell of the build understands
            found.append((number, cell.source))
            continue
        found += [(number, _written(node, cell.source)) for node in body]
    return found


def _written(node: ast.stmt, source: str) -> str:
    """Return a statement's lines, as its author wrote them."""
    first = min([node.lineno, *(one.lineno for one in _decorators(node))])
    lines = source.splitlines()[first - 1 : node.end_lineno]
    text = "\n".join(lines)
    is_alone = node.col_offset == 0 and len(ast.parse(text).body) == 1
    return text if is_alone else ast.unparse(node)


def _decorators(node: ast.stmt) -> list[ast.expr]:
    return getattr(node, "decorator_list", [])


def attempts(
    parts: list[tuple[int, str]],
    claiming: set[int],
    imports: Imports,
    lacks: Callable[[str], str] = lambda source: "",
) -> dict[int, Attempt]:
    """Find out how claims can be tried, by the numbers of their cells.

    Args:
        parts: The page's `statements`.
        claiming: The cells whose last statement makes a claim.
        imports: Knows what can be imported.
        lacks: Names what else of a statement is missing.
    """
    page = SimpleNamespace(cells=[_cell(source, lacks(source)) for _, source in parts])
    judged = portable.verdicts(page, imports)
    last = {cell: number for number, (cell, _) in enumerate(parts, start=1)}
    found = {}
    for cell in sorted(claiming & last.keys()):
        verdict = judged[last[cell]]
        if not verdict.lacks:
            able = (n for n in range(1, last[cell]) if not judged[n].lacks)
            numbers, everything = (*verdict.needs, last[cell]), (*able, last[cell])
            found[cell] = Attempt(numbers, everything)
    return found


def _cell(source: str, lacking: str) -> SimpleNamespace:
    """Make a cell of a statement; what is missing becomes an import that fails."""
    text = f"import no_{lacking.replace('.', '_')}\n{source}" if lacking else source
    return SimpleNamespace(source=text, metadata={"kind": "block"})
