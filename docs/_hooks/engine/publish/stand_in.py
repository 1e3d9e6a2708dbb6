"""What stands in for PyTorch in a reader's browser, packed, and what it can do."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from engine.plan.imports import Imports
from engine.publish import archive

FILE = "stand_ins.zip"
_FOLDER = Path(__file__).with_name("stand_ins")
# How pages call its modules, whose names are all that it has.
_CALLED = {"torch": "torch/__init__.py", "nn": "torch/nn/__init__.py"}
_USED = re.compile(r"\b((?:torch\.)?nn|torch)\.(\w+)")
# Their names there are no more than names.
_EMPTY = {"autograd"}


def imports(own: Imports) -> Imports:
    """Return the imports of who has the stand-ins, too."""
    return Imports(own.root, {*own.known, *_modules()}, own.instead)


def lacking(source: str) -> str:
    """Name what code uses of PyTorch that nothing here stands in for; "" if nothing.

    Examples:
        >>> lacking("torch.zeros(3)"), lacking("torch.nn.Transformer(3)")
        ('', 'torch.nn.Transformer')
    """
    for place, name in _USED.findall(source):
        known = _names(_CALLED[place.removeprefix("torch.")]) - _EMPTY
        if name not in known:
            return f"{place}.{name}"
    return ""


def packed(own: Imports) -> bytes:
    """Pack the stand-ins, and those modules of the project that can run with them."""
    theirs = imports(own)
    later = {module for _, _, module, lacks in own.own() if lacks}
    files = {
        file.relative_to(own.root).as_posix(): read.read_bytes()
        for file, read, module, lacks in theirs.own()
        if module in later and not lacks
    }
    files |= {one.relative_to(_FOLDER).as_posix(): one.read_bytes() for one in _files()}
    return archive.packed(files)


@cache
def _files() -> list[Path]:
    return sorted(_FOLDER.rglob("*.py"))


def _modules() -> set[str]:
    names = (one.relative_to(_FOLDER).with_suffix("").parts for one in _files())
    return {".".join(parts).removesuffix(".__init__") for parts in names}


@cache
def _names(file: str) -> set[str]:
    """List the names that a module binds."""
    found = set()
    for node in ast.parse((_FOLDER / file).read_text(encoding="utf-8")).body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found |= {one.asname or one.name for one in names}
            case ast.Assign(targets=targets):
                inner = (part for one in targets for part in ast.walk(one))
                found |= {one.id for one in inner if isinstance(one, ast.Name)}
    return found
