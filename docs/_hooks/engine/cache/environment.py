"""What all results depend on: what is installed, and the machine."""

from __future__ import annotations

import platform
import sys
from functools import cache
from pathlib import Path

from engine.cache.storage import digest


@cache
def describe() -> dict[str, str]:
    """Say what there is, by name."""
    return {
        **_packages(),
        "Python": platform.python_version(),
        "the system": f"{platform.system()} {platform.machine()}",
        "the processor": _processor(),
    }


def _packages() -> dict[str, str]:
    """List installed packages and versions, as the names of their folders say them.

    (`importlib.metadata` reads every package's description, which takes a while.)
    """
    found = {}
    for place in reversed(sys.path):  # the first one is what is imported
        for folder in sorted(Path(place).glob("*.dist-info")):
            name, _, version = folder.stem.partition("-")
            found[name] = version
    found.pop("rnn_tutorial", None)  # its files count one by one
    return found


def _processor() -> str:
    """Name the family: what can compute differently, not how fast it is."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    wanted = ("vendor_id", "cpu family", "flags", "CPU implementer", "Features")
    first = text.split("\n\n")[0].split("\n")
    return digest("\n".join(row for row in first if row.startswith(wanted)))
