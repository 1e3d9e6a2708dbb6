"""Makes the archives that a page loads: compiled, and without what no lesson needs.

Runs in Pyodide, not in the build. A page starts in half the time if nothing has to be
compiled there; docstrings are left out, since they would be a third of the bytes.
"""

from __future__ import annotations

import ast
import importlib
import json
import marshal
import site
import sys
import zipfile
from importlib.util import MAGIC_NUMBER
from pathlib import Path

GIVEN = Path("/given")
STANDARD = Path(f"/lib/python{sys.version_info.major}{sys.version_info.minor}.zip")
INSTALLED = Path(site.getsitepackages()[0])
OLDEST = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever it is made

# What readers may import; with it comes whatever that imports itself.
KEPT = """
__future__ abc argparse array ast asyncio base64 bisect bz2 calendar cmath codeop
collections.abc colorsys concurrent.futures configparser contextlib copy csv dataclasses
datetime decimal difflib dis enum fnmatch fractions functools getpass gettext glob
graphlib gzip hashlib heapq hmac html importlib.abc importlib.metadata
importlib.resources inspect io itertools json keyword linecache locale logging math
numbers operator os pathlib pickle platform pprint queue random re sched secrets shutil
signal statistics string struct symtable tarfile tempfile textwrap this threading timeit
tokenize tomllib traceback tracemalloc types typing unicodedata urllib.parse uuid
warnings weakref zipfile zlib pyodide.code pyodide.ffi pyodide.console pyodide.http
pyodide.webloop numpy numpy.fft numpy.ma numpy.polynomial numpy.random numpy.typing
"""
# Looked up by name when a text is decoded, so no import shows that they are needed.
CODECS = "ascii cp437 cp1252 hex_codec base64_codec idna latin_1 punycode utf_8_sig"
CODECS += " raw_unicode_escape unicode_escape utf_16 utf_16_le utf_16_be utf_32 charmap"
# Of these packages only the modules that were imported.
IN_PARTS = "asyncio", "concurrent", "ctypes", "email", "encodings", "urllib"
# Of NumPy: compilers of other languages, its own tests, and what goes on without.
LEFT_OUT = (
    *("f2py/", "testing/", "tests/", "distutils/", "doc/", "core/", "compat/"),
    *("typing/mypy", "_pyinstaller/", "_core/include/", "_core/lib/", "ctypeslib"),
    *("_core/cversions", "_configtool", "random/_examples/", "random/lib/"),
    *("linalg/lapack_lite", "ma/testutils", "ma/timer_comparison"),
)
# They only give docstrings to what is written in C.
EMPTIED = "_core/_add_newdocs.py", "_core/_add_newdocs_scalars.py"


def main() -> None:
    """Read what is given, import what is kept, and write both archives."""
    importlib.import_module("_pyodide._importhook")
    with zipfile.ZipFile(GIVEN / "numpy.whl") as wheel:
        wheel.extractall(INSTALLED)
        numpy = {name: wheel.read(name) for name in wheel.namelist()}
    (licence,) = (name for name in numpy if name.endswith(".dist-info/LICENSE.txt"))
    (GIVEN / "licence.txt").write_bytes(numpy[licence])
    importlib.invalidate_caches()
    for name in [*KEPT.split(), *(f"encodings.{codec}" for codec in CODECS.split())]:
        importlib.import_module(name)
    with zipfile.ZipFile(STANDARD) as archive:
        standard = {name: archive.read(name) for name in archive.namelist()}
    files = [getattr(module, "__file__", None) for module in sys.modules.values()]
    used = {str(file).removeprefix(f"{STANDARD}/") for file in files}
    # A package may import some of its modules late.
    folders = {name.partition("/")[0] for name in used if "/" in name} - {*IN_PARTS}
    kept = {
        name: code
        for name, code in standard.items()
        if name in used or name.partition("/")[0] in folders
    }
    pack(kept, "stdlib.zip", STANDARD)
    kept = {
        name: b"" if name.endswith(EMPTIED) else code
        for name, code in numpy.items()
        if is_kept(name)
    }
    pack(kept, "numpy.zip", INSTALLED)
    known = {*sys.modules, *sys.builtin_module_names, *map(module_of, kept)}
    known.remove("__main__")
    (GIVEN / "modules.json").write_text(json.dumps(sorted(known)))


def is_kept(name: str) -> bool:
    """Tell whether a file of NumPy's wheel is needed to run it."""
    package, _, inside = name.partition("/")
    is_code = name.endswith((".py", ".so"))
    is_of_tests = "/tests/" in name or "_tests." in name
    is_left_out = is_of_tests or inside.startswith(LEFT_OUT)
    return package == "numpy" and is_code and not is_left_out


def module_of(name: str) -> str:
    """Name the module that lies in a file."""
    place, _, file = name.removesuffix("/__init__.py").rpartition("/")
    return f"{place}/{file.partition('.')[0]}".strip("/").replace("/", ".")


def pack(files: dict[str, bytes], name: str, place: Path) -> None:
    """Write an archive whose modules are compiled as if they lay in a place."""
    with zipfile.ZipFile(GIVEN / name, "w") as archive:
        for inside, content in sorted(files.items()):
            ending = ""
            if inside.endswith(".py"):
                content, ending = compiled(content, f"{place}/{inside}"), "c"
            entry = zipfile.ZipInfo(inside + ending, OLDEST)
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)


def compiled(source: bytes, name: str) -> bytes:
    """Compile a module without its docstrings, for any time of its file."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        match node:
            case (
                ast.Module(body=[ast.Expr(ast.Constant(str()) as text), *_])
                | ast.ClassDef(body=[ast.Expr(ast.Constant(str()) as text), *_])
                | ast.FunctionDef(body=[ast.Expr(ast.Constant(str()) as text), *_])
                | ast.AsyncFunctionDef(body=[ast.Expr(ast.Constant(str()) as text), *_])
            ):
                text.value = ""  # not none at all: NumPy adds to its own
    code = compile(tree, name, "exec", dont_inherit=True, optimize=0)
    unchecked = (1).to_bytes(4, "little") + bytes(8)
    return MAGIC_NUMBER + unchecked + marshal.dumps(code)


if __name__ == "__main__":
    main()
