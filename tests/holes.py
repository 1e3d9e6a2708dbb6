"""Asks whether what the project installs has known holes: `python tests/holes.py`."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from engine.publish import npm

ROOT = Path(__file__).parents[1]
VERSIONS = "constraints.txt"
PYPI = "https://pypi.org/pypi"  # which pip-audit asks for a hundred packages
AT_ONCE = 3  # seconds in which somebody answers at all
LIMIT = 60  # seconds
# Holes that don't matter here, and why: {"GHSA-…": "only where strangers send files"}.
ACCEPTED: dict[str, str] = {}


class NobodyAnswersError(Exception):
    """There is no network, or nobody who would know."""


def of_python() -> dict[str, list[str]]:
    """List the holes of the versions in constraints.txt, by package."""
    first = (ROOT / VERSIONS).read_text(encoding="utf-8").split("\n")[0]
    address = f"{PYPI}/{first.replace('==', '/')}/json"
    try:
        urllib.request.urlopen(address, timeout=AT_ONCE).close()
    except OSError as error:
        raise NobodyAnswersError(f"PyPI does not answer ({error})") from None
    command = [sys.executable, "-m", "pip_audit", "-r", VERSIONS, "-f", "json"]
    command += ["--no-deps", "--disable-pip", "--progress-spinner", "off"]
    return told_by_pip_audit(_run(command))


def told_by_pip_audit(answer: str) -> dict[str, list[str]]:
    """Read what pip-audit says.

    Raises:
        NobodyAnswersError: If nobody has told it of any package.
    """
    found = json.loads(answer)["dependencies"]
    if all("skip_reason" in one for one in found):
        raise NobodyAnswersError("PyPI knows none of the packages")
    return {
        f"{one['name']} {one['version']}": [hole["id"] for hole in one["vulns"]]
        for one in found
        if one.get("vulns")
    }


def of_npm() -> dict[str, list[str]]:
    """List the holes of the versions in package-lock.json, by package."""
    flags = ["--json", "--fetch-retries=0", f"--fetch-timeout={AT_ONCE * 1000}"]
    return told_by_npm(_run([*npm.program("npm"), "audit", *flags]))


def told_by_npm(answer: str) -> dict[str, list[str]]:
    """Read what npm says.

    Raises:
        NobodyAnswersError: If nobody has told it.
    """
    told = json.loads(answer)
    if "vulnerabilities" not in told:
        reason = str(told.get("message")).partition("\n")[0]
        raise NobodyAnswersError(f"npm's registry does not answer ({reason})")
    # A package that only needs one with a hole has that one's name in the place of it.
    holes = {
        name: [one["url"].rpartition("/")[2] for one in found["via"] if "url" in one]
        for name, found in told["vulnerabilities"].items()
    }
    return {name: known for name, known in holes.items() if known}


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NobodyAnswersError(f"no answer within {LIMIT} s") from None
    if not done.stdout.strip():
        raise NobodyAnswersError(done.stderr.strip().rpartition("\n")[2])
    return done.stdout


def report(name: str, find: Callable[[], dict[str, list[str]]]) -> tuple[bool, str]:
    """Say in a row what has been found, and whether that is nothing."""
    try:
        found = find()
    except NobodyAnswersError as reason:
        return True, f"  {name}: skipped: {reason}."
    open_ = {
        package: left
        for package, holes in found.items()
        if (left := [hole for hole in holes if hole not in ACCEPTED])
    }
    if not open_:
        return True, f"✓ {name}: no known holes."
    told = "; ".join(f"{one} ({', '.join(holes)})" for one, holes in open_.items())
    return False, f"✗ {name}: known holes in {told}: take newer versions (`make lock`)."


def main() -> int:
    """Ask for Python and npm at once."""
    kinds = {"Python packages": of_python, "npm packages": of_npm}
    with ThreadPoolExecutor() as pool:
        told = [*pool.map(report, kinds, kinds.values())]
    for _, row in told:
        print(row)
    return not all(is_fine for is_fine, _ in told)


if __name__ == "__main__":
    sys.exit(main())
