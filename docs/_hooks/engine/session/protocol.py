"""What the build and a page's process tell each other, and how."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import connection

# What is displayed for the build alone: an experiment's result, examples that fail, in
# a replay whether a claim holds, and what an expression in the text is.
RESULT = "application/vnd.site.result+json"
FAILURES = "application/vnd.site.failures+json"
VERDICT = "application/vnd.site.verdict+json"
VALUE = "application/vnd.site.value"

MOST_BYTES = 500_000_000  # of a message

_SHOWN = {"data": dict, "metadata": dict}
_OUTPUTS = {
    "stream": {"name": str, "text": str},
    "error": {"ename": str, "evalue": str, "traceback": list},
    "display_data": _SHOWN,
    "execute_result": _SHOWN,
}


@dataclass(frozen=True)
class Job:
    """What to run, and where."""

    cells: list[tuple[str, bool]]  # the code, and whether the page ends if it fails
    root: str
    environment: dict[str, str]


@dataclass(frozen=True)
class Call:
    """An experiment that a page asks for: what to call, and with which arguments.

    One that has many seeds is asked for seed by seed.
    """

    function: str  # "module:name"
    arguments: str  # as `serialise` writes them
    written: str = field(default="", compare=False)  # the same, for people

    @property
    def name(self) -> str:
        """The function's own name."""
        return self.function.rpartition(":")[2]


@dataclass
class Report:
    """What came out: outputs per cell; what was read, asked for, and written.

    Files are named as seen from the root.
    """

    outputs: list[list[dict] | None] = field(default_factory=list)  # None: did not run
    files: dict[str, str] = field(default_factory=dict)  # what each was when read
    modules: list[str] = field(default_factory=list)  # without what is below them
    written: list[str] = field(default_factory=list)


class Line:
    """One end of the line between the build and a session.

    Each message is a row of JSON: whatever a page may write there itself, nothing of it
    is run, and nobody waits for the rest of it.
    """

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self._heard = bytearray()

    def send(self, *message: object) -> None:
        """Say something, in plain values."""
        self.end.sendall(json.dumps(message).encode() + b"\n")

    def receive(self) -> object:
        """Wait for the next message.

        Raises:
            EOFError: If there will be none.
            ValueError: If that is no message.
        """
        while b"\n" not in self._heard:
            self._hear()
        row, _, self._heard = self._heard.partition(b"\n")
        try:
            return json.loads(row)
        except RecursionError as error:
            raise ValueError from error

    def arrived(self) -> Iterator[object]:
        """Read the messages that are there, and wait for none.

        Raises:
            EOFError: If nobody is at the other end any more.
            ValueError: If one is no message.
        """
        while b"\n" in self._heard or connection.wait([self.end], 0):
            if b"\n" in self._heard:
                yield self.receive()
            else:
                self._hear()

    def _hear(self) -> None:
        heard = self.end.recv(1_000_000)
        if not heard:
            raise EOFError
        self._heard += heard
        if len(self._heard) > MOST_BYTES:
            raise ValueError


def understood(message: object) -> tuple[str, object]:
    """Read what a session has said, and what it is about.

    Raises:
        ValueError: If no session of ours says that.

    Examples:
        >>> understood(["cell", 2]), understood(["asks", [["a:f", "[]", ""]]])
        (('cell', 2), ('asks', [Call(function='a:f', arguments='[]', written='')]))
        >>> understood(["done", [[{"output_type": "stream"}]], {}, [], []])
        Traceback (most recent call last):
            ...
        ValueError: ['done', [[{'output_type': 'stream'}]], {}, [], []]
    """
    match message:
        case ["cell", int(number)]:
            return "cell", number
        case ["asks", [_, *_] as calls] if all(map(_is_call, calls)):
            return "asks", [Call(*call) for call in calls]
        case ["broken", str(reason)]:
            return "broken", reason
        case ["done", list(outputs), dict(files), list(), list()] if _are_outputs(
            outputs
        ) and all(map(_is_text, [*files.values(), *message[3], *message[4]])):
            return "done", Report(*message[1:])
    raise ValueError(message)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_call(value: object) -> bool:
    return isinstance(value, list) and len(value) == 3 and all(map(_is_text, value))


def _are_outputs(cells: list) -> bool:
    return all(
        cell is None or (isinstance(cell, list) and all(map(_is_output, cell)))
        for cell in cells
    )


def _is_output(output: object) -> bool:
    parts = isinstance(output, dict) and _OUTPUTS.get(str(output.get("output_type")))
    return bool(parts) and all(
        isinstance(output.get(name), kind) for name, kind in parts.items()
    )
