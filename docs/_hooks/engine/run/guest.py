"""What a worker of a cluster does for the build: it keeps its files, and runs them.

This module is sent there as it is, so it knows nothing of ours. Every thread of a
worker has a process of its own in those files, which goes with the build.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
import zipfile
from contextlib import suppress
from pathlib import Path, PurePosixPath

from distributed import Worker, WorkerPlugin, get_worker

PATIENCE = 5  # seconds in which a process may end what it has begun


class Guest(WorkerPlugin):
    """The project on a worker.

    Args:
        files: Its files, as `packed` makes them.
        settings: Of the environment, which the build's own sessions have too.
        program: Runs experiments, in the folder of these files.
    """

    def __init__(self, files: bytes, settings: dict[str, str], program: str) -> None:
        self.files, self.settings, self.program = files, settings, program
        self.name = f"rnn-{digest(files)[:16]}"
        self.was = digest(files)

    def setup(self, worker: Worker) -> None:
        """Begin on a worker; its files go when that goes."""
        self.root = Path(worker.local_directory, self.name)
        self.alone = threading.Lock()
        self.runners: dict[int, Runner] = {}
        self.has_ended = False

    def teardown(self, worker: Worker) -> None:
        """End whatever runs, and remove the files."""
        with self.alone:
            self.has_ended = True
            for runner in self.runners.values():
                runner.end()
        shutil.rmtree(self.root, ignore_errors=True)

    def run(self, order: str) -> str:
        """Hand an order to this thread's process; return what that says.

        Args:
            order: A row of JSON, or nothing: then it says what there is here.

        Raises:
            RuntimeError: If it has ended; that is what it said last.
        """
        runner = self.runners.get(threading.get_ident())
        if runner is None or runner.process.poll() is not None:
            runner = self.start()
        return runner.ask(order) if order else runner.greeting

    def start(self) -> Runner:
        """Start this thread's process."""
        with self.alone:
            if self.has_ended:
                raise RuntimeError("the build has ended")
            unpack(self.files, self.was, self.root)
            runner = Runner(self.root, self.program, self.settings)
            self.runners[threading.get_ident()] = runner
        runner.greeting = runner.heard()
        return runner


class Runner:
    """A process in the project's files."""

    def __init__(self, root: Path, program: str, settings: dict[str, str]) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(_OURS)}
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115  it goes with this
        self.greeting = ""
        self.process = subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            cwd=root,
            env=kept | settings,
            text=True,
            encoding="utf-8",
        )

    def end(self) -> None:
        """Let it end what it runs, and then itself."""
        self.process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.errors.close()

    def ask(self, order: str) -> str:
        """Hand over an order, and wait for what comes out."""
        with suppress(OSError, ValueError):  # it has ended, or is to end
            self.process.stdin.write(f"{order}\n")
            self.process.stdin.flush()
        return self.heard()

    def heard(self) -> str:
        """Wait for what it says."""
        if row := self.process.stdout.readline():
            return row
        self.process.wait()
        self.errors.seek(0)
        said = self.errors.read().decode(errors="replace").split("\n")
        last = next((row for row in reversed(said) if row.strip()), "its process ended")
        raise RuntimeError(last.strip())


_OURS = "RNN_TUTORIAL_", "SITE_"  # settings, which are those of the build


def run(name: str, order: str) -> tuple[str, str]:
    """Hand an order to the guest of a name; say on which worker, and what came out."""
    worker = get_worker()
    return worker.address, worker.plugins[name].run(order)


def digest(content: bytes) -> str:
    """Hash bytes."""
    return hashlib.sha256(content).hexdigest()


def packed(root: Path, left_out: frozenset[str]) -> bytes:
    """Pack the files of a project; the same files give the same bytes.

    Args:
        root: Its folder.
        left_out: What lies there, and no run may depend on, besides hidden files.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(root.rglob("*")):
            parts = path.relative_to(root).parts
            is_hidden = parts[0].startswith(".") or "__pycache__" in parts
            if is_hidden or parts[0] in left_out or path.is_symlink():
                continue
            mode = path.stat().st_mode
            name = path.relative_to(root).as_posix() + "/" * path.is_dir()
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
                archive.writestr(info, b"" if path.is_dir() else path.read_bytes())
    return made.getvalue()


def unpack(files: bytes, was: str, root: Path) -> None:
    """Unpack files into a folder, whole or not at all, unless they are there.

    Raises:
        ValueError: If they are not those that are meant, or one would lie elsewhere.
    """
    if root.exists():
        return
    if digest(files) != was:
        raise ValueError("its files are not those of the build")
    root.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=root.parent))
    try:
        with zipfile.ZipFile(io.BytesIO(files)) as archive:
            for info in archive.infolist():
                _put(new, info, archive)
        os.replace(new, root)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _put(folder: Path, info: zipfile.ZipInfo, archive: zipfile.ZipFile) -> None:
    name, mode = PurePosixPath(info.filename), info.external_attr >> 16
    leads_out = (
        name.is_absolute() or ".." in name.parts or set(info.filename) & {*"\\:"}
    )
    if leads_out or not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise ValueError(f"its files have one that is called {info.filename!r}")
    path = folder / name
    path.mkdir(exist_ok=True) if info.is_dir() else path.write_bytes(archive.read(info))
    path.chmod(stat.S_IMODE(mode))
