"""Python for readers' browsers: Pyodide and NumPy, trimmed, and the project's modules.

All of it lies in a folder that is named after what is in it, so that browsers may keep
it, and is fetched when a reader first presses "Run it here".
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mkdocs.exceptions import Abort

from engine.cache import fresh, storage, temporary
from engine.plan import exercises
from engine.plan.imports import Imports
from engine.publish import archive, npm, numpy_wheel, stand_in

FOLDER = "assets/python"  # and a name of its content
_HERE = Path(__file__).parent
_LICENCES = _HERE / "licences"
_PROGRAMS = _HERE / "trim.mjs", _HERE / "trim.py"
_RUNNER = _HERE / "runner.py"  # what runs a block; beside the project's modules
# Modules that stand in for those of the project that need what a page lacks.
_INSTEAD = _HERE.parents[1] / "in_page"
_TRIER = _HERE / "trier.py"  # what tries a claim
# Of Pyodide, as npm has it: what its own loader asks for, by these names.
_UNCHANGED = "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm"


@dataclass(frozen=True)
class Python:
    """What a page loads to run Python.

    Args:
        folder: Its address.
        files: What lies in there, by name.
        imports: Knows what can be imported.
        loads: How many bytes come over the wire.
        unpacked: How many bytes that is for the browser, which counts those.
    """

    folder: str
    files: dict[str, bytes]
    imports: Imports
    loads: int
    unpacked: int


def get(root: Path, cache: Path) -> Python | None:
    """Make it, or take what is kept; None if there is no NumPy to be had.

    Args:
        root: The project's folder, with `node_modules`.
        cache: The folder of what is kept.

    Raises:
        Abort: If the archives can't be made, or there is no Node.js.
    """
    wheel = numpy_wheel.get(root, cache)
    if wheel is None:
        return None
    made = _archives(root, cache, wheel)
    imports = Imports(root, made["modules"], _INSTEAD)
    files = {name: (root / npm.PYODIDE / name).read_bytes() for name in _UNCHANGED}
    files |= {name: base64.b64decode(text) for name, text in made["files"].items()}
    files["project.zip"] = _packed(root, imports)
    parts = [*_UNCHANGED, *(name for name in files if name.endswith(".zip"))]
    loads = made["loads"] + len(files["project.zip"])
    unpacked = sum(len(files[name]) for name in parts)
    files[stand_in.FILE] = stand_in.packed(imports)  # fetched if a claim needs it
    licences = _LICENCES.glob("*.txt")
    files |= {f"{one.stem}-licence.txt": one.read_bytes() for one in licences}
    contents = [(name, storage.digest(files[name])) for name in sorted(files)]
    name = hashlib.sha256(json.dumps(contents).encode()).hexdigest()[:12]
    return Python(f"{FOLDER}-{name}", files, imports, loads, unpacked)


def sources(root: Path) -> list[str]:
    """List the files of which it is made: the project's modules, and Pyodide."""
    packages = (one.parent for one in root.glob("*/__init__.py"))
    own = [file for one in packages for file in one.rglob("*") if file.is_file()]
    names = *_UNCHANGED, "pyodide-lock.json"
    return sorted(map(str, [*own, *(root / npm.PYODIDE / one for one in names)]))


def is_kept(cache: Path) -> bool:
    """Tell whether an earlier build has made it, or one like it."""
    return (cache / "made" / numpy_wheel.FOLDER).is_dir()


def _archives(root: Path, cache: Path, wheel: bytes) -> dict:
    """Return what is made of Pyodide and NumPy, which takes a quarter of a minute."""
    pyodide = root / npm.PYODIDE
    lock = (pyodide / "pyodide-lock.json").read_bytes()
    ingredients = [lock, wheel, *(file.read_bytes() for file in _PROGRAMS)]
    key = storage.digest("".join(map(storage.digest, ingredients)))
    file = cache / "made" / numpy_wheel.FOLDER / f"{key[:32]}.json"
    found = None if fresh.makes_all_again() else storage.read(file)
    if found:
        storage.mark_as_used(file)
        return found
    numpy_wheel.log.info("Trimming Python and NumPy for the pages …")
    with tempfile.TemporaryDirectory(dir=temporary.folder(cache)) as name:
        folder = Path(name)
        (folder / "numpy.whl").write_bytes(wheel)
        _trim(pyodide, folder)
        made = {one.name: one.read_bytes() for one in folder.iterdir()}
    files = {name: made[name] for name in ("stdlib.zip", "numpy.zip")}
    loads = sum(map(len, files.values())) + _on_the_wire(pyodide)
    files["lock.json"] = json.dumps({"info": json.loads(lock)["info"], "packages": {}})
    files["lock.json"] = files["lock.json"].encode()
    files["NumPy-licence.txt"] = made["licence.txt"]
    found = {
        "files": {n: base64.b64encode(c).decode() for n, c in files.items()},
        "modules": json.loads(made["modules.json"]),
        "loads": loads,
    }
    storage.write(file, found)
    return found


def _trim(pyodide: Path, folder: Path) -> None:
    script, program = map(str, _PROGRAMS)
    command = [*npm.program("node"), script, str(pyodide), program, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Abort(f"Python can't be trimmed for the pages:\n{done.stderr.strip()}")


def _on_the_wire(pyodide: Path) -> int:
    """Count the bytes of what web servers compress by themselves."""
    contents = ((pyodide / name).read_bytes() for name in _UNCHANGED)
    return sum(len(gzip.compress(content, mtime=0)) for content in contents)


def _packed(root: Path, imports: Imports) -> bytes:
    """Pack the project's modules that can run there, as sources, and their data."""
    own = [*imports.own()]
    inside = {file: read.read_bytes() for file, read, _, lacks in own if not lacks}
    for folder in {root / module.partition(".")[0] for _, _, module, _ in own}:
        data = (one for one in folder.rglob("*") if one.suffix not in (".py", ".pyc"))
        inside |= {one: one.read_bytes() for one in data if one.is_file()}
    files = {
        one.relative_to(root).as_posix(): content for one, content in inside.items()
    }
    needs = {module: lacks.partition(".")[0] for _, _, module, lacks in own if lacks}
    files["rnn_in_page.py"] = _RUNNER.read_bytes()
    files["rnn_checks.py"] = exercises.PROGRAM.read_bytes()
    files["rnn_in_page_try.py"] = _TRIER.read_bytes()
    files["rnn_in_page.json"] = json.dumps(needs).encode()
    return archive.packed(files)
