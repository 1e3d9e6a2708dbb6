"""What readers take home: the package as a wheel, and each lab as a notebook."""

from __future__ import annotations

import base64
import os
import re
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urljoin

from engine.cache.memo import Memo
from engine.cache.storage import digest

FOLDER = "downloads"
_PACKAGE = "rnn_tutorial"
_VERSION = re.compile(r"(?m)^__version__ = \"([^\"]+)\"$")
_PACKED_WITH = ("pyproject.toml", "README.md", "LICENSE", ".gitignore")
_GITHUB = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?$")


def wheel(root: Path, memo: Memo) -> tuple[str, bytes]:
    """Pack `rnn_tutorial`: the same source gives the same bytes.

    Its version is that of the source, and the second of the commit behind it: who has
    an older one gets the newer.

    Returns:
        The name of the file, and its content.
    """
    files = [root / name for name in _PACKED_WITH]
    files += sorted((root / _PACKAGE).rglob("*"))
    sources = {
        str(file.relative_to(root)): digest(file.read_bytes())
        for file in files
        if file.is_file() and file.suffix != ".pyc"
    }
    date = os.environ["SOURCE_DATE_EPOCH"]  # that of the files in the wheel
    name, content = memo.get(["wheel", sources, date], lambda: _packed(root, date))
    return name, base64.b64decode(content)


def _packed(root: Path, date: str) -> list[str]:
    from hatchling.builders.wheel import WheelBuilder

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(root / _PACKAGE, folder / _PACKAGE)
        for one in _PACKED_WITH:
            if (root / one).exists():
                shutil.copy(root / one, folder)
        module = folder / _PACKAGE / "__init__.py"
        text = module.read_text(encoding="utf-8")
        dated = _VERSION.sub(rf'__version__ = "\1.post{date}"', text)
        module.write_text(dated, encoding="utf-8")
        builder = WheelBuilder(str(folder))
        file = Path(next(builder.build(directory=str(folder), versions=["standard"])))
        return [file.name, base64.b64encode(file.read_bytes()).decode()]


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
