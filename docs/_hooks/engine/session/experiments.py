"""Experiments within a session: a page asks the build for them and waits."""

from __future__ import annotations

import inspect
import os
import pkgutil
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field

from IPython.display import display

from engine.session import claims
from engine.session.protocol import RESULT, Call, Line
from engine.session.serialise import from_text, to_text


@dataclass
class Asker:
    """Gets the results of experiments from the build; hung up as `sys.experimenthook`.

    Args:
        home: The line to the build.
        root: The project's folder.
        own: The experiment that this session runs itself.
        result: What that has returned.
    """

    home: Line
    root: str
    own: Call | None = None
    result: object = field(init=False)
    _process: int = field(default_factory=os.getpid)
    _alone: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, experiment: Callable, runs: list[dict[str, object]]) -> list:
        """Return what an experiment returns, for each of several sets of arguments.

        Raises:
            TypeError: If an argument, or the result, is no plain value.
            RuntimeError: If the experiment ended its session, or ran for too long.
        """
        # The line belongs to one process.
        if os.getpid() != self._process or not _can_be_found(experiment):
            return [experiment(**arguments) for arguments in runs]
        calls = [_call(experiment, arguments) for arguments in runs]
        if calls == [self.own]:
            self.result = experiment(**runs[0])
            return [self.result]
        answers = self._ask(calls)
        results = []
        for call, arguments in zip(calls, runs, strict=True):
            kind, what = answers[call]
            if kind == "broken":
                raise RuntimeError(f"{experiment.__name__} {what}")
            if kind == "failed":  # to be seen where it was called
                with _told_where(experiment, self.root):
                    what = _result_as_text(call, experiment(**arguments))
            results.append(from_text(what))
        return results

    def _ask(self, calls: list[Call]) -> dict[Call, tuple[str, str]]:
        answers = {}
        with self._alone:
            self.home.send("asks", [astuple(call) for call in calls])
            while not answers.keys() >= {*calls}:  # an interrupted wait leaves others
                function, arguments, kind, what = self.home.receive()
                answers[Call(function, arguments)] = kind, what
        return answers


@contextmanager
def _told_where(experiment: Callable, root: str) -> Iterator[None]:
    """Let an error tell also at which line of the experiment's own file it came up."""
    try:
        yield
    except Exception as error:
        file = inspect.unwrap(experiment).__code__.co_filename
        if not hasattr(error, "__notes__"):  # or an experiment below has told it
            rows = traceback.format_tb(error.__traceback__)
            # (If another process has run a seed, its traceback comes as a text.)
            told = "".join([*rows, str(error.__cause__)])
            lines = re.findall(rf'"{re.escape(file)}", line (\d+)', told)
            if lines:
                error.add_note(f"(in {os.path.relpath(file, root)}:{lines[-1]})")
        raise


def _can_be_found(experiment: Callable) -> bool:
    """Tell whether another process finds it: not what a page or a function defines."""
    if experiment.__module__ == "__main__":
        return False
    try:
        found = pkgutil.resolve_name(_name(experiment))
    except (AttributeError, ImportError, ValueError):
        return False
    while found is not None and found is not experiment:
        found = getattr(found, "__wrapped__", None)
    return found is experiment


def _name(experiment: Callable) -> str:
    return f"{experiment.__module__}:{experiment.__qualname__}"


def _call(experiment: Callable, arguments: dict[str, object]) -> Call:
    for name, value in arguments.items():
        _as_text(value, f"{name} of {experiment.__name__}")
    written = _written(experiment, arguments)
    return Call(_name(experiment), to_text(arguments), written)


def _written(experiment: Callable, arguments: dict[str, object]) -> str:
    """Write down what is not as it is by default."""
    texts = {name: repr(value) for name, value in arguments.items()}
    parameters = inspect.signature(experiment).parameters
    usual = {name: repr(one.default) for name, one in parameters.items()}
    return ", ".join(f"{n}={text}" for n, text in texts.items() if text != usual[n])


def _result_as_text(call: Call, result: object) -> str:
    return _as_text(result, f"the result of {call.name}")


def _as_text(value: object, meaning: str) -> str:
    try:
        return to_text(value)
    except TypeError as error:
        raise TypeError(f"{meaning}: {error}") from None


def run(function: str, arguments: str) -> None:
    """Run an experiment, and display its result as text."""
    asker = sys.experimenthook
    asker.own = Call(function, arguments)
    sys.claimhook = claims.refuse
    pkgutil.resolve_name(function)(**from_text(arguments))
    display({RESULT: _result_as_text(asker.own, asker.result)}, raw=True)
