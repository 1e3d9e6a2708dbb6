"""What the running cell puts out, collected in order: text, pictures, errors."""

from __future__ import annotations

import base64
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# What one cell may print. More is a mistake, and no page for readers.
MOST_TEXT = 1_000_000  # characters


class Cell:
    """Collects what the running cell puts out, in order."""

    def __init__(self, give_up: Callable[[str], None]) -> None:
        self.give_up = give_up
        self.number = 0
        self.outputs: list[dict] = []
        self.programs = {name: _Programs() for name in ("stdout", "stderr")}
        self.streams: dict[str, _Stream] = {}  # in the place of the usual ones
        self._named: dict[str, list[dict]] = {}  # what was displayed, to be updated
        self._clears = False  # when the next output comes
        self._aside: list[str] | None = None  # what is heard, and no output

    def hear(self) -> None:
        """Take the place of stdout and stderr: this process's, and the system's."""
        for descriptor, (name, written) in enumerate(self.programs.items(), start=1):
            self.streams[name] = _Stream(name, descriptor, self)
            setattr(sys, name, self.streams[name])
            os.dup2(written.file.fileno(), descriptor)
        sys.__stdout__, sys.__stderr__ = _unbuffered(1), _unbuffered(2)

    def begin(self, number: int) -> list[dict]:
        """Begin a cell, and return the list of what it will put out."""
        self.number, self.outputs, self._clears = number, [], False
        return self.outputs

    def hear_programs(self) -> None:
        """Take what other programs, and C, have written since."""
        for name, written in self.programs.items():
            if text := written.news():
                self._take(name, text)

    def text(self, name: str, text: str) -> None:
        """Take what was printed, to stdout or stderr."""
        self.hear_programs()  # before it
        self._take(name, text)

    @contextmanager
    def aside(self) -> Iterator[list[str]]:
        """List what is printed meanwhile, for nobody to see."""
        self.hear_programs()
        self._aside = heard = []
        yield heard
        self.hear_programs()
        self._aside = None

    def clear(self, wait: bool = False) -> None:
        """Drop what the cell has put out; or do so when something new comes."""
        self.hear_programs()
        if wait:
            self._clears = True
        else:
            self.outputs.clear()

    def _make_room(self) -> None:
        if self._clears:
            self.outputs.clear()
            self._clears = False

    def _take(self, name: str, text: str) -> None:
        if self._aside is not None:
            self._aside.append(text)
            return
        if not text:
            return
        self._make_room()
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") != name:
            last = {"output_type": "stream", "name": name, "text": ""}
            self.outputs.append(last)
        last["text"] += text
        if len(last["text"]) > MOST_TEXT:
            self.give_up(f"printed more than {MOST_TEXT:,} characters")

    def data(self, kind: str, data: dict, metadata: dict, **more: int) -> dict:
        """Take what was displayed, by MIME type."""
        self.hear_programs()
        self._make_room()
        shown = {name: _plain(value) for name, value in data.items()}
        metadata = _plain(metadata)
        output = {"output_type": kind, "data": shown, "metadata": metadata, **more}
        self.outputs.append(output)
        return output

    def named(self, name: str, data: dict, metadata: dict, update: bool) -> None:
        """Take what was displayed under a name; as an update, in the place of that."""
        before = self._named.setdefault(name, [])
        if not update:
            before.append(self.data("display_data", data, metadata))
        shown = {kind: _plain(value) for kind, value in data.items()}
        for output in before:
            output.update(data=shown, metadata=metadata)

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Take an exception that nobody has caught."""
        error = {"ename": name, "evalue": value, "traceback": traceback}
        self.outputs.append({"output_type": "error", **error})


def _plain(value: object) -> object:
    """Return what can be written down, or raise a `TypeError` where it is displayed."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if not isinstance(value, str):
        json.dumps(value)
    return value


class _Programs:
    """What other programs write to stdout or stderr, and C in this one."""

    def __init__(self) -> None:
        self.file = tempfile.TemporaryFile(mode="ab+", buffering=0)  # noqa: SIM115
        self.read = 0

    def news(self) -> str:
        """Return what was written since the last time."""
        if os.fstat(self.file.fileno()).st_size == self.read:
            return ""
        self.file.seek(self.read)
        new = self.file.read()
        self.read += len(new)
        return new.decode(errors="replace")


class _Stream(io.TextIOBase):
    """Stands in for stdout or stderr."""

    encoding = "utf-8"

    def __init__(self, name: str, descriptor: int, cell: Cell) -> None:
        self.name, self.descriptor, self.cell = name, descriptor, cell
        self.process = os.getpid()

    def write(self, text: str) -> int:
        if os.getpid() == self.process:
            self.cell.text(self.name, text)
        else:  # a copy writes as any other program does
            os.write(self.descriptor, text.encode(errors="replace"))
        return len(text)

    def writable(self) -> bool:
        return True


def _unbuffered(descriptor: int) -> io.TextIOWrapper:
    """Open stdout or stderr as other programs have it: nothing waits for its turn."""
    raw = open(descriptor, "wb", buffering=0, closefd=False)  # noqa: SIM115
    return io.TextIOWrapper(
        raw, encoding="utf-8", errors="replace", newline="\n", write_through=True
    )
