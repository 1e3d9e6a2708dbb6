"""What results depend on besides files: what is installed, Python, and the machine."""

from __future__ import annotations

import csv
import json
import os
import platform
import re
import sys
from collections.abc import Iterable
from functools import cache
from importlib.machinery import all_suffixes
from importlib.metadata import packages_distributions
from pathlib import Path

from engine.cache.storage import digest
from engine.session.files_read import INSTALLED, PLACE, VARIABLE

SEEDS = "RNN_TUTORIAL_SEEDS"  # which random starts every experiment gets

PROCESSOR = "the processor"  # a fact of the machine, which others need not share

# All that a session gets of its user's environment: where programs and libraries are.
# It counts for pages that ask for it, or start programs.
PASSED_ON = {
    *("PATH", "PATHEXT", "SYSTEMROOT", "COMSPEC"),
    *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),
}

# Folders of what is installed: files in them count as packages, not one by one.
_PLACES = ("site-packages", "dist-packages")

# Options that new processes inherit, and that can change what comes out. (The rest is
# set for every session, or refused.)
_OPTIONS = ("bytes_warning", "dev_mode", "isolated", "no_site", "no_user_site")


def seeds(setting: str) -> range:
    """Say with which seeds experiments are repeated, as `RNN_TUTORIAL_SEEDS` has it.

    Examples:
        >>> seeds("10"), seeds("100-109"), seeds("")
        (range(0, 10), range(100, 110), range(0, 3))
    """
    first, more, last = (setting or "3").rpartition("-")
    return range(int(first or 0), int(last) + bool(more))


@cache
def machine() -> dict[str, str]:
    """Say what runs the code, by name."""
    return {
        "Python": platform.python_version(),
        "Python's options": " ".join(f"{f}={getattr(sys.flags, f)}" for f in _OPTIONS),
        "the system": f"{platform.system()} {platform.machine()}",
        PROCESSOR: _processor(),
    }


@cache
def packages() -> dict[str, str]:
    """List installed packages and versions, as the names of their folders say them.

    (`importlib.metadata` reads every package's description, which takes a while.)
    """
    return {name: version for name, (version, _) in _infos().items()}


@cache
def _records() -> dict[str, str]:
    """List where the files of packages are listed, if they are."""
    return {name: str(info / "RECORD") for name, (_, info) in _infos().items()}


def _infos() -> dict[str, tuple[str, Path]]:
    found = {}
    for place in reversed(sys.path):  # the first one is what is imported
        for kind in ("egg", "dist"):  # the newer one counts
            for one in sorted(Path(place).glob(f"*.{kind}-info")):
                name, _, version = one.stem.partition("-")
                version = version.partition("-py")[0] or _stated_version(one)
                found[plain(name)] = version, one
    found.pop("rnn_tutorial", None)  # its files count one by one
    return found


def _stated_version(egg: Path) -> str:
    """Read the version of a package whose folder's name doesn't say it."""
    try:
        text = (egg / "PKG-INFO" if egg.is_dir() else egg).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    stated = re.search(r"(?m)^Version: *(\S+)", text)
    return stated[1] if stated else ""


def version(name: str) -> str:
    """Say which version of a package there is; of a module that is in none, its hash.

    So too of whatever else a page can ask for that is no file.

    Examples:
        >>> version("jinja2") == version("Jinja2") != version("no_such_package") == ""
        True
    """
    if name == INSTALLED:
        return digest(json.dumps(packages(), sort_keys=True))
    if name.startswith(VARIABLE):
        return digest(os.environ.get(name.removeprefix(VARIABLE), ""))
    package = plain(name)
    stated = packages().get(package)
    return f"{stated} {_content(package)}" if stated else _of_loose(name)


@cache
def _content(package: str) -> str:
    """Hash what is installed of a package, which its version may not say."""
    try:
        with open(_records().get(package, ""), encoding="utf-8", newline="") as file:
            return _listed(csv.reader(file)) or _unlisted(package)
    except (OSError, ValueError, csv.Error):  # there is none, or it is something else
        return _unlisted(package)


def _listed(files: Iterable[list[str]]) -> str:
    """Hash a package's list of files and their hashes; empty if one has none.

    Only what can be imported counts, and data beside it: the rest says who has
    installed that, and where.
    """
    rows = []
    for path, was, *_ in filter(None, files):
        folders = path.split("/")
        is_own = folders[0] in ("", "..") or folders[0].endswith(".dist-info")
        is_own |= path.startswith("__editable__") or path.endswith(".pth")
        if is_own or "__pycache__" in folders:
            continue
        if not was:
            return ""
        rows.append(f"{path} {was}")
    return digest("\n".join(sorted(rows)))


def _unlisted(package: str) -> str:
    """Hash the modules of a package that has no list of its files."""
    modules = [m for m, names in _owners().items() if package in map(plain, names)]
    return digest(" ".join(_of_loose(name) for name in sorted(modules) or [package]))


def _of_loose(name: str) -> str:
    """Hash a module that somebody has laid among the packages, if there is one."""
    for place in map(Path, sys.path):
        if place.name in _PLACES and name.isidentifier():
            files = [place / f"{name}{ending}" for ending in all_suffixes()]
            files += sorted((place / name).rglob("*"))
            files = [f for f in files if f.is_file() and "__pycache__" not in f.parts]
            if files:
                rows = [
                    os.fsencode(f.relative_to(place)) + f.read_bytes() for f in files
                ]
                return digest(b"".join(rows))
    return ""


def versions_of(modules: Iterable[str]) -> dict[str, str]:
    """Say which packages some modules belong to, and their versions.

    What is not installed has none; it may be one day. Variables of the environment that
    sessions are given are among them.

    Examples:
        >>> [*versions_of(["jinja2", "sys"])], versions_of(["no_such_package"])
        (['jinja2'], {'no_such_package': ''})
    """
    owners, own = _owners(), {"rnn_tutorial", __name__.partition(".")[0]}
    outside = {*modules} - sys.stdlib_module_names - own - {PLACE}
    given = {VARIABLE + name for name in PASSED_ON}
    asked = given if VARIABLE in outside else given & outside
    outside = {name for name in outside if not name.startswith(VARIABLE)} | asked
    names = {plain(name) for m in outside for name in owners.get(m, ())}
    names |= outside - owners.keys()
    return {name: version(name) for name in sorted(names) if not name.startswith("_")}


@cache
def _owners() -> dict[str, list[str]]:
    return dict(packages_distributions())


def plain(name: str) -> str:
    """Write a package's name as the one whose spelling does not matter."""
    return re.sub(r"[-_.]+", "_", name).lower()


def processor() -> str:
    """Name the processor; on Linux Python's own answer is empty."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = [row.partition(":")[2] for row in text.splitlines() if "model name" in row]
    name = names[0].strip() if names else platform.machine()
    return f"{name}, {os.cpu_count()} cores"


def _processor() -> str:
    """Name the family: what can compute differently, not how fast it is."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    wanted = ("vendor_id", "cpu family", "flags", "CPU implementer", "Features")
    first = text.split("\n\n")[0].split("\n")
    return digest("\n".join(row for row in first if row.startswith(wanted)))
