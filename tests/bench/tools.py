"""The tools that build the documents, each as its own manual sets it up."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import corpus
from record import ROOT

from engine.publish import npm

BENCH = ROOT / ".cache/bench"
PEERS = BENCH / "venv/bin/python"  # made by the Makefile
THIS_ENGINE = "this engine"

_HOME = "# Documents\n\nEach computes something, and shows what came out.\n"


@dataclass(frozen=True)
class Tool:
    """A tool, and how a project of its users looks.

    Args:
        name: How tables call it.
        python: The Python in whose environment it is installed.
        packages: What it consists of: their versions are told.
        program: It, if it is no module of that Python.
        command: What builds the site, behind that, or behind `python -m`.
        write: Writes a document in the tool's format.
        source: Where document number {} stands in the project.
        page: Where its page is published.
        output: The folder that a build writes; all caches go to `.cache`, or there.
        files: The project's other files.
        environment: Variables that it needs.
        copy: Copies what else it needs into the project.
        serve: What serves the site while somebody writes, if it can do that; the
            address follows.
        known_crash: What its log says when it fails as it is known to.
    """

    name: str
    python: Path
    packages: tuple[str, ...]
    command: tuple[str, ...]
    write: Callable[[list[corpus.Cell]], str]
    source: str
    page: str
    output: str
    files: dict[str, str]
    program: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    copy: Callable[[Path], None] = lambda _: None
    serve: tuple[str, ...] = ()
    known_crash: str = ""


_SERVE = ("mkdocs", "serve", "-a")
# Which of our own settings labs need; all others are those of this site.
_ENGINE_SETTINGS = """\
INHERIT: site.yml
site_name: Documents
watch: [demo]
nav:
  - index.md
"""


def _our_plugins() -> str:
    """Take over the plugins of this site, but for the one that documents code."""
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    return settings[settings.index("plugins:") : settings.index("  - mkdocstrings:")]


def engine(numbers: Iterable[int]) -> Tool:
    """Describe this site's own engine."""
    labs = "".join(f"  - labs/nb{number}.ipynb\n" for number in numbers)
    settings = _ENGINE_SETTINGS + labs + _our_plugins()
    return Tool(
        name=THIS_ENGINE,
        python=Path(sys.executable),
        packages=("mkdocs", "mkdocs-material"),
        command=("mkdocs", "build", "--strict"),
        serve=_SERVE,
        write=corpus.as_script,
        source="docs/labs/nb{}.py",
        page="site/labs/nb{}/index.html",
        output="site",
        files={"docs/index.md": _HOME, "mkdocs.yml": settings},
        copy=_copy_engine,
    )


def _copy_engine(folder: Path) -> None:
    for name in ("docs/_hooks", "docs/_overrides", "docs/assets", "rnn_tutorial"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE", "package-lock.json"):
        shutil.copy(ROOT / name, folder)
    shutil.copy(ROOT / "mkdocs.yml", folder / "site.yml")
    npm.ensure(ROOT)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")


_MKDOCS_JUPYTER_SETTINGS = """\
site_name: Documents
theme:
  name: material
  font: false
watch: [demo]
plugins:
  - search
  - mkdocs-jupyter:
      execute: true
      allow_errors: false
      cache: {keeps}
"""


def mkdocs_jupyter(*, keeps: bool = True) -> Tool:
    """Describe the plugin that makes pages of notebooks.

    Args:
        keeps: Whether it keeps results, as it does if nobody says otherwise; it doesn't
            see that a package has changed.
    """
    settings = _MKDOCS_JUPYTER_SETTINGS.format(keeps=str(keeps).lower())
    return Tool(
        name="mkdocs-jupyter",
        python=PEERS,
        packages=("mkdocs", "mkdocs-material", "mkdocs-jupyter"),
        command=("mkdocs", "build"),
        serve=_SERVE,
        write=corpus.as_notebook,
        source="docs/nb{}.ipynb",
        page="site/nb{}/index.html",
        output="site",
        files={"docs/index.md": _HOME, "mkdocs.yml": settings},
    )


_SPHINX_SETTINGS = """\
project = "Documents"
extensions = ["myst_nb"]
myst_enable_extensions = ["dollarmath"]
nb_execution_mode = "cache"
nb_execution_raise_on_error = True
html_theme = "sphinx_book_theme"
"""


def myst_nb(
    numbers: Iterable[int], name: str, *options: str, known_crash: str = ""
) -> Tool:
    """Describe Sphinx with notebooks."""
    contents = "\n".join(f"nb{number}" for number in numbers)
    home = f"{_HOME}\n```{{toctree}}\n{contents}\n```\n"
    return Tool(
        name=name,
        python=PEERS,
        packages=("Sphinx", "myst-nb", "jupyter-cache", "sphinx-book-theme"),
        command=("sphinx", *options, "-b", "html", "docs", "out/html"),
        write=corpus.as_notebook,
        source="docs/nb{}.ipynb",
        page="out/html/nb{}.html",
        output="out",
        files={"docs/index.md": home, "docs/conf.py": _SPHINX_SETTINGS},
        known_crash=known_crash,
    )


_MARKDOWN_EXEC_SETTINGS = """\
site_name: Documents
theme:
  name: material
  font: false
plugins:
  - search
  - markdown-exec
markdown_extensions:
  - pymdownx.arithmatex:
      generic: true
  - pymdownx.highlight
  - pymdownx.superfences
"""


def markdown_exec() -> Tool:
    """Describe the plugin that runs code in the process of the build."""
    return Tool(
        name="markdown-exec",
        python=PEERS,
        packages=("mkdocs", "mkdocs-material", "markdown-exec"),
        command=("mkdocs", "build", "--strict"),  # or the build ignores errors
        write=corpus.as_fences,
        source="docs/nb{}.md",
        page="site/nb{}/index.html",
        output="site",
        files={"docs/index.md": _HOME, "mkdocs.yml": _MARKDOWN_EXEC_SETTINGS},
        environment={"MPLBACKEND": "agg"},
    )


_QUARTO_SETTINGS = """\
project:
  type: website
  output-dir: site
website:
  title: Documents
execute:
  cache: false
"""


def quarto() -> Tool:
    """Describe Quarto, which is no package, but a program beside a Python."""
    return Tool(
        name="Quarto",
        python=PEERS,
        packages=("ipykernel",),
        program="quarto",
        command=("render",),
        environment={"QUARTO_PYTHON": str(PEERS)},
        write=corpus.as_notebook,
        source="nb{}.ipynb",
        page="site/nb{}.html",
        output="site",
        files={"index.md": _HOME, "_quarto.yml": _QUARTO_SETTINGS},
    )


def all_tools(numbers: Iterable[int] = corpus.Sources().numbers) -> list[Tool]:
    """List the tools in the order in which they build, this engine first.

    Args:
        numbers: Those of the documents.
    """
    return [
        engine(numbers),
        mkdocs_jupyter(),
        myst_nb(numbers, "MyST-NB"),
        # Its workers make one database at the same time, and some find it half made.
        myst_nb(numbers, "MyST-NB -j 2", "-j", "2", known_crash="SphinxParallelError"),
        markdown_exec(),
    ]
