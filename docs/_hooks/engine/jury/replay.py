"""Replays all claims on this machine, and writes down what came out: `make replay`.

The pages' code runs as it does for the site, but with the machine's own arithmetic, and
what does not hold is noted instead of ending its page.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import get_files
from nbformat import NotebookNode

from engine.cache import environment
from engine.check import conditions
from engine.host import provenance
from engine.jury.records import Claimed, Record
from engine.plan import pages
from engine.plan.notebooks import new_code_cell
from engine.publish.try_claims import EVIDENCE
from engine.render import claims
from engine.run import arithmetic, processes, scheduler
from engine.session.protocol import VERDICT

NAME = "replay of {}"  # its result is not that of the page


def replay(config: MkDocsConfig) -> Record:
    """Run all pages that claim something, and collect what they claim."""
    root = Path(config.config_file_path).parent
    os.environ.setdefault(arithmetic.VARIABLE, arithmetic.OWN)
    processes.preload(config.extra.get("preload", ()), root)
    notebooks = dict(replays(config, root))
    problems = scheduler.run_all(notebooks, root)
    failed = {NAME.format(problem.path): problem.reason for problem in problems}
    failed |= {problem.path: problem.reason for problem in problems}
    found: dict[str, Claimed] = {}
    for name, notebook in notebooks.items():
        path = name.removeprefix(NAME.format(""))
        found |= _claimed(notebook, path, failed.get(name, ""))
    return Record(
        date=datetime.now(UTC).date().isoformat(),
        machine=provenance.describe(root),
        settings=arithmetic.settings(),
        seeds=os.environ.get(environment.SEEDS, "3"),
        claims=found,
    )


def replays(config: MkDocsConfig, root: Path) -> Iterator[tuple[str, NotebookNode]]:
    """List the notebooks of all pages that claim something, to be replayed."""
    begin = f"from engine.session import replay\nreplay.begin({EVIDENCE!r})"
    for file in get_files(config):
        uri = file.src_uri
        if file.inclusion.is_excluded() or not uri.endswith((".md", ".py")):
            continue
        path = Path(file.abs_src_path).relative_to(root).as_posix()
        notebook = pages.plan(path, file.content_string)
        cells = notebook.cells if notebook else []
        if any(conditions.of_cell(cell) for cell in cells):
            first = new_code_cell(begin, "replay", line=1, kind="block", options={})
            notebook.cells.insert(0, first)
            yield NAME.format(path), notebook


def _claimed(notebook: NotebookNode, path: str, failed: str) -> dict[str, Claimed]:
    """Collect what a page claims; what it did not come to has no verdict."""
    verdicts = {
        said["sentence"]: said["held"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if (said := output.get("data", {}).get(VERDICT))
    }
    values = {one["sentence"]: one["values"] for one in claims.made(notebook)}
    found = {}
    for sentence, condition in conditions.of_notebook(notebook).items():
        held = verdicts.get(sentence)
        why = failed or "it was not reached" if held is None else ""
        shown = values.get(sentence, {})
        found[sentence] = Claimed(path, condition, held, why, _short(shown))
    return found


def _short(values: dict[str, dict]) -> dict[str, dict]:
    """Leave out how each value is shown, seed by seed."""
    return {
        name: {key: part for key, part in value.items() if key != "each"}
        for name, value in values.items()
    }


def main(folder: str) -> int:
    """Replay, keep the record in a folder, and say how many claims hold."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    record = replay(load_config("mkdocs.yml"))
    path = record.keep(Path(folder))
    wrong = [text for text, one in record.claims.items() if not one.held]
    for sentence in wrong:
        one = record.claims[sentence]
        print(f"✗ {one.page}: {sentence}{f' ({one.why})' if one.why else ''}")
    count = f"{len(record.claims) - len(wrong)} of {len(record.claims)} claims hold"
    print(f"{'✗' if wrong else '✓'} {count} here: {path}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
