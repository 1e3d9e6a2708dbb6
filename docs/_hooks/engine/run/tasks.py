"""Tasks: pages that may have to run, and the experiments for which they ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from engine.cache.environment import SEEDS
from engine.cache.remembered import Memory
from engine.plan.pages import declared_files
from engine.problems import Fault, Problem, without_ansi
from engine.run import machines
from engine.run.kept_results import Facts, Result, Store, facts
from engine.session.protocol import Call

# How IPython names the lines of a cell: in tracebacks, syntax errors and warnings.
_LINE_IN_CELL = re.compile(r'(?:Cell In\[\d+\]|"<ipython-input[^"]*>"), line (\d+)')
_EARLIER = re.compile(r"\n(?:During handling of|The above exception) ")
_OWN_FILE = re.compile(r"\s*\(<ipython-input-[^)]*>, line \d+\)")
_WARNING_PLACE = re.compile(r"^<ipython-input-[^>]*>:(\d+): ")
# What matplotlib says of a layout that its user may not know of.
_OF_LAYOUT = re.compile("Colorbar layout of new layout|constrained_layout not applied")
_LAYOUT = (
    "the site lays plots out with constrained layout, and without it a figure that "
    'begins with plt.figure(layout="none")'
)

DIFFERENT = "a fresh run gives another result than the one that was kept"

_found = Memory()
Outputs = list[list[dict] | None]  # of each cell; None if it did not run


@dataclass
class Task:
    """A page, or an experiment.

    Args:
        name: The page's source path, or the experiment and its arguments.
        notebook: What there is to run.
        facts: What the result depends on, as far as it is known before the run.
        seconds: How long it ran the last time; what never ran may take long.
        kept: The result of an earlier run, if that still counts.
        call: The experiment.
        files: Those that its author declared, with hashes, and those on which the
            experiments depend that it has asked for.
        packages: On which they depend too, with their versions.
        broken: Which experiment it did not get, and why.
        anew: Whether it runs whatever is kept.
        left: Files that its last run has written.
        machine: Whose processor's kept result that is, if it is another machine's.
    """

    name: str
    notebook: NotebookNode
    facts: Facts
    seconds: float
    kept: Result | None
    call: Call | None = None
    files: dict[str, str] = field(default_factory=dict)
    packages: dict[str, str] = field(default_factory=dict)
    broken: str = ""
    anew: bool = False
    left: set[str] = field(default_factory=set)
    machine: str = ""

    @property
    def still_counts(self) -> bool:
        """Whether it need not run."""
        return self.kept is not None and not self.anew

    @property
    def declared(self) -> tuple[str, ...]:
        """The files on which it depends, in the words of its author."""
        return tuple(self.notebook.metadata.get("depends", ()))

    @property
    def asked(self) -> tuple[Call | None, tuple[str, ...]]:
        """What tells experiments apart: for whom other files matter, it is another."""
        return self.call, self.declared

    @property
    def code(self) -> list[tuple[int, NotebookNode]]:
        """Its code cells, with their numbers among all cells."""
        cells = enumerate(self.notebook.cells, start=1)
        return [(number, cell) for number, cell in cells if cell.cell_type == "code"]

    def fill(self, outputs: Outputs) -> None:
        """Put a result into the notebook."""
        for count, ((_, cell), shown) in enumerate(
            zip(self.code, outputs, strict=False), start=1
        ):
            if shown is None:
                continue
            cell.outputs = [nbformat.from_dict(output) for output in shown]
            cell.execution_count = count

    def fault(self, count: int, reason: str, line: int = 0) -> Fault:
        """Blame one of the code cells (from 1), at a line below its first."""
        return Fault(reason, cell=self.code[count - 1][0], line=line)

    def problem(self, fault: Fault) -> Problem:
        """Say where in its source a fault is."""
        return fault.at(self.name, self.notebook.cells)

    def failures(self) -> Iterator[Fault]:
        """List what went wrong in the run whose outputs are filled in."""
        for count, (_, cell) in enumerate(self.code, start=1):
            shown = cell.get("outputs", [])
            # What is written beside an error only repeats it.
            errors = [output for output in shown if output.output_type == "error"]
            for output in errors or shown:
                found = _failure(output)
                if found:
                    yield self.fault(count, found[1], found[0])

    def differences(self, fresh: Outputs) -> Iterator[Fault]:
        """Find the cells that put out something else than was kept, of this machine."""
        if self.kept and not (self.machine or machines.marked(self.kept)):
            pairs = zip(self.kept.outputs, fresh, strict=False)
            for count, (old, new) in enumerate(pairs, start=1):
                if old != new:
                    yield self.fault(count, DIFFERENT)


def plan(
    name: str, notebook: NotebookNode, store: Store, call: Call | None = None
) -> Task:
    """Look up what is known of a task."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    declared = notebook.metadata.get("depends", ())
    found = {path for one in declared for path in declared_files(one, store.root)}
    files = {path: store.hash_of(path) for path in sorted(found)}
    known = facts(code, files)
    if call:
        known.pop(SEEDS, None)  # it doesn't get to know that: see experiments.SETTINGS
    kept, machine = machines.find(store, known) if call else (_find(store, known), "")
    seconds = kept.seconds if kept else store.seconds(name)
    task = Task(name, notebook, known, seconds, kept, call, files)
    task.machine = machine
    return task


def _find(store: Store, known: Facts) -> Result | None:
    """Find a result that is kept; for a server, read it only once."""
    place = store._place(known)
    files = [(file.name, file.stat()) for file in sorted(place.glob("*.json"))]
    # (Whenever one is used, that is its time; another one would be another file.)
    there = tuple((name, stat.st_ino, stat.st_size) for name, stat in files)
    found = _found.get((place, there), lambda: store.find(known), [store.root])
    return found if found and store._is_current(found) else store.find(known)


def _failure(output: NotebookNode) -> tuple[int, str] | None:
    r"""Read an error or a warning: lines below the cell's first, and the reason.

    Examples:
        >>> text = "<ipython-input-2-ae5a>:3: UserWarning: careful"
        >>> stderr = NotebookNode(output_type="stream", name="stderr", text=text)
        >>> _failure(stderr)
        (2, 'written to stderr: UserWarning: careful')
        >>> stderr.text = "Process Process-1:\nTraceback (most …\nValueError: no\n"
        >>> _failure(stderr)
        (0, 'written to stderr: ValueError: no')
    """
    if output.output_type == "error":
        text = _EARLIER.split(without_ansi("\n".join(output.traceback)))[-1]
        match = _LINE_IN_CELL.search(text)
        told = " ".join(_OWN_FILE.sub("", output.evalue).split())
        reason = f"{output.ename}: {told}".removesuffix(": ")
    elif output.get("name") == "stderr":
        rows = output.text.strip().split("\n")
        is_traceback = "Traceback (most" in output.text
        told = rows[-1 if is_traceback else 0]
        match = _WARNING_PLACE.match(told)
        reason = f"written to stderr: {_WARNING_PLACE.sub('', told)}"
    else:
        return None
    if "make_tokens_by_line" in reason:  # as IPython's reader of code says it
        reason = "a line of this code has a line end in it, as U+2028: write an escape"
    if _OF_LAYOUT.search(reason):
        reason = f"{reason.rstrip('.')}: {_LAYOUT}"
    return (int(match[1]) - 1 if match else 0), reason
