"""Tries a claim in the page: its own code, with other seeds, and what came out.

Lies beside `runner.py` in the Python that readers' browsers load. What is claimed stays
as it is written; only the seeds are others, and what doesn't hold is told, not raised.
Where a claim needs PyTorch, what stands in for it is put in its place, and taken away
again, so that readers' own code never meets it.
"""

from __future__ import annotations

import importlib
import io
import itertools
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from types import ModuleType

PLACE = "/home/pyodide/stand_ins"
STOOD_IN = "torch"

tell_progress: Callable[[str], object] = str  # is told how far it is
_experiments = itertools.count(1)


def attempt(request: str, progress: Callable[[str], object]) -> str:
    """Try a claim once.

    Args:
        request: As JSON, the `sources` to run, of which the last makes the claim; the
            `seeds`, the first and how many; the module of `evidence`; and whether
            PyTorch is to be `stood_in` for.
        progress: Is told how far it is.

    Returns:
        As JSON, whether it `held`, and the `values`; or the `error`.
    """
    global tell_progress, _experiments
    tell_progress, _experiments = progress, itertools.count(1)
    given = json.loads(request)
    try:
        with _stand_ins(given["stood_in"]), _other_seeds(given) as verdicts:
            made = _run(given["sources"])
            shown = _runner().shown(made)["data"]
        values = {name: one["shown"] for name, one in shown["values"].items()}
        answer = {"held": verdicts[-1], "values": values}
    except BaseException as error:
        told = _runner().told(error)
        sentence = _runner().sentence(error)
        answer = {"error": {"sentence": sentence, "traceback": told["traceback"]}}
    return json.dumps(answer)


def begun() -> Callable[[int, int], object]:
    """Begin an experiment; return what tells at which seed it is, and of how many.

    Examples:
        >>> begun()(1, 2), begun()(1, 2)
        ('seed 1 of 2', 'experiment 2, seed 1 of 2')
    """
    number = next(_experiments)
    which = f"experiment {number}, " if number > 1 else ""
    return lambda seed, all_: tell_progress(f"{which}seed {seed} of {all_}")


def _runner() -> ModuleType:
    """Return `runner.py`, under its name in the page."""
    return importlib.import_module("rnn_in_page")


def _run(sources: list[str]) -> object:
    namespace, value = {"__name__": "__main__"}, None
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        for number, source in enumerate(sources, start=1):
            name = f"<block, part {number}>"
            value = _runner().execute(source, name, namespace)
    return value


@contextmanager
def _other_seeds(given: dict) -> Iterator[list[bool]]:
    """Give other seeds, and note what is true instead of raising what is not."""
    evidence = importlib.import_module(given["evidence"])
    seeds, truth, verdicts = evidence.seeds, evidence._truth, []

    def noted(holds: object) -> bool:
        verdicts.append(truth(holds))
        return True  # so that its values are told, too

    first, count = given["seeds"]
    evidence.seeds, evidence._truth = lambda: range(first, first + count), noted
    try:
        yield verdicts
    finally:
        evidence.seeds, evidence._truth = seeds, truth


@contextmanager
def _stand_ins(are_wanted: bool) -> Iterator[None]:
    """Let modules be found that only stand in for what there is not."""
    if not are_wanted:
        yield
        return
    place, own = Path(PLACE), Path(__file__).parent
    packages = {path.name for path in place.iterdir() if (own / path.name).is_dir()}
    _forget(packages | {STOOD_IN})
    sys.path.insert(0, PLACE)
    try:
        for name in sorted(packages):
            _also_look_in(place, place / name)
        yield
    finally:
        sys.path.remove(PLACE)
        _forget(packages | {STOOD_IN})


def _also_look_in(place: Path, folder: Path) -> None:
    """Let the packages of the project find modules in a folder, first of all."""
    name = ".".join(folder.relative_to(place).parts)
    sys.path.remove(PLACE)  # the packages themselves are the page's own
    package = importlib.import_module(name)
    sys.path.insert(0, PLACE)
    package.__path__.insert(0, str(folder))
    for inner in sorted(folder.iterdir()):
        if inner.is_dir() and inner.name != "__pycache__":
            _also_look_in(place, inner)


def _forget(packages: set[str]) -> None:
    """Drop modules, so that they are looked for anew."""
    for name in [*sys.modules]:
        if name.partition(".")[0] in packages:
            del sys.modules[name]
    importlib.invalidate_caches()
