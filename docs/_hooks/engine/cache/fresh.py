"""What is made again although it is kept, because whoever builds asks for it."""

from __future__ import annotations

import os
import re

from engine.cache.storage import digest

# In the environment: "1" makes all again. "compare" runs all pages again, and tells
# what comes out otherwise than before; "compare:3/20" does so for a twentieth of them.
VARIABLE = "SITE_FRESH"
_COMPARE = re.compile(r"compare(?::(?P<number>\d+)/(?P<parts>[1-9]\d*))?")


def is_understood() -> bool:
    """Tell whether what is asked for is known."""
    asked = _asked()
    return asked in ("", "1") or bool(_COMPARE.fullmatch(asked))


def makes_all_again() -> bool:
    """Tell whether nothing that is kept may be used."""
    return _asked() == "1"


def compares() -> bool:
    """Tell whether fresh results are held against those that are kept."""
    return _asked().startswith("compare")


def runs_again(page: str) -> bool:
    """Tell whether a page has to run, even if its result still counts.

    Args:
        page: Its name; that decides to which part it belongs.
    """
    match = _COMPARE.fullmatch(_asked())
    if not match or not match["parts"]:
        return bool(_asked())
    parts = int(match["parts"])
    return int(digest(page)[:12], 16) % parts == int(match["number"]) % parts


def _asked() -> str:
    return os.environ.get(VARIABLE, "")
