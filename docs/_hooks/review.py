"""What readers would miss on a page, or could make nothing of."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from nbformat import NotebookNode
from outputs import PICTURE_TYPES, PICTURES
from problems import Problem, cell_number

FIGURE_TYPES = {*PICTURE_TYPES, "image/svg+xml"}
_USELESS = re.compile(
    r"<[\w. ]+(?: object)?(?: at 0x[0-9a-f]+)>|<IPython\.[\w.]+ object>"
)
_UNCOMPUTED = re.compile(r"<code>(=(?![=&])[^<]*)</code>")
_IMAGE = re.compile(r'<img\b[^>]*?\bsrc="(?P<folder>[^">]*/)?(?P<name>[^"/>]*)"[^>]*>')
_ALT = re.compile(r'\balt="[^"]*[^"\s][^"]*"')


def check(path: str, notebook: NotebookNode) -> Iterator[Problem]:
    """Find figures without their text, and outputs that tell a reader nothing."""
    for number, cell in enumerate(notebook.cells, start=1):
        for reason in [*_wrong_figure(cell), *_useless_output(cell)]:
            line = cell.metadata["line"] - 1
            yield Problem(path, line, reason, cell_number(path, number))


def _wrong_figure(cell: NotebookNode) -> Iterator[str]:
    outputs, options = cell.get("outputs", []), cell.metadata["options"]
    if not cell.get("execution_count") or any(
        output.output_type == "error" for output in outputs
    ):
        return  # did not run, which is told elsewhere
    figures = sum(_is_figure(output) for output in outputs)
    unused = [name for name in ("alt", "caption", "id") if name in options]
    if figures and not options.get("alt", "").strip():
        yield 'the figure has no alt text: add alt="what it shows"'
    elif figures > 1:
        yield f"one block draws {figures} figures but has one alt text: split it"
    elif unused and not figures:
        yield f"there is {unused[0]}=…, but no figure was drawn"


def _is_figure(output: NotebookNode) -> bool:
    return not FIGURE_TYPES.isdisjoint(output.get("data", {}))


def _useless_output(cell: NotebookNode) -> Iterator[str]:
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        text = output.get("text", "") or data.get("text/plain", "")
        is_seen = set(data) <= {"text/plain"}  # readers see the richest of several
        found = _USELESS.search(text) if is_seen else None
        if found:
            yield f"readers would see {found[0]}: end the line with ; or print a value"


def uncomputed_values(page: str) -> list[str]:
    """Find what looks like a value but was left as it stands.

    Examples:
        >>> uncomputed_values("<code>=loss:.2f</code> <code>==</code> <code>a=1</code>")
        ['=loss:.2f']
    """
    return [html.unescape(code) for code in _UNCOMPUTED.findall(page)]


def pictures_without_alt(page: str) -> list[str]:
    """Find images in the text that say nothing to a reader who can't see them.

    Examples:
        >>> pictures_without_alt('<img alt="" src="../a.png"><img alt="B" src="b.png">')
        ['a.png']
    """
    return [
        image["name"]
        for image in _IMAGE.finditer(page)
        if not _ALT.search(image[0]) and PICTURES not in image[0]  # drawn by a cell
    ]
