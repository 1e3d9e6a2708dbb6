"""Blocks that readers run in the page: the element, and the file with their code."""

from __future__ import annotations

from collections.abc import Iterator

from nbformat import NotebookNode

from engine.plan.portable import Verdict
from engine.render import offers


def shown(notebook: NotebookNode, judged: dict[int, Verdict]) -> Iterator[int]:
    """List the blocks that can run and are seen, by the numbers of their cells."""
    for number, verdict in judged.items():
        options = notebook.cells[number - 1].metadata["options"]
        if not verdict.lacks and "hide" not in options:
            yield number


def code_file(
    numbers: list[int], judged: dict[int, Verdict], page: dict
) -> tuple[str, str]:
    """Return the address and the content of the file with a page's code.

    Args:
        numbers: The blocks with buttons.
        judged: What all blocks need.
        page: What else the script has to know.

    Examples:
        >>> judged = {1: Verdict("", (), "a = 1"), 2: Verdict("", (1,), "a")}
        >>> print(code_file([2], judged, {})[1])
        {"cells":{"1":{"source":"a = 1","needs":[]},"2":{"source":"a","needs":[1]}}}
    """
    used = sorted({*numbers, *(need for one in numbers for need in judged[one].needs)})
    cells = {n: {"source": judged[n].source, "needs": judged[n].needs} for n in used}
    return offers.code_file(page | {"cells": cells})


def buttons(
    notebook: NotebookNode, number: int, uri: str, address: str, loads: int
) -> str:
    """Write the element of a block.

    Args:
        notebook: The page, as it ran.
        number: That of the block's cell.
        uri: The page; with the code it names what is kept of the reader's own version.
        address: The file with the page's code, from the site's root.
        loads: How many bytes of Python are fetched once.
    """
    cell = notebook.cells[number - 1]
    name = offers.name_of(f"{uri}\n{cell.source}")
    seen = [one for one in cell.outputs if one.get("name") != "stderr"]
    more = {"name": name, "outputs": len(seen)}
    return offers.element("rnn-run", number, address, loads, **more)
