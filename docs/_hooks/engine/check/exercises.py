"""Exercises: the answer passes all checks; the start and each mistake fail one."""

from __future__ import annotations

import json
from collections.abc import Iterator

from nbformat import NotebookNode

from engine.problems import Fault

_TRIED = {
    "start": "the start",
    "answer": "the answer",
    "wrong": "the mistake “{}”",
}


def unverified(notebook: NotebookNode) -> Iterator[Fault]:
    """Find exercises whose checks can't tell right from wrong."""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.metadata.get("kind") != "exercise":
            continue
        printed = "".join(output.get("text", "") for output in cell.outputs)
        parts = cell.metadata["exercise"]["parts"]
        tried = [part for part in parts if part["kind"] in _TRIED]
        # Where it did not run, that is told elsewhere.
        results = json.loads(printed) if printed else []
        for part, result in zip(tried, results, strict=False):
            if reason := _wrong(part, result):
                yield Fault(reason, cell=number, line=part["line"] - 1)


def _wrong(part: NotebookNode, result: dict) -> str:
    who = _TRIED[part["kind"]].format(part["words"])
    if part["kind"] == "answer":
        told = " ".join([*result["say"], result["error"]]).strip()
        return f"{who} does not pass the checks: {told}" if told else ""
    if result["error"]:
        wanted = "let an assert before that say what is wrong"
        return f"{who} ends with {result['error']}: {wanted}"
    return "" if result["say"] else f"{who} passes all checks: add one that it fails"
