"""What the site offers to run in the page: Python, an editor, and each page's code."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from engine.cache import environment
from engine.cache.memo import Memo
from engine.plan import portable
from engine.publish import exercises, npm, python_in_page
from engine.publish.javascript import uncommented
from engine.publish.python_in_page import Python
from engine.render import exercises as tasks
from engine.render import run_here

EDITOR = "assets/prism-code-editor"


@dataclass(frozen=True)
class Offer:
    """What pages may offer.

    Args:
        python: What they load.
        ways: Where it is told how to run elsewhere what can't run in a page.
    """

    python: Python
    ways: str

    def files(self, root: Path) -> Iterator[tuple[str, bytes]]:
        """List what all pages share: path on the site, content."""
        for name, content in self.python.files.items():
            yield f"{self.python.folder}/{name}", content
        for name, content in npm.editor(root):
            is_script = name.endswith(".js")
            short = uncommented(content.decode()).encode() if is_script else content
            yield f"{EDITOR}/{name}", short

    def for_page(
        self, uri: str, notebook: NotebookNode, memo: Memo
    ) -> tuple[dict[int, str], dict[str, bytes]]:
        """Return a page's buttons, by the numbers of their cells, and its file."""
        seeds = os.environ.get(environment.SEEDS)
        cells = [
            [cell.source, cell.metadata, len(cell.outputs)] for cell in notebook.cells
        ]
        key = ["run here", uri, cells, self.ways, seeds, self.python.folder]
        buttons, files = memo.get(key, lambda: self._made(uri, notebook, seeds))
        return (
            {int(number): html for number, html in buttons.items()},
            {address: text.encode() for address, text in files.items()},
        )

    def _made(
        self, uri: str, notebook: NotebookNode, seeds: str | None
    ) -> tuple[dict[str, str], dict[str, str]]:
        judged = portable.verdicts(notebook, self.python.imports)
        numbers = [*run_here.shown(notebook, judged)]
        if not numbers:
            return {}, {}
        python = {
            "folder": f"{self.python.folder}/",
            "unpacked": self.python.unpacked,
            "env": {environment.SEEDS: seeds} if seeds else {},
        }
        page = {"python": python, "ways": self.ways}
        found = exercises.of(notebook)
        checks = {number: exercises.checks(cell) for number, cell in found.items()}
        address, text = run_here.code_file(numbers, judged, page | {"checks": checks})
        loads = self.python.loads
        return {
            str(number): tasks.element(found[number], number, uri, address, loads)
            if number in found
            else run_here.buttons(notebook, number, uri, address, loads)
            for number in numbers
        }, {address: text}


def offer(root: Path, cache: Path, ways: str | None) -> Offer | None:
    """Get ready what pages may offer; None if they are not to, or there is no NumPy."""
    python = python_in_page.get(root, cache) if ways else None
    return Offer(python, ways) if python else None
