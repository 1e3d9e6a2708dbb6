"""Records of replays: one machine each, in a file of JSON."""

from __future__ import annotations

import json
import math
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.cache import environment
from engine.cache.storage import digest
from engine.jury import forms

FOLDER = "data/jury"  # of the docs

_TEXT = (str,)
_CLAIM = {
    "page": _TEXT,
    "condition": _TEXT,
    "held": (bool, type(None)),
    "why": _TEXT,
    "values": {str: {"shown": _TEXT}},
}
_FORM = {
    "date": _TEXT,
    "machine": {str: _TEXT},
    "settings": {str: _TEXT},
    "seeds": _TEXT,
    "claims": {str: _CLAIM},
}

# By these two replays are told apart: a later one takes the place of an earlier one.
_PLACE = ("System", "Processor", "Python", "PyTorch", "NumPy")


@dataclass(frozen=True)
class Claimed:
    """What became of a claim: where it stands, its condition as written, its values.

    It has no verdict where its page did not come to it; then it says why.
    """

    page: str
    condition: str
    held: bool | None
    why: str
    values: dict[str, dict]


@dataclass(frozen=True)
class Record:
    """What a machine found, by sentence."""

    date: str
    machine: dict[str, str]
    settings: dict[str, str]  # of its arithmetic, if others than its own
    seeds: str
    claims: dict[str, Claimed]

    @property
    def first_seed(self) -> int:
        """The seed with which its experiments began."""
        return environment.seeds(self.seeds).start

    def keep(self, folder: Path) -> Path:
        """Write it into a folder; return its file."""
        known = [self.machine.get(name, "") for name in _PLACE]
        place = f"{self.machine.get('System', '')} python {self.machine.get('Python')}"
        words = re.sub(r"[^a-z0-9.]+", "-", place.lower())
        name = f"{words}-{digest(json.dumps([known, self.settings]))[:8]}.json"
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / name).write_text(f"{text}\n", encoding="utf-8")
        return folder / name


def read(path: Path) -> Record:
    """Read a record.

    Raises:
        ValueError: If the file is none.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        forms.check(content, _FORM)
        forms.check_date(content["date"])
        environment.seeds(content["seeds"])
        claims = {k: Claimed(**one) for k, one in content.pop("claims").items()}
        for claim in claims.values():
            _check_seeds(claim.values)
        return Record(**content, claims=claims)
    except (OSError, ValueError, TypeError) as error:
        raise ValueError(f"this is no record of a replay: {error}") from None


def _check_seeds(values: dict[str, dict]) -> None:
    for value in values.values():
        numbers = value.get("seeds", [])
        forms.check(numbers, [(int, float, bool)], "seeds")
        if not all(map(math.isfinite, numbers)):
            raise ValueError(f"`seeds` is {numbers}")


def of_folder(folder: Path) -> tuple[list[Record], list[tuple[Path, str]]]:
    """Read all records of a folder, the latest first; and name files that are none."""
    found, wrong = [], []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(read(path))
        except ValueError as error:
            wrong.append((path, str(error)))
    return sorted(found, key=lambda record: record.date, reverse=True), wrong
