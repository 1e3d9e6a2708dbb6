"""Files that pages have written in earlier builds, and no code writes any more."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from engine.cache import storage
from engine.problems import Problem
from engine.run.kept_results import Result, Store


def told(
    store: Store,
    results: dict[str, Result],
    asked_by: dict[str, str],
    kept: Collection[str],
    failed: Collection[str],
) -> Iterator[Problem]:
    """Find such files, and remember what is written now.

    Who shows one, or reads it, would see what nobody can make again.

    Args:
        store: Knows how the files are now.
        results: By page or experiment.
        asked_by: Pages, by the experiments for which they have asked.
        kept: Pages that did not run, and so have asked for no experiment.
        failed: Pages of which nobody knows what they would write.
    """
    place = _place(store)
    written = {
        path: [was, name, asked_by.get(name, name)]
        for name, result in results.items()
        for path, was in result.written.items()
    }
    for path, (was, name, page) in _known(storage.read(place) or {}).items():
        if path in written or store.hash_now(path) != was:
            continue
        written[path] = [was, name, page]
        is_of_experiment = page in kept and name != page
        if not (is_of_experiment or page in failed):
            reason = f"no code writes this file any more, as {page} did: remove it"
            yield Problem(path, 1, reason)
    storage.write(place, {path: one for path, one in written.items() if one[0]})


def of(name: str, store: Store) -> set[str]:
    """List what a page or an experiment has written, kept or not, and is as it was."""
    known = _known(storage.read(_place(store)) or {}).items()
    return {p for p, (was, by, _) in known if by == name and was == store.hash_now(p)}


def _place(store: Store) -> Path:
    return store.folder.with_name("written.json")  # which is no result


def _known(content: dict) -> dict[str, list[str]]:
    """Leave out what another version of the engine has written."""
    found = content.items()
    return {p: one for p, one in found if isinstance(one, list) and len(one) == 3}
