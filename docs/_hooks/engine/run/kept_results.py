"""Results of earlier runs, kept for as long as nothing that they depend on changes.

A page's result depends on its code (not its prose), on the files that its run read or
imported, on the packages that it imported, on Python and the machine, the seeds, and on
the engine itself. All of that is in its key or beside it; the clock and the name of the
page are not.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from engine.cache import environment, storage
from engine.cache.remembered import Memory
from engine.cache.storage import digest
from engine.run import arithmetic
from engine.session.files import listing, state, traits
from engine.session.files_read import PLACE
from engine.session.protocol import Report

ENGINE = Path(__file__).parents[1]
UNSURE = "?"  # no file's hash: it was one thing when it was read, and is another
MOST_BYTES = 200_000_000

_lasts = Memory()
Facts = dict[str, str]


@dataclass(frozen=True)
class Result:
    """What a run put out, cell by cell, and what it depended on.

    Args:
        outputs: Those of each cell.
        files: What it read, with hashes.
        packages: What it imported of what is installed, with versions, and what else
            it asked for that is no file.
        written: What it wrote of the project, with hashes.
        seconds: How long it took.
        places: Folders whose names it has put out, or asked for: they count.
    """

    outputs: list[list[dict]]
    files: dict[str, str]
    packages: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    places: list[str] = field(default_factory=list)


def facts(cells: list[str], files: dict[str, str]) -> Facts:
    """List what a page's result depends on, apart from the files that its run reads.

    Args:
        cells: The page's code.
        files: Hashes of files that its author declared.
    """
    own = {f"the file {path}": was for path, was in files.items()}
    settings = {k: v for k, v in os.environ.items() if k.startswith("RNN_TUTORIAL_")}
    return {
        "its code": digest(json.dumps(cells)),
        **own,
        **settings,
        **environment.machine(),
        **arithmetic.settings(),
        "the engine": _engine(),
    }


@cache
def _engine() -> str:
    """Hash what has a say in what comes out of a run."""
    code = sorted(file for file in (ENGINE / "session").iterdir() if file.is_file())
    code += [ENGINE / "run/processes.py", ENGINE / "run/kept_results.py"]
    return digest(b"".join(file.read_bytes() for file in code))


def _content(path: str) -> bytes:
    if path.endswith("/"):
        return listing(path).encode(errors="surrogateescape")
    kind = traits(path).encode(errors="surrogateescape")
    return kind + Path(path).read_bytes() if os.path.isfile(path) else kind


def _result(content: dict | None) -> Result | None:
    """Read a result; None if another version of the engine has written it."""
    try:
        result = Result(**content or {})
    except TypeError:
        return None
    kinds = {"outputs": list, "seconds": float | int, "places": list}
    kept = vars(result).items()
    are_right = all(isinstance(value, kinds.get(name, dict)) for name, value in kept)
    return result if are_right else None


def _read_last(place: Path) -> tuple[Facts, Result] | None:
    content = storage.read(place) or {}
    facts = content.pop("facts", None)
    result = _result(content)
    return (facts, result) if result and isinstance(facts, dict) else None


@dataclass
class Store:
    """Keeps results as files, each named after what it depends on."""

    folder: Path
    root: Path
    _hashes: dict[str, str] = field(default_factory=dict)
    _states: dict[str, str] = field(default_factory=dict)  # behind these hashes
    _versions: dict[str, str] = field(default_factory=dict)

    def hash_of(self, path: str) -> str:
        """Hash a file, or the names in a folder; empty if there is none."""
        if path not in self._hashes:
            place = self._in_root(path)
            self._states[path] = state(place)
            try:
                self._hashes[path] = digest(_content(place))
            except OSError:
                self._hashes[path] = ""
        return self._hashes[path]

    def hash_now(self, path: str) -> str:
        """Hash what may have changed since we have looked at it."""
        if self._states.get(path) != state(self._in_root(path)):
            self._hashes.pop(path, None)
        return self.hash_of(path)

    def hash_of_read(self, path: str, was: str) -> str:
        """Hash a file that a run has read, if it still is what it was then."""
        found = self.hash_now(path)
        is_same = was == self._states[path] == state(self._in_root(path))
        return found if is_same else UNSURE

    def written_at(self, path: str) -> float:
        """Tell when a file was written; 0 if there is none, or it is a folder."""
        place = Path(self._in_root(path))
        return place.stat().st_mtime if place.is_file() else 0.0

    def _in_root(self, path: str) -> str:
        return os.path.join(self.root, path)

    def find(self, known: Facts) -> Result | None:
        """Look for a result whose files are all as they were."""
        for file in sorted(self._place(known).glob("*.json")):
            result = _result(storage.read(file))
            if result and self._is_current(result):
                storage.mark_as_used(file)
                return result
        return None

    def left_by_last_run(self, page: str) -> set[str]:
        """List what a page's last run has written, and nobody has changed since."""
        last = self._last(page)
        written = last[1].written if last else {}
        return {p for p, was in written.items() if was and was == self.hash_of(p)}

    def _place(self, known: Facts) -> Path:
        return self.folder / digest(json.dumps(known, sort_keys=True))[:32]

    def _place_of(self, known: Facts, result: Result) -> Path:
        depends = json.dumps([result.files, result.places], sort_keys=True)
        return self._place(known) / f"{digest(depends)[:16]}.json"

    def _places(self) -> set[str]:
        """List the folders of which pages learn where they are on this machine."""
        return {str(self.root), os.path.realpath(self.root), sys.prefix}

    def places_in(self, report: Report) -> list[str]:
        """List those of them whose names a run has put out, or has asked for."""
        text = json.dumps(report.outputs)
        found = {one for one in self._places() if json.dumps(one)[1:-1] in text}
        asked = {os.path.realpath(self.root)} if PLACE in report.modules else set()
        return sorted(found | asked)

    def _is_current(self, result: Result) -> bool:
        return not self._changed(result)

    def _changed(self, result: Result) -> list[str]:
        """List the packages, places and files that are not as they were."""
        packages = result.packages.items()
        changed = [name for name, was in packages if self._version_of(name) != was]
        gone = {*result.places} - self._places()
        changed += [f"the place {place}" for place in sorted(gone)]
        return changed + [
            path
            for path, was in (result.files | result.written).items()
            if self.hash_of(path) != was
        ]

    def _version_of(self, package: str) -> str:
        if package not in self._versions:
            self._versions[package] = environment.version(package)
        return self._versions[package]

    def keep(self, page: str, known: Facts, result: Result) -> None:
        """Keep a result, and what it depended on, for the day when that changes."""
        storage.write(self._place_of(known, result), asdict(result))
        last = asdict(result) | {"facts": known, "outputs": []}
        storage.write(self._place_of_last(page), last)

    def _last(self, page: str) -> tuple[Facts, Result] | None:
        """Read what a page's last run depended on."""
        place = self._place_of_last(page)
        return _lasts.get((place, state(str(place))), lambda: _read_last(place))

    def _place_of_last(self, page: str) -> Path:
        return self.folder / "last" / f"{digest(page)[:32]}.json"

    def files_read(self, page: str) -> list[str]:
        """List the files that a page's last run has read, and those it has missed."""
        last = self._last(page)
        return [*last[1].files] if last else []

    def files_written(self, page: str) -> list[str]:
        """List those that it has written."""
        last = self._last(page)
        return [*last[1].written] if last else []

    def last_outputs(self, page: str) -> tuple[list[list[dict]], float]:
        """Find what a page's last run put out, and when; nothing if that is gone."""
        last, file = self._last(page), self._place_of_last(page)
        result = _result(storage.read(self._place_of(*last))) if last else None
        return (result.outputs, file.stat().st_mtime) if result else ([], 0.0)

    def seconds(self, page: str) -> float:
        """Tell how long a page ran when it last did; what never ran may take long."""
        last = self._last(page)
        return last[1].seconds if last else float("inf")

    def why(self, page: str, known: Facts) -> str:
        """Say why a page has to run."""
        last = self._last(page)
        if not last:
            return "for the first time"
        then, result = last
        names = sorted({*known, *then})
        changed = [name for name in names if known.get(name) != then.get(name)]
        changed += self._changed(result)
        if not changed:
            return "its result is no longer kept"
        more = f" and {len(changed) - 2} more" if len(changed) > 2 else ""
        return f"{', '.join(changed[:2])}{more} changed"

    def drop_oldest(self) -> int:
        """Make room; return the bytes that are kept."""
        return storage.drop_oldest(self.folder, MOST_BYTES)
