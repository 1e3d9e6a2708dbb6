"""What takes long to make of its ingredients, kept until these change."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

from engine.cache import environment, fresh, requirements, storage

ENGINE = Path(__file__).parents[1]
MOST_BYTES = 50_000_000


@dataclass(frozen=True)
class Memo:
    """Remembers what was made, in this build or an earlier one.

    Args:
        cache: Folder below which it is kept.
    """

    cache: Path

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return self.cache / "made"

    def get(self, ingredients: list[Any], make: Callable[[], Any]) -> Any:
        """Return what was made of the ingredients, or make it now.

        Args:
            ingredients: What kind of thing it is, and all that it depends on, apart
                from what is installed and the code of the build; as plain values.
            make: Makes it; what it returns has to be plain as well.
        """
        key = storage.digest(_always(self.cache) + json.dumps(ingredients))
        file = self.folder / key[:2] / f"{key[2:32]}.json"
        found = None if fresh.makes_all_again() else storage.read(file)
        if found and "made" in found:
            storage.mark_as_used(file)
        else:
            begun = perf_counter()
            found = {"made": make(), "seconds": perf_counter() - begun}
            storage.write(file, found)
        return found["made"]

    def drop_oldest(self) -> None:
        """Keep it within bounds."""
        storage.drop_oldest(self.folder, MOST_BYTES)


@cache
def _always(cache_folder: Path) -> str:
    return storage.digest(json.dumps(_made_with(cache_folder)))


def _made_with(cache_folder: Path) -> list[Any]:
    """List what everything is made with."""
    code = [ENGINE.parent / "hooks.py", *sorted(ENGINE.rglob("*.py"))]
    return [
        environment.machine(),
        requirements.packages(cache_folder),
        [storage.digest(file.read_bytes()) for file in code],
    ]
