"""What takes long to make of its ingredients, kept until these change."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import verified
from world import world

HOOKS = Path(__file__).parent
MOST_BYTES = 50_000_000


class Memo:
    """Remembers what was made, in this build or an earlier one.

    Args:
        cache: Folder below which it is kept.
    """

    def __init__(self, cache: Path) -> None:
        self.folder = cache / "made"

    def get(self, ingredients: list[Any], make: Callable[[], Any]) -> Any:
        """Return what was made of the ingredients, or make it now.

        Args:
            ingredients: What kind of thing it is, and all that it depends on, apart
                from what is installed and the code of the build; as plain values.
            make: Makes it; what it returns has to be plain as well.
        """
        key = verified.digest(json.dumps([*_always(), *ingredients]))
        file = self.folder / key[:2] / f"{key[2:32]}.json"
        found = None if os.environ.get(verified.FRESH) else verified.read(file)
        if found:
            verified.mark_as_used(file)
        else:
            found = {"made": make()}
            verified.write(file, found)
        return found["made"]

    def drop_oldest(self) -> None:
        """Keep it within bounds."""
        verified.drop_oldest(self.folder, MOST_BYTES)


@cache
def _always() -> list[Any]:
    """List what everything is made with."""
    code = sorted(HOOKS.glob("*.py"))
    return [world(), [verified.digest(file.read_bytes()) for file in code]]
