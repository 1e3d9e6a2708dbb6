"""Notes where imports look: what appears there would be found from then on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from importlib.machinery import BYTECODE_SUFFIXES, EXTENSION_SUFFIXES, SOURCE_SUFFIXES

from engine.session.files import INFOS, is_folder, is_there
from engine.session.files_read import INSTALLED, LISTED, LOOKED, Reads

# How files of modules end, in the order in which Python looks for them.
_ENDINGS = *EXTENSION_SUFFIXES, *SOURCE_SUFFIXES, *BYTECODE_SUFFIXES


class Imports:
    """Is asked first where a module is, and leaves the answer to others."""

    def __init__(self, reads: Reads) -> None:
        self.reads = reads

    def find_spec(
        self, name: str, path: Iterable[str] | None = None, _: object = None
    ) -> None:
        """Find nothing, as the first that is asked; note where the others will look."""
        self.reads.seek(name.partition(".")[0])
        for place in sys.path if path is None else path:
            for file in _files_of_module(place, name.rpartition(".")[2]):
                self.reads.note(LOOKED, file)
                if is_there(file) and not is_folder(file):
                    return

    def find_distributions(self, context: object = None) -> Iterable:
        """Find no package either; note which one is asked for its version, or all."""
        name = getattr(context, "name", None)
        self.reads.seek(name or INSTALLED)
        for place in () if name else filter(is_folder, context.path):
            self.reads.note(LISTED, os.path.join(place, INFOS))
        return ()


def _files_of_module(place: str, name: str) -> Iterator[str]:
    """List what could be a module, in the order in which Python looks for it."""
    if not isinstance(place, str):
        return  # nor does Python look there
    if not is_folder(place or "."):
        yield place  # an archive, or nothing yet
        return
    path = os.path.join(place, name)
    yield path  # a folder without code can be a package too
    inside = [os.path.join(path, "__init__")] if is_folder(path) else []
    for begin in (*inside, path):
        yield from (begin + ending for ending in _ENDINGS)
