"""Other machines whose results count here, because whoever builds has fetched them.

Their arithmetic is the same, as far as settings reach; their processors are of another
kind. So each result stays what it is, that of its own machine, and whatever is made of
it says so. One of this machine comes first.
"""

from __future__ import annotations

import re
from pathlib import Path

from engine.cache import environment, storage
from engine.cache.environment import PROCESSOR
from engine.run import arithmetic
from engine.run.kept_results import Facts, Result, Store

OTHERS = "machines"  # of a notebook: whose results went into it
_UNUSUAL = re.compile(r"[^\w (),.@/+-]")  # in the name of a processor: it is shown
_MARK = "the result of the processor "  # what a page asks for, and is no file


def find(store: Store, known: Facts) -> tuple[Result | None, str]:
    """Look for a result of this machine, or else of another one; and say of which."""
    own = known[PROCESSOR]
    for kind in (own, *(() if arithmetic.is_own() else accepted(store))):
        if result := store.find(known | {PROCESSOR: kind}):
            return result, "" if kind == own else kind
    return None, ""


def marks(store: Store, kind: str) -> dict[str, str]:
    """Say of what is made of a result, among its packages, where that comes from."""
    return {f"{_MARK}{kind}: {names(store, [kind])[0]}": ""} if kind else {}


def marked(result: Result) -> list[str]:
    """List the other machines of which something is in a result, by name."""
    found = [name for name in result.packages if name.startswith(_MARK)]
    pairs = [name.removeprefix(_MARK).partition(": ") for name in found]
    return [name for kind, _, name in pairs if kind != own()]


def accepted(store: Store) -> dict[str, str]:
    """List the machines: the kinds of their processors, and how people call these."""
    found = (storage.read(_place(store)) or {}).items()
    return {kind: name for kind, name in found if isinstance(name, str)}


def accept(store: Store, machines: dict[str, str]) -> None:
    """Let results of other machines count here from now on."""
    others = {k: _UNUSUAL.sub("?", v) for k, v in machines.items() if k != own()}
    known = accepted(store)
    if others.items() - known.items():
        storage.write(_place(store), known | others)


def names(store: Store, kinds: list[str]) -> list[str]:
    """Say how people call machines."""
    known = accepted(store) | {own(): environment.processor()}
    return [known.get(kind, "an unknown processor") for kind in kinds]


def own() -> str:
    """Name the kind of this machine's processor."""
    return environment.machine()[PROCESSOR]


def _place(store: Store) -> Path:
    return store.folder.with_name("machines.json")  # which is no result
