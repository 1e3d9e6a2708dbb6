"""Whose work readers get, and under which licence: all that is shipped is listed."""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import metadata
from pathlib import Path

from mkdocs.exceptions import Abort

from engine.problems import Problem

PLACE = "<!-- licences -->"
FOLDER = "licences"
LISTED = "docs/_hooks/licences.toml"
_NO_LETTERS = re.compile(r"\W+")
# What is rarely written by hand, even if it lies among what is.
_FOREIGN = (".woff", ".woff2", ".ttf", ".otf", ".wasm", ".min.js", ".min.css")


@dataclass(frozen=True)
class Part:
    """A part of what readers get.

    Args:
        name: What it is called.
        what: What it is for.
        address: Where it comes from, if not from here.
        files: Patterns of its files: those on the site, or data in the project.
        licence: The licence's name.
        text: A pattern of the file on the site with its text; none of a plain fact.
        content: That text, if it isn't there without us.
    """

    name: str
    what: str
    files: tuple[str, ...]
    licence: str
    address: str = ""
    text: str = ""
    content: str = ""

    def covers(self, file: str) -> bool:
        """Tell whether a file belongs to it."""
        return any(fnmatchcase(file, pattern) for pattern in self.files)


def parts(root: Path) -> list[Part]:
    """Read what is listed, with the licences of the packages that are installed.

    Raises:
        Abort: If the list can't be read, or names a package without a licence.
    """
    try:
        listed = tomllib.loads((root / LISTED).read_text(encoding="utf-8"))
        return [_part(name, dict(row), root) for name, row in listed.items()]
    except (OSError, LookupError, ValueError, TypeError, ImportError) as error:
        raise Abort(f"{LISTED} can't be used: {error!r}") from None


def _part(name: str, row: dict, root: Path) -> Part:
    text = f"{FOLDER}/{_NO_LETTERS.sub('-', name.lower())}.txt"
    if package := row.pop("npm", ""):
        folder = root / "node_modules" / package
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        content = (folder / "LICENSE").read_text(encoding="utf-8")
        row |= {"licence": about.get("license"), "text": text, "content": content}
    elif package := row.pop("python", ""):
        licence, content = _of_package(package)
        row |= {"licence": licence, "text": text, "content": content}
    elif row.get("text") == text:
        row["content"] = (root / "LICENSE").read_text(encoding="utf-8")
    if not row.get("licence"):
        raise ValueError(f"{name} has no licence")
    return Part(name, **row | {"files": tuple(row["files"])})


@cache
def _of_package(name: str) -> tuple[str | None, str]:
    """Name the licence of an installed package, and read its text."""
    about = metadata.metadata(name)
    licence = about.get("License-Expression") or about.get("License")
    [file, *_] = [one for one in metadata.files(name) if one.stem == "LICENSE"]
    return licence, file.read_text("utf-8")


def texts(listed: Iterable[Part]) -> Iterator[tuple[str, str]]:
    """List the files with licences to publish: address, content."""
    yield from ((part.text, part.content) for part in listed if part.content)


def data(root: Path, code: Iterable[Path]) -> list[str]:
    """List the data that come with packages."""
    files = [file for folder in code for file in sorted(folder.rglob("*"))]
    return [
        file.relative_to(root).as_posix()
        for file in files
        if file.is_file() and not file.suffix.startswith((".py", ".typed"))
    ]


def unlicensed(
    made: Iterable[str], written: Iterable[str], listed: list[Part]
) -> Iterator[Problem]:
    """Find what no part covers.

    Args:
        made: What comes from packages, and what the build makes.
        written: What lies in the folder of the pages.
        listed: All parts.
    """
    foreign = (file for file in written if file.endswith(_FOREIGN))
    for file in sorted({*made, *foreign}):
        if not any(part.covers(file) for part in listed):
            reason = f"{file} is shipped, and no table says under which licence"
            yield Problem(LISTED, 1, reason)


def table(shipped: list[str], listed: list[Part]) -> str:
    """List, as HTML, the parts that are there.

    Args:
        shipped: All files of the site, and data.
        listed: All parts.
    """
    rows = []
    for part in listed:
        if not any(map(part.covers, shipped)):
            continue
        name, licence = html.escape(part.name), html.escape(part.licence)
        if part.address:
            name = f'<a href="{html.escape(part.address)}">{name}</a>'
        texts = [one for one in shipped if part.text and fnmatchcase(one, part.text)]
        if texts:
            licence = f'<a href="rnn:/{html.escape(texts[0])}">{licence}</a>'
        what = html.escape(part.what)
        rows.append(f"<tr><td>{name}</td><td>{licence}</td><td>{what}</td></tr>")
    head = "".join(f'<th scope="col">{one}</th>' for one in ("Part", "Licence", "For"))
    body = "\n".join(rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"
