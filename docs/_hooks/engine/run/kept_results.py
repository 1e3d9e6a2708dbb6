"""Results of earlier runs, kept for as long as nothing that they depend on changes.

A page's result depends on its code (not its prose), on the files of the project that
its run read or imported, on the versions of everything installed, on the machine, the
seeds, and on the engine itself. All of that is in its key or beside it; the clock and
the name of the page are not.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from engine.cache import environment, storage
from engine.cache.storage import digest

ENGINE = Path(__file__).parents[1]
MOST_BYTES = 200_000_000
CLOCK_STEP = 0.02  # seconds that the clock of files may be behind

Facts = dict[str, str]


@dataclass(frozen=True)
class Result:
    """What a run put out, cell by cell, and the files that it read, with hashes."""

    outputs: list[list[dict]]
    files: dict[str, str]
    seconds: float = 0.0


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
        **environment.describe(),
        "the engine": _engine(),
    }


@cache
def _engine() -> str:
    """Hash what has a say in what comes out of a run."""
    code = sorted(file for file in (ENGINE / "session").iterdir() if file.is_file())
    code += [ENGINE / "run/processes.py", ENGINE / "run/kept_results.py"]
    return digest(b"".join(file.read_bytes() for file in code))


def _last_touched(file: Path) -> float:
    """Tell when a file was written, or put in the place of another."""
    stat = file.stat()
    return max(stat.st_mtime, stat.st_ctime)


@dataclass
class Store:
    """Keeps results as files, each named after what it depends on."""

    folder: Path
    root: Path
    _hashes: dict[str, str] = field(default_factory=dict)
    _opened: float = field(default_factory=time.time)

    def hash_of(self, path: str) -> str:
        """Hash a file of the project; empty if there is none."""
        if path not in self._hashes:
            file = self.root / path
            self._hashes[path] = digest(file.read_bytes()) if file.is_file() else ""
        return self._hashes[path]

    def find(self, known: Facts) -> Result | None:
        """Look for a result whose files are all as they were."""
        for file in sorted(self._place(known).glob("*.json")):
            content = storage.read(file)
            result = Result(**content) if content else None
            if result and self._is_current(result):
                storage.mark_as_used(file)
                return result
        return None

    def changed_meanwhile(self, paths: list[str]) -> list[str]:
        """List the files that were saved since we began to look at them.

        Nobody knows whether a run saw what they were, or what they are.
        """
        files = {path: self.root / path for path in paths}
        begin = self._opened - CLOCK_STEP
        return [
            path
            for path, file in files.items()
            if not file.exists() or _last_touched(file) > begin
        ]

    def _place(self, known: Facts) -> Path:
        return self.folder / digest(json.dumps(known, sort_keys=True))[:32]

    def _is_current(self, result: Result) -> bool:
        return all(self.hash_of(path) == then for path, then in result.files.items())

    def keep(self, page: str, known: Facts, result: Result) -> None:
        """Keep a result, and what it depended on, for the day when that changes."""
        name = digest(json.dumps(result.files, sort_keys=True))[:16]
        storage.write(self._place(known) / f"{name}.json", asdict(result))
        last = {"facts": known, "files": result.files, "seconds": result.seconds}
        storage.write(self._last(page), last)

    def _last(self, page: str) -> Path:
        return self.folder / "last" / f"{digest(page)[:32]}.json"

    def seconds(self, page: str) -> float:
        """Tell how long a page ran when it last did; what never ran may take long."""
        last = storage.read(self._last(page)) or {}
        return last.get("seconds", float("inf"))

    def why(self, page: str, known: Facts) -> str:
        """Say why a page has to run."""
        last = storage.read(self._last(page))
        if not last:
            return "for the first time"
        then = last["facts"]
        names = sorted({*known, *then})
        changed = [name for name in names if known.get(name) != then.get(name)]
        changed += [p for p, was in last["files"].items() if self.hash_of(p) != was]
        if not changed:
            return "its result is no longer kept"
        more = f" and {len(changed) - 2} more" if len(changed) > 2 else ""
        return f"{', '.join(changed[:2])}{more} changed"

    def drop_oldest(self) -> int:
        """Make room; return the bytes that are kept."""
        return storage.drop_oldest(self.folder, MOST_BYTES)
