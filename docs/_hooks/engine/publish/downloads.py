"""What readers take home: the package as a wheel, and each lab as a notebook."""

from __future__ import annotations

import base64
import os
import re
import tempfile
from pathlib import Path
from urllib.parse import urljoin

from engine.cache.memo import Memo
from engine.cache.storage import digest

FOLDER = "downloads"
_PACKED_WITH = ("pyproject.toml", "README.md", "LICENSE", ".gitignore")
_GITHUB = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?$")


def wheel(root: Path, memo: Memo) -> tuple[str, bytes]:
    """Pack `rnn_tutorial`: the same source gives the same bytes.

    Returns:
        The name of the file, and its content.
    """
    files = [root / name for name in _PACKED_WITH]
    files += sorted((root / "rnn_tutorial").rglob("*"))
    sources = {
        str(file.relative_to(root)): digest(file.read_bytes())
        for file in files
        if file.is_file() and file.suffix != ".pyc"
    }
    date = os.environ["SOURCE_DATE_EPOCH"]  # that of the files in the wheel
    name, content = memo.get(["wheel", sources, date], lambda: _packed(root))
    return name, base64.b64decode(content)


def _packed(root: Path) -> list[str]:
    from hatchling.builders.wheel import WheelBuilder

    with tempfile.TemporaryDirectory() as folder:
        built = WheelBuilder(str(root)).build(directory=folder, versions=["standard"])
        file = Path(next(built))
        return [file.name, base64.b64encode(file.read_bytes()).decode()]


def setup_cell(wheel: str, site_url: str) -> str:
    """Write the first cell of a downloaded notebook: get the package if it's missing.

    Examples:
        >>> print(setup_cell("rnn_tutorial-1-py3-none-any.whl", "https://a.b/rnn/"))
        # The package that this notebook uses; installed once, then found.
        try:
            import rnn_tutorial
        except ImportError:
            %pip install -q https://a.b/rnn/downloads/rnn_tutorial-1-py3-none-any.whl
    """
    source = urljoin(site_url, f"{FOLDER}/{wheel}") if site_url else wheel
    where = "" if site_url else " Put the downloaded .whl file beside the notebook."
    return (
        "# The package that this notebook uses; installed once, then found."
        f"{where}\ntry:\n    import rnn_tutorial\nexcept ImportError:\n"
        f"    %pip install -q {source}"
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
