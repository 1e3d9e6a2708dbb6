"""Kept results of experiments, carried from one machine to another in a file.

    python -m engine.run.packs pack results.gz
    python -m engine.run.packs merge results.gz

A pack is packed rows of JSON: first what it is, then each result with the facts that it
depends on, and a hash of both. Its results name no place where they would be put: that
follows from the facts. It carries experiments only, which are plain values; pages run
in moments, and may show anything.
"""

from __future__ import annotations

import gzip
import json
import sys
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from engine.cache import storage
from engine.cache.environment import PROCESSOR
from engine.cache.storage import digest
from engine.run import experiments, machines
from engine.run.kept_results import ENGINE, MOST_BYTES, Facts, Result, Store, facts
from engine.session.protocol import understood

FORMAT = 1  # another one, if a pack is to be read otherwise
_OWN = ("its code", "the file ", "RNN_TUTORIAL_", PROCESSOR)  # of each result


class PackError(Exception):
    """Why nothing of a pack is taken, in words that follow its name."""


@dataclass(frozen=True)
class Entry:
    """A result, and what it depends on besides files and packages."""

    facts: Facts
    result: Result


def common() -> Facts:
    """List what all results of a pack share with those of whoever can use them."""
    return _common(facts([], {}))


def _common(known: Facts) -> Facts:
    return {name: was for name, was in known.items() if not name.startswith(_OWN)}


def project(root: Path) -> str:
    """Name the project, as `pyproject.toml` does: who renames a site keeps that."""
    try:
        text = (root / "pyproject.toml").read_text(encoding="utf-8")
        return str(tomllib.loads(text)["project"]["name"])
    except (OSError, ValueError, KeyError):
        return ""


def kept(store: Store) -> Iterator[Entry]:
    """List the experiments whose results are kept, count here, and can be carried."""
    shared = common().items()
    for file in sorted((store.folder / "last").glob("*.json")):
        known = (storage.read(file) or {}).get("facts", {})
        result = store.find(known) if known.items() >= shared else None
        if result and experiments.result(result.outputs) and _stays_within(result):
            yield Entry(known, result)


def write(file: Path, store: Store) -> int:
    """Pack what is kept; return how many results that are."""
    entries = {_row(one): one for one in kept(store)}
    kinds = sorted({one.facts[PROCESSOR] for one in entries.values()})
    about = {
        "pack": FORMAT,
        "project": project(store.root),
        "common": common(),
        "machines": dict(zip(kinds, machines.names(store, kinds), strict=True)),
        "results": len(entries),
    }
    text = "\n".join([json.dumps(about), *entries, ""])
    storage.write_whole(file, gzip.compress(text.encode(), mtime=0))
    return len(entries)


def _row(entry: Entry) -> str:
    text = json.dumps([entry.facts, asdict(entry.result)], sort_keys=True)
    return f"{digest(text)} {text}"


def read(file: Path, root: Path) -> tuple[list[Entry], dict[str, str]]:
    """Read a pack whole, and the machines that have made it.

    Raises:
        PackError: If anything in it is not as it has to be.
    """
    first, *rows = _rows(file)
    match _parsed(first):
        case {"pack": int(number)} if number != FORMAT:
            raise PackError(f"has the format {number}; expected {FORMAT}")
        case {"project": str(name)} if name != project(root):
            raise PackError(f"is of the project {name!r}; this is {project(root)!r}")
        case {
            "pack": int(),
            "project": str(),
            "common": dict(shared),
            "machines": dict(kinds),
            "results": int(number),
        } if all(isinstance(name, str) for name in kinds.values()):
            refuse_others(shared)
        case _:
            raise PackError("is no pack of results")
    if len(rows) != number:
        raise PackError(f"is damaged: it has {len(rows)} results; expected {number}")
    entries = []
    for place, row in enumerate(rows, start=1):
        expected, _, text = row.partition(" ")
        if expected != digest(text):
            raise PackError(f"is damaged: result {place} has another hash")
        try:
            entry = understood_entry(_parsed(text))
        except PackError as error:
            raise PackError(f"{error}, in its result {place}") from None
        if entry.facts[PROCESSOR] not in kinds:
            raise PackError(f"does not say whose its result {place} is")
        entries.append(entry)
    return entries, kinds


def _rows(file: Path) -> list[str]:
    try:
        with gzip.open(file) as stream:
            content = stream.read(MOST_BYTES + 1)
        text = content.decode()
    except FileNotFoundError:
        raise PackError("is no file") from None
    except (OSError, EOFError, zlib.error, UnicodeDecodeError):
        raise PackError("is damaged, or no pack of results") from None
    if len(content) > MOST_BYTES:
        raise PackError(f"has more than {MOST_BYTES:,} bytes")
    return text.removesuffix("\n").split("\n")


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise PackError("is damaged, or no pack of results") from None


def refuse_others(shared: Facts) -> None:
    """Refuse what was made with something else than there is here.

    Raises:
        PackError: If that is so.
    """
    here = common()
    for name in sorted({*shared, *here}):
        was, is_now = shared.get(name, "nothing"), here.get(name, "nothing")
        if was != is_now:
            if max(map(len, (str(was), is_now))) > 60:  # hashes say nothing to anybody
                raise PackError(f"was made with other code: {name} is another one here")
            raise PackError(f"was made with {name} {was}; here it is {is_now}")


def understood_entry(made: object) -> Entry:
    """Read a result of another machine, and what it depends on, as plain values.

    Raises:
        PackError: If it is not what an experiment of this project leaves here.
    """
    match made:
        case [dict(known), dict(content)] if _are_texts(known) and PROCESSOR in known:
            try:
                entry = Entry(known, Result(**content))
            except TypeError:
                raise PackError("has something that is no result") from None
        case _:
            raise PackError("has something that is no result")
    if not _is_result(entry.result):
        raise PackError("has something that is no result")
    refuse_others(_common(known))
    if not _stays_within(entry.result):
        raise PackError("names a file outside of the project")
    return entry


def _is_result(result: Result) -> bool:
    try:
        understood(["done", result.outputs, result.files, [*result.written], []])
    except (ValueError, TypeError):
        return False
    return (
        _are_texts(result.packages)
        and _are_texts(result.written)
        and isinstance(result.seconds, float | int)
        and result.places == []
        and None not in result.outputs
        and isinstance(experiments.result(result.outputs), str)
    )


def _are_texts(found: object) -> bool:
    is_dict = isinstance(found, dict)
    return is_dict and all(isinstance(one, str) for one in found.values())


def _stays_within(result: Result) -> bool:
    """Tell whether a result depends on the project alone, not on where that is.

    (The engine may lie elsewhere; it is one of the facts.)
    """
    paths = map(PurePosixPath, [*result.files, *result.written])
    outside = (path for path in paths if path.is_absolute() or ".." in path.parts)
    return not result.places and all(path.is_relative_to(ENGINE) for path in outside)


def merge(file: Path, store: Store) -> tuple[int, int]:
    """Keep what is in a pack; return how many results that are, and how many count.

    Raises:
        PackError: If anything in it is not as it has to be: then nothing is kept.
    """
    entries, kinds = read(file, store.root)
    for entry in entries:
        keep(entry, store)
    machines.accept(store, kinds)
    return len(entries), sum(store.find(one.facts) is not None for one in entries)


def keep(entry: Entry, store: Store, name: str = "") -> None:
    """Keep a result as if it had been made here, unless it is already.

    Args:
        entry: The result.
        store: Where to.
        name: The experiment's, if that is known.
    """
    if not store.find(entry.facts):
        name = name or f"merged {digest(json.dumps(entry.facts, sort_keys=True))}"
        store.keep(name, entry.facts, entry.result)


def main(what: str, name: str = "") -> str | None:
    """Pack or merge; return what went wrong."""
    if not name:
        return f"Say which file: make results-{what} FILE=results.gz"
    root = Path.cwd()
    store, file = Store(root / ".cache/results", root), Path(name)
    try:
        if what == "pack":
            print(f"✓ {file} has {write(file, store)} results of experiments.")
        else:
            found, counts = merge(file, store)
            print(f"✓ {file}: {found} results merged, of which {counts} count here.")
    except PackError as error:
        return f"✗ {name} {error}; nothing of it is kept."
    except OSError as error:
        return f"✗ {error.filename or name}: {error.strerror}."
    return None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
