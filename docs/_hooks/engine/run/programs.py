"""What runs although no page shows it: experiments, and the examples in docstrings.

Each runs in a session of its own, like a page. So what is known of pages holds for them
too: what they depend on is noticed, not declared, and they run again only when some of
that has changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from engine.plan.notebooks import new_code_cell, new_notebook
from engine.problems import Problem
from engine.session.messages import FAILURES, RESULT, Call


def experiment(call: Call) -> NotebookNode:
    """Make the notebook that runs an experiment."""
    arguments = f"{call.function!r}, {call.arguments!r}"
    return _program(f"from engine.session import ask\nask.run({arguments})")


def name(call: Call) -> str:
    """Name an experiment as one would call it.

    Examples:
        >>> name(Call("a.b:train", "…", "seeds=[0, 1], epochs=3"))
        'train(seeds=[0, 1], epochs=3)'
    """
    return f"{call.name}({call.written})"


def result(outputs: list[list[dict]]) -> str | None:
    """Find the result, as text, among what a session has put out."""
    shown = (output.get("data", {}).get(RESULT) for cell in outputs for output in cell)
    return next(filter(None, shown), None)


def examples(path: str) -> NotebookNode:
    """Make the notebook that runs a module's examples."""
    return _program(f"from engine.session import doctests\ndoctests.run({path!r})")


def failures(notebook: NotebookNode, root: Path) -> Iterator[Problem]:
    """Read which examples have failed."""
    for output in notebook.cells[0].get("outputs", []):
        for path, line, reason in output.get("data", {}).get(FAILURES, []):
            yield Problem((root / path).relative_to(root).as_posix(), line, reason)


def _program(source: str) -> NotebookNode:
    """Make a notebook of one cell."""
    cell = new_code_cell(source, "cell-1", line=1, kind="block", options={})
    return new_notebook([cell])
