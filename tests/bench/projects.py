"""A project of each tool on disk: written, changed, built and read again."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import processes
from corpus import LOSS, Sources
from tools import Tool

from engine.run import arithmetic

# Variables of the user's shell that would make one build unlike another.
_PRIVATE = ("IPYTHON", "JUPYTER", "MPL", "PYTHON", "REPO_", "RNN_TUTORIAL_", "SITE_")
_VERSIONS = """\
import importlib.metadata, sys
print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in sys.argv[1:]))
"""


@dataclass(frozen=True)
class Project:
    """The folder in which a tool builds the documents."""

    tool: Tool
    folder: Path

    def set_up(self) -> None:
        """Make the folder, and let the machine read what every build imports.

        matplotlib's list of fonts is made here too: it is no tool's cache.
        """
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / ".cache").mkdir(parents=True)
        self.tool.copy(self.folder)
        _write_changed(self.folder, self.tool.files)
        self._ask("import torch, matplotlib.font_manager")

    def versions(self) -> str:
        """Name the versions of what the tool consists of."""
        return self._ask(_VERSIONS, *self.tool.packages).strip()

    def expected(self, sources: Sources) -> list[str]:
        """Run the documents' code without any tool; return the losses it prints."""
        _write_changed(self.folder, sources.package())
        return re.findall(LOSS, self._ask(sources.program()))

    def write(self, sources: Sources) -> None:
        """Bring the documents and their package into a state; touch nothing else."""
        _write_changed(self.folder, sources.package())
        for number in sources.numbers:
            text = self.tool.write(sources.document(number))
            _write_changed(self.folder, {self.tool.source.format(number): text})

    def forget(self) -> None:
        """Remove what builds have made: the site, and all caches."""
        caches = (self.folder / ".cache").iterdir()
        made = [path for path in caches if path.name != "matplotlib"]
        for path in [*made, self.folder / self.tool.output]:
            shutil.rmtree(path, ignore_errors=True)

    def build(self) -> processes.Cost:
        """Build the site."""
        return processes.run(
            self._command(self.tool.command), self.folder, self._environment()
        )

    @contextmanager
    def served(self, port: int) -> Iterator[subprocess.Popen]:
        """Serve the site, as the tool does for authors."""
        command = self._command((*self.tool.serve, f"127.0.0.1:{port}"))
        with open(self.folder / "log.txt", "wb") as log:
            server = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            yield server
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()

    def _command(self, command: tuple[str, ...]) -> list[str]:
        own = self.tool.program
        return [*([own] if own else [str(self.tool.python), "-m"]), *command]

    def log(self) -> str:
        """Read what the last build said."""
        return (self.folder / "log.txt").read_text(encoding="utf-8", errors="replace")

    def published(self, numbers: Iterable[int]) -> list[str]:
        """Read the loss that each page shows; empty for a page that shows none."""
        pages = [self.folder / self.tool.page.format(number) for number in numbers]
        found = [re.search(LOSS, page.read_text(encoding="utf-8")) for page in pages]
        return [match[1] if match else "" for match in found]

    def _ask(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [str(self.tool.python), "-c", program, *arguments],
            cwd=self.folder,
            env=self._environment() | {"MPLBACKEND": "agg"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    def _environment(self) -> dict[str, str]:
        own = {k: v for k, v in os.environ.items() if not k.startswith(_PRIVATE)}
        programs, cache = self.tool.python.parent, self.folder / ".cache"
        made = {
            "IPYTHONDIR": str(cache / "ipython"),
            "JUPYTER_CONFIG_DIR": str(cache / "jupyter"),
            "JUPYTER_DATA_DIR": str(cache / "jupyter"),  # no kernels of the user's
            "MPLCONFIGDIR": str(cache / "matplotlib"),
            "NO_MKDOCS_2_WARNING": "1",
            "OMP_NUM_THREADS": "1",
            **arithmetic.settings(),  # or losses differ in their last digits
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(self.folder),  # where the package is
        }
        return own | made | self.tool.environment


def _write_changed(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
