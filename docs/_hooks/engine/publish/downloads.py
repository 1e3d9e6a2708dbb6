"""What readers take home: the package as a wheel, and each lab as a notebook."""

from __future__ import annotations

import base64
import os
import re
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urljoin

from engine.cache import temporary
from engine.cache.memo import Memo
from engine.cache.storage import digest
from engine.problems import Problem, line_of

FOLDER = "downloads"
_PACKAGE = "rnn_tutorial"
_MODULE, _SETTINGS = f"{_PACKAGE}/__init__.py", "pyproject.toml"
# Wherever it stands, as hatchling reads it.
_VERSION = re.compile(r"""(?im)^((?:__version__|version) *= *(['"])[^'"\n]+)(?=\2)""")
_URLS = re.compile(r"(?m)^\s*(?:urls\b|\[project\.urls\])")
_PACKED_WITH = (_SETTINGS, "README.md", "LICENSE", ".gitignore")
_GITHUB = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?$")


def wheel(
    root: Path, memo: Memo, site_url: str = ""
) -> tuple[str, bytes, list[Problem]]:
    """Pack `rnn_tutorial`: the same source gives the same bytes.

    Its version is that of the source, and the second of the commit behind it: who has
    an older one gets the newer. It knows the address of the site, if there is one, and
    if `pyproject.toml` names no other.

    Returns:
        The name of the file, its content, and why there is none.
    """
    files = [root / name for name in _PACKED_WITH]
    files += sorted((root / _PACKAGE).rglob("*"))
    sources = {
        str(file.relative_to(root)): digest(file.read_bytes())
        for file in files
        if file.is_file() and file.suffix != ".pyc"
    }
    date = os.environ["SOURCE_DATE_EPOCH"]  # that of the files in the wheel
    key = ["wheel", sources, date, site_url]
    try:
        name, content = memo.get(key, lambda: _packed(root, memo.cache, date, site_url))
    except Exception as error:  # hatchling, and what it asks, raise anything
        return f"{_PACKAGE}-0-py3-none-any.whl", b"", [_why(root, error, date)]
    return name, base64.b64decode(content), []


def _packed(root: Path, cache: Path, date: str, site_url: str) -> list[str]:
    from hatchling.builders.wheel import WheelBuilder

    with tempfile.TemporaryDirectory(dir=temporary.folder(cache)) as name:
        folder = Path(name)
        shutil.copytree(root / _PACKAGE, folder / _PACKAGE)
        for one in _PACKED_WITH:
            if (root / one).exists():
                shutil.copy(root / one, folder)
        for one in (_MODULE, _SETTINGS):
            text = _text(folder / one)
            dated = _VERSION.sub(rf"\1.post{date}", text)
            if one == _SETTINGS and site_url and not _URLS.search(text):
                dated += f'\n[project.urls]\nTutorial = "{site_url}"\n'
            (folder / one).write_text(dated, encoding="utf-8")
        builder = WheelBuilder(str(folder))
        file = Path(next(builder.build(directory=str(folder), versions=["standard"])))
        return [file.name, base64.b64encode(file.read_bytes()).decode()]


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _why(root: Path, error: Exception, date: str) -> Problem:
    """Say in which file lies what keeps the package from being packed."""
    told = " ".join(str(error).replace(f".post{date}", "").split()).rstrip(".")
    reason = f"the package can't be packed for the readers of labs: {told}"
    if "from source `regex`" in told or "from the file: " in told:  # its version
        place = line_of("__version__", _text(root / _MODULE))
        reason += '; expected a line like __version__ = "1.2"'
        return Problem(_MODULE, max(place, 1), reason)
    try:
        settings = _text(root / _SETTINGS)
    except UnicodeDecodeError:
        settings = ""
    lines = [int(line) for line in re.findall(r"at line (\d+)", told)]
    words = [f"{key} =" for key in re.findall(r"`(?:\w+\.)*([\w-]+)`", told)]
    words += [word for word in told.split() if not word.isalpha()]
    lines += filter(None, (line_of(word, settings) for word in words))
    return Problem(_SETTINGS, [*lines, 1][0], reason)


def setup_cell(wheel: str, site_url: str) -> str:
    """Write the first cell of a downloaded notebook: get the package if it's missing.

    Examples:
        >>> print(setup_cell("rnn_tutorial-1-py3-none-any.whl", "https://a.b/rnn/"))
        # The package that this notebook uses; installed once, then found.
        from importlib.metadata import distributions
        if "1" not in [found.version for found in distributions(name="rnn_tutorial")]:
            %pip install -q https://a.b/rnn/downloads/rnn_tutorial-1-py3-none-any.whl
    """
    source = urljoin(site_url, f"{FOLDER}/{wheel}") if site_url else wheel
    where = "" if site_url else " Put the downloaded .whl file beside the notebook."
    name, version = wheel.split("-")[:2]
    found = f'[found.version for found in distributions(name="{name}")]'
    return (
        "# The package that this notebook uses; installed once, then found."
        f"{where}\nfrom importlib.metadata import distributions\n"
        f'if "{version}" not in {found}:\n    %pip install -q {source}'
    )


def colab_url(repo_url: str, notebook: str) -> str:
    """Name the address that opens a published notebook in Colab, if there is one.

    GitHub Pages serves the branch `gh-pages`, and Colab reads notebooks from there.

    Examples:
        >>> colab_url("https://github.com/ada/rnn", "sine.ipynb")
        'https://colab.research.google.com/github/ada/rnn/blob/gh-pages/downloads/sine.ipynb'
        >>> colab_url("", "sine.ipynb")
        ''
    """
    repository = _GITHUB.match(repo_url or "")
    if not repository:
        return ""
    return (
        "https://colab.research.google.com/github/"
        f"{repository[1]}/blob/gh-pages/{FOLDER}/{notebook}"
    )
