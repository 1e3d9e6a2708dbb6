"""What a page's cells have put out: is there a text for every figure, and a meaning?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from engine.problems import Fault
from engine.render.outputs import FIGURES, Renderer

_USELESS = re.compile(
    r"<[^\n]*? at 0x[0-9a-f]+>|<IPython\.[\w.]+ object>"
    r"|<module '[^']*' from '[^']*'>|<Figure size \S+ with 0 Axes>"
)


def figures(notebook: NotebookNode) -> Iterator[Fault]:
    """Find figures without their text, and texts without their figure."""
    for number, cell in enumerate(notebook.cells, start=1):
        if reason := _wrong_figure(cell):
            yield Fault(reason, cell=number, line=-1)


def _wrong_figure(cell: NotebookNode) -> str:
    outputs, options = cell.get("outputs", []), cell.metadata["options"]
    if not cell.get("execution_count") or any(
        output.output_type == "error" for output in outputs
    ):
        return ""  # did not run, which is told elsewhere
    count = sum(_is_figure(output) for output in outputs)
    unused = [name for name in ("alt", "caption", "id") if name in options]
    if count and not options.get("alt", "").strip():
        return 'the figure has no alt text: add alt="what it shows"'
    if count > 1:
        return f"one block draws {count} figures but has one alt text: split it"
    if unused and not count:
        return f"there is {unused[0]}=…, but no figure was drawn"
    return ""


def _is_figure(output: NotebookNode) -> bool:
    return not FIGURES.isdisjoint(output.get("data", {}))


def useless(notebook: NotebookNode) -> Iterator[Fault]:
    """Find outputs that tell a reader nothing."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            text = output.get("text", "") or data.get("text/plain", "")
            # Readers see the richest of those that we can show.
            is_seen = not (data.keys() & Renderer.KINDS.keys()) - {"text/plain"}
            if is_seen and (found := _USELESS.search(text)):
                end = "end the line with ; or print a value"
                reason = f"readers would see {found[0]}: {end}"
                yield Fault(reason, cell=number, line=-1)
