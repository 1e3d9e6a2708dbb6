"""What results depend on besides files: what is installed, Python, and the machine."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from engine.cache.storage import digest

SEEDS = "RNN_TUTORIAL_SEEDS"  # how many random starts every experiment gets

# Options that new processes inherit, and that can change what comes out. (The rest is
# set for every session, or refused.)
_OPTIONS = ("bytes_warning", "dev_mode", "isolated", "no_site", "no_user_site")


@cache
def machine() -> dict[str, str]:
    """Say what runs the code, by name."""
    return {
        "Python": platform.python_version(),
        "Python's options": " ".join(f"{f}={getattr(sys.flags, f)}" for f in _OPTIONS),
        "the system": f"{platform.system()} {platform.machine()}",
        "the processor": _processor(),
    }


@cache
def packages() -> dict[str, str]:
    """List installed packages and versions, as the names of their folders say them.

    (`importlib.metadata` reads every package's description, which takes a while.)
    """
    found = {}
    for place in reversed(sys.path):  # the first one is what is imported
        for folder in sorted(Path(place).glob("*.dist-info")):
            name, _, version = folder.stem.partition("-")
            found[plain(name)] = version
    found.pop("rnn_tutorial", None)  # its files count one by one
    return found


def versions_of(modules: Iterable[str]) -> dict[str, str]:
    """Say which packages some modules belong to, and their versions.

    What is not installed has none; it may be one day.

    Examples:
        >>> [*versions_of(["jinja2", "sys"])], versions_of(["no_such_package"])
        (['jinja2'], {'no_such_package': ''})
    """
    owners, own = _owners(), {"rnn_tutorial", __name__.partition(".")[0]}
    outside = {*modules} - sys.stdlib_module_names - own
    names = {plain(name) for m in outside for name in owners.get(m, [m])}
    return {
        name: packages().get(name, "")
        for name in sorted(names)
        if not name.startswith("_")
    }


@cache
def _owners() -> dict[str, list[str]]:
    return dict(packages_distributions())


def plain(name: str) -> str:
    """Write a package's name as the one whose spelling does not matter."""
    return re.sub(r"[-_.]+", "_", name).lower()


def _processor() -> str:
    """Name the family: what can compute differently, not how fast it is."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    wanted = ("vendor_id", "cpu family", "flags", "CPU implementer", "Features")
    first = text.split("\n\n")[0].split("\n")
    return digest("\n".join(row for row in first if row.startswith(wanted)))
