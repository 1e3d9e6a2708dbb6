"""A page is taken out: `make drop PAGE=learn/bptt.md`, and what pointed there is told.

Its file and controls, its row in `nav`, and its claims in `untried.toml` go; what
others say of it is for their author to mend. Nothing is lost: the files are moved.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import shorten

from engine.author import nav, pages
from engine.author.pages import DOCS, Page
from engine.check import conditions
from engine.plan import pages as plans
from engine.problems import PlanError, Problem
from engine.publish.try_claims import UNTRIED

DROPPED = Path(".cache/dropped")
READ = ("docs", "tests", "rnn_tutorial")  # and what lies beside them
APART = Path("docs/_hooks")  # knows no page, but in examples
WIDTH = 80  # of a row that is shown
KINDS = {".md", ".py", ".toml", ".yml", ".mjs", ".html", ".css"}


def pointing(page: Page, root: Path) -> Iterator[Problem]:
    """List where others name a page: by its address, or by its file from beside it."""
    known = "|".join(map(re.escape, {page.uri, page.address, page.source}))
    names = re.compile(rf"(?<![\w-])(?:{known})(?![\w-])")
    name = re.escape(page.uri.rpartition("/")[2])
    beside = re.compile(rf"\]\((?:\./)?{name}[#?)]")
    for file in _texts(root):
        is_beside = file.parent == (root / page.source).parent
        for line, row in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
            if names.search(row) or (is_beside and beside.search(row)):
                shown = shorten(row, WIDTH, placeholder=" …")
                yield Problem(file.relative_to(root).as_posix(), line, shown)


def _texts(root: Path) -> Iterator[Path]:
    found = [file for folder in READ for file in sorted((root / folder).rglob("*"))]
    for file in [*found, *sorted(root.glob("*"))]:
        is_read = file.suffix in KINDS and not file.is_relative_to(root / APART)
        if is_read and file.is_file():
            yield file


def claims_of(page: Page, root: Path) -> set[str]:
    """List the sentences that a page claims."""
    text = (root / page.source).read_text(encoding="utf-8")
    try:
        notebook = plans.plan(page.source, text)
    except PlanError as error:
        reason = f"{error}; mend that first"
        raise ValueError(Problem(page.source, error.line, reason)) from None
    cells = notebook.cells if notebook else []
    return {sentence for cell in cells for sentence in conditions.of_cell(cell)}


def without_rows(text: str, sentences: set[str]) -> str:
    r"""Take claims out of a list of such.

    Examples:
        >>> without_rows('"so" = [\n  "A",\n  "B",\n]\n', {"A"})
        '"so" = [\n  "B",\n]\n'
    """
    gone = {f'"{sentence}",' for sentence in sentences}
    rows = text.splitlines(keepends=True)
    return "".join(row for row in rows if row.strip() not in gone)


def drop(page: Page, root: Path) -> str:
    """Take a page out; say what was moved, and who still points there."""
    if not page.source.startswith((f"{DOCS}/learn/", f"{DOCS}/labs/")):
        raise ValueError(f"{page.source} is no lesson and no lab: others build on it.")
    own = claims_of(page, root)
    settings, untried = root / "mkdocs.yml", root / APART / UNTRIED.name
    for file, text in {
        settings: nav.without_page(settings.read_text(encoding="utf-8"), page.uri),
        untried: without_rows(untried.read_text(encoding="utf-8"), own),
    }.items():
        file.write_text(text, encoding="utf-8")
    moved = [page.source, f"tests/controls/{page.controls}.py"]
    for name in [name for name in moved if (root / name).exists()]:
        place = root / DROPPED / name
        place.parent.mkdir(parents=True, exist_ok=True)
        (root / name).replace(place)
    said = [
        f"✓ {page.source} is out, with its controls, its row in `nav`, and its claims "
        f"in {UNTRIED.name}. Its files lie in {DROPPED}/.",
        *(f"  {row}" for row in _told(page, root)),
    ]
    return "\n".join(said)


def _told(page: Page, root: Path) -> Iterator[str]:
    found = [*pointing(page, root)]
    if not found:
        yield "Nobody names it."
        return
    tests = [one for one in found if one.path.startswith("tests/")]
    others = [one for one in found if one not in tests]
    if others:
        yield "These name it, and where that is a link, the build fails:"
        yield from (f"  {one}" for one in others)
    if tests:
        yield "These tests name it, and fail or test less:"
        yield from (f"  {one}" for one in tests)


if __name__ == "__main__":
    try:
        print(drop(pages.find(sys.argv[1], Path.cwd()), Path.cwd()))
    except (ValueError, LookupError) as error:
        sys.exit(str(error.args[0]))
