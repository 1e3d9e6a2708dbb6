"""What a page's cells have put out: is there a text for every figure, and a meaning?"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from engine.check import empty
from engine.problems import Fault
from engine.render import claims, explorables
from engine.render.outputs import FIGURES, Renderer
from engine.session.protocol import VALUE

# What one output may add to a page; a cell may print as much.
MOST = 1_000_000  # characters
_LESS = {"image/svg+xml": "draw less, or with rasterized=True"}

_USELESS = re.compile(
    r"<[^\n]{0,200}? at 0x[0-9a-fA-F]+>|\b\w+\([^\n()]*\) at 0x[0-9a-fA-F]{8,}"
    r"|<IPython\.[\w.]+ object>"
    r"|<module '[^']*' from '[^']*'>|<Figure size \S+ with 0 Axes>"
    # A folder for the time of a run: in the next it has another name.
    r"|[\\/]rnn-\w{8}[\\/]tmp\w{8}\b"
    # What matplotlib returns.
    r"|<\w+Container object of \d+ artists>|<a list of \d+ [\w. ]+ objects>"
    r"|\bText\(-?[\d.]+, -?[\d.]+, ['\"].*?['\"]\)"
)
_CLOCK = re.compile(
    r"^[ \t]*(?:\w+ *= *)?(?P<magic>%%?(?:time|timeit|prun|lprun|memit|mprun))\b",
    re.MULTILINE,
)
_TOLD = ("stderr", "claims")  # what is written there is a problem anyway
_TAG = re.compile(r"<[^>]*>")


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
    return in_the_page(output.get("data", {}))[0] in FIGURES


def clocks(notebook: NotebookNode, _: Path) -> Iterator[Fault]:
    """Find code that shows what a clock says: no other run would bear that out."""
    for number, cell in enumerate(notebook.cells, start=1):
        found = _CLOCK.search(cell.source) if cell.cell_type == "code" else None
        if found:
            reason = f"`{found['magic']}` shows another number in each run: count steps"
            line = cell.source.count("\n", 0, found.start("magic"))
            yield Fault(f"{reason}, or leave it out", cell=number, line=line)


def useless(notebook: NotebookNode) -> Iterator[Fault]:
    """Find outputs that tell a reader nothing."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            # Readers see the richest of those that we can show.
            kind, text = in_the_page(output.get("data", {}))
            end = "end the line with ; or print a value"
            if kind in ("text/html", "image/svg+xml"):
                text = html.unescape(_TAG.sub("", text))
                end = "show numbers, or words"
            if found := _USELESS.search(text or output.get("text", "")):
                reason = f"readers would see {found[0]}: {end}"
                yield Fault(reason, cell=number, line=-1)


_HALF = re.compile("[\ud800-\udfff]")
_TURNS = re.compile("[\u202a-\u202e]")


def halves(notebook: NotebookNode) -> Iterator[Fault]:
    """Find halves of characters, as of names of files in another coding.

    And those that turn the direction of all that follows.
    """
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            shown = [output.get("text", ""), *map(str, output.get("data", {}).values())]
            if found := _HALF.search("".join(shown)) or _TURNS.search("".join(shown)):
                what = "half of a character in it, as from surrogateescape"
                if _TURNS.match(found[0]):
                    what = "a character in it that turns what follows around"
                reason = f"this output has {what}: print its `repr`, or replace it"
                is_value = cell.metadata.get("kind") == "value"
                yield Fault(reason, cell=number, line=0 if is_value else -1)


def nothing(notebook: NotebookNode) -> Iterator[Fault]:
    """Find values in the text that are None, as those of a `print` are, or empty.

    And those whose code puts out something beside them, which nobody would see.
    """
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.metadata.get("kind") == "value":
            shown = cell.get("outputs", [])
            values = [output.data[VALUE] for output in shown if _is_value(output)]
            wrong = [found for one in values if (found := empty.what(one))]
            if wrong and len(values) == 1:
                reason = f"this value is {wrong[0]}: {_GIVE}"
                yield Fault(reason, cell=number)
            elif len(values) > 1 or any(map(_is_beside, shown)):
                yield Fault(_BESIDE, cell=number)


_GIVE = "write an expression that gives one"
_BESIDE = (
    "the code of this value also prints or displays something, which no reader would "
    "see: let a block do that, and name here what it gives"
)


def _is_value(output: NotebookNode) -> bool:
    return VALUE in output.get("data", {})


def _is_beside(output: NotebookNode) -> bool:
    is_told = output.output_type == "error" or output.get("name") in _TOLD
    return not (is_told or _is_value(output))


def too_large(notebook: NotebookNode) -> Iterator[Fault]:
    """Find outputs that no reader would wait for, and nobody would read."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            kind, text = in_the_page(output.get("data", {}))
            if len(text) > MOST:
                less = _LESS.get(kind, "show a part of it")
                size = f"{len(text) / 1e6:.1f} million characters"
                reason = f"this output has {size}, and a page takes {MOST:,}: {less}"
                yield Fault(reason, cell=number, line=-1)


def in_the_page(data: dict) -> tuple[str, str]:
    """Return what is shown of an output, unless it becomes a file: kind and text."""
    kind = next((kind for kind in (VALUE, *Renderer.KINDS) if kind in data), "")
    kind = {explorables.TYPE: "image/svg+xml", claims.TYPE: "text/html"}.get(kind, kind)
    is_file = kind in FIGURES and kind != "image/svg+xml"
    return kind, "" if is_file else str(data.get(kind, ""))
