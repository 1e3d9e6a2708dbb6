"""What pages are made with: all that is installed, but for what only tests need."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from engine.cache import environment, storage

EXTRA = "docs"  # in pyproject.toml: what the build needs


def packages(cache: Path) -> dict[str, str]:
    """List packages and versions.

    Args:
        cache: Folder in the project's, where the answer is kept: it takes long to find.
    """
    installed = environment.packages()
    try:
        text = (cache.parent / "pyproject.toml").read_text(encoding="utf-8")
        project = tomllib.loads(text)["project"]
    except (OSError, ValueError, KeyError):
        return installed
    key = storage.digest(f"{text}{sorted(installed.items())}")
    file = cache / "made" / "packages" / f"{key[:32]}.json"
    found = storage.read(file)
    if not found:
        found = {"for others": sorted(_for_others(project))}
        storage.write(file, found)
    return {k: v for k, v in installed.items() if k not in found["for others"]}


def _for_others(project: dict) -> set[str]:
    extras = dict(project.get("optional-dependencies", {}))
    own = _closure([*project.get("dependencies", []), *extras.pop(EXTRA, [])])
    return _closure(one for wanted in extras.values() for one in wanted) - own


def _closure(wanted: Iterable[str]) -> set[str]:
    """Follow requirements, to the end; what is not installed needs nothing."""
    from packaging.requirements import Requirement  # rarely needed, and takes long

    found, waiting = set(), [(Requirement(text), "") for text in wanted]
    while waiting:
        one, extra = waiting.pop()
        if one.marker and not one.marker.evaluate({"extra": extra}):
            continue
        for part in {"", *one.extras}:
            if (one.name, part) not in found:
                found.add((one.name, part))
                waiting += [(Requirement(text), part) for text in _required(one.name)]
    return {environment.plain(name) for name, _ in found}


def _required(name: str) -> list[str]:
    try:
        return distribution(name).requires or []
    except PackageNotFoundError:
        return []
