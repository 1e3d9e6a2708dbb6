"""The package's examples, run by the build: the reference shows what they print."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from IPython.display import display
from labs import new_notebook
from nbformat import NotebookNode
from problems import Problem

_EXPECTED = re.compile(r"Expected:\n(?P<expected>.*?)Got:\n(?P<got>.*)", re.DOTALL)
_TYPE = "application/json"
_OPTIONS = ["--doctest-modules", "-q", "-p", "no:cacheprovider"]


def plan(folder: str) -> NotebookNode:
    """Make the notebook that runs the examples below a folder."""
    source = (
        f"import sys\nsys.path.append({str(Path(__file__).parent)!r})\n"
        f"import doctests\ndoctests.run({folder!r})"
    )
    cell = nbformat.v4.new_code_cell(source, id="cell-1")
    cell.metadata = nbformat.from_dict({"line": 1, "kind": "block", "options": {}})
    return new_notebook([cell])


class _Failures:
    """Collects what fails while pytest runs."""

    def __init__(self) -> None:
        self.found: list[tuple[str, int, str]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            for place, lines in report.longrepr.reprlocation_lines:
                self.found.append((place.path, place.lineno, _reason(lines)))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            last = str(report.longrepr).strip().splitlines()[-1]
            self.found.append((report.nodeid, 1, last.removeprefix("E").strip()))


def _reason(lines: list[str]) -> str:
    r"""Say in one line what an example did.

    Examples:
        >>> _reason(["001 >>> 1 + 1", "Expected:", "    3", "Got:", "    2"])
        'the example prints 2, not 3'
        >>> _reason(["UNEXPECTED EXCEPTION: ValueError('no')", "Traceback: …"])
        "the example raises ValueError('no')"
    """
    text = "\n".join(lines)
    match = _EXPECTED.search(text)
    if match:
        expected, got = (" ".join(part.split()) for part in match.groups())
        return f"the example prints {got}, not {expected}"
    raised = re.search(r"UNEXPECTED EXCEPTION: (.*)", text)
    return f"the example raises {raised[1]}" if raised else lines[-1].strip()


def run(folder: str) -> None:
    """Run all examples below a folder, and display what fails."""
    os.environ["MPLBACKEND"] = "agg"  # figures are made, but nobody looks at them
    failures = _Failures()
    pytest.main([*_OPTIONS, folder], plugins=[failures])
    display({_TYPE: failures.found}, raw=True)


def problems(notebook: NotebookNode, root: Path) -> Iterator[Problem]:
    """Read what a run has displayed."""
    for output in notebook.cells[0].get("outputs", []):
        for path, line, reason in output.get("data", {}).get(_TYPE, []):
            yield Problem((root / path).relative_to(root).as_posix(), line, reason)
