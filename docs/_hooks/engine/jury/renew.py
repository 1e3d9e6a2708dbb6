"""All claims with the newest versions, beside those with the old ones: `make renew`."""

from __future__ import annotations

import json
import logging
import re
import sys
from dataclasses import asdict
from pathlib import Path

from mkdocs.config import load_config

from engine.jury import forms, records
from engine.jury.compare import moved
from engine.jury.records import Claimed, Record
from engine.jury.replay import replay
from engine.render.changes import AGAIN, FELL, KINDS, MOVED, ROUNDED, Change, Renewal

FOLDER = "data/changes"  # of the docs
_TEXT = (str,)
_FORM = {
    "date": _TEXT,
    "versions": {str: [_TEXT]},
    "claims": (int,),
    "changes": {str: {"page": _TEXT, "kind": _TEXT, "values": {str: _TEXT}}},
}
_PINNED = "constraints.txt"
_VERSIONS = "before.txt"


def between(
    before: Record, after: Record, versions: dict[str, tuple[str, str]]
) -> Renewal:
    """Say what is another one after than before, of claims that are in both."""
    both = before.claims.keys() & after.claims.keys()
    found = {
        sentence: change
        for sentence in after.claims
        if sentence in both
        and (change := _change(before.claims[sentence], after.claims[sentence]))
    }
    return Renewal(after.date, versions, len(after.claims), found)


def _change(old: Claimed, new: Claimed) -> Change | None:
    values = {
        name: words
        for name, value in new.values.items()
        if name in old.values
        and (words := moved(value, [old.values[name]])) not in ("", "the same")
    }
    if bool(old.held) != bool(new.held):
        return Change(new.page, AGAIN if new.held else FELL, values)
    if not values:
        return None
    shown = (new.values[name]["shown"] != old.values[name]["shown"] for name in values)
    return Change(new.page, MOVED if any(shown) else ROUNDED, values)


def changed(old: str, new: str) -> dict[str, tuple[str, str]]:
    r"""Compare pinned versions.

    Examples:
        >>> changed("a==1\nb==2\n", "a==1\nb==3\nc==4\n")
        {'b': ('2', '3'), 'c': ('none', '4')}
    """
    pins = [dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", text)) for text in (old, new)]
    names = sorted(pins[0].keys() | pins[1].keys())
    pairs = {name: tuple(one.get(name, "none") for one in pins) for name in names}
    return {name: pair for name, pair in pairs.items() if len(set(pair)) > 1}


def of_folder(folder: Path) -> tuple[list[Renewal], list[tuple[Path, str]]]:
    """Read all renewals, the latest first; and name files that are none."""
    found, wrong = [], []
    for path in sorted(folder.glob("*.json"), reverse=True):
        try:
            found.append(_read(path))
        except (OSError, ValueError, TypeError) as error:
            wrong.append((path, f"this is no record of a renewal: {error}"))
    return found, wrong


def _read(path: Path) -> Renewal:
    content = json.loads(path.read_text(encoding="utf-8"))
    forms.check(content, _FORM)
    forms.check_date(content["date"])
    for name, pair in content["versions"].items():
        if len(pair) != 2:
            raise ValueError(f"`{name}` is {pair}")
    changes = {k: Change(**v) for k, v in content.pop("changes").items()}
    for change in changes.values():
        if change.kind not in KINDS:
            raise ValueError(f"`kind` is {change.kind!r}")
    return Renewal(**content, changes=changes)


def main(moment: str, kept: str) -> int:
    """Replay all claims: `before` to keep them, `after` to compare, and tell."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    config, folder, pinned = load_config("mkdocs.yml"), Path(kept), Path(_PINNED)
    record = replay(config)
    if moment == "before":
        for path in folder.glob("*.json"):
            path.unlink()
        record.keep(folder)
        (folder / _VERSIONS).write_bytes(pinned.read_bytes())
        return 0
    [before], _ = records.of_folder(folder)
    old = (folder / _VERSIONS).read_text(encoding="utf-8")
    versions = changed(old, pinned.read_text(encoding="utf-8"))
    renewal = between(before, record, versions)
    path = Path(config.docs_dir, FOLDER, f"{renewal.date}.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(renewal), ensure_ascii=False, indent=1)
    path.write_text(f"{text}\n", encoding="utf-8")
    for sentence, change in renewal.of(FELL).items():
        print(f"✗ {change.page}: {sentence}")
    print(f"{'✗' if renewal.of(FELL) else '✓'} {renewal.sentence} {path}")
    return bool(renewal.of(FELL))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
