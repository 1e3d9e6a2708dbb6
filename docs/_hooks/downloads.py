"""What readers take home: the package as a wheel, and each lab as a notebook."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin

from hatchling.builders.wheel import WheelBuilder

FOLDER = "downloads"
_GITHUB = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?$")


def build_wheel(root: Path, cache: Path) -> Path:
    """Pack `rnn_tutorial`; the same source gives the same bytes."""
    built = WheelBuilder(str(root)).build(directory=str(cache), versions=["standard"])
    return Path(next(built))


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
