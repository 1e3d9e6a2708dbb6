"""Runs a module's examples within a session; imports nothing that takes time."""

from __future__ import annotations

import ast
import doctest
import os
import re
from inspect import cleandoc
from pathlib import Path

import pytest
from IPython.display import display

from engine.session.protocol import FAILURES

# (What pytest says besides has seconds in it, other ones in every run.)
_OPTIONS = ["--doctest-modules", "-p", "no:terminal", "-p", "no:cacheprovider"]
_OPTIONS += ["--assert=plain"]  # else it has bytecode of its own
_FENCE = re.compile(r"(?m)^[ \t]*(?:`{3,}|~{3,}).*$")  # around examples
_NOT_READ = re.compile(r"line (?P<line>\d+) of the \w+ for \S+ (?P<reason>.*)")


class _Failures:
    """Collects what fails while pytest runs, and what it doesn't run."""

    def __init__(self) -> None:
        self.found: list[tuple[str, int, str]] = []
        self.read: set[str] = set()  # docstrings
        self.is_collected = True

    def parse(self, parser: doctest.DocTestParser, *args: object) -> doctest.DocTest:
        """Find a docstring's examples; one that can't be read hides no others."""
        text, names, name, path, begin = args
        self.read.add(cleandoc(text))
        try:
            return _parse(parser, _FENCE.sub("", text), *args[1:])
        except ValueError as error:
            if not (match := _NOT_READ.match(str(error))):
                raise
            line = (begin or 0) + int(match["line"])
            self.found.append((path, line, f"the example {match['reason']}"))
            return doctest.DocTest([], names, name, path, begin, text)

    def tell(
        self, test: doctest.DocTest, example: doctest.Example | None, reason: str
    ) -> None:
        """Blame an example, or its docstring."""
        begin = test.lineno  # unless it is that of an object of somebody else's class
        if begin is None:
            begin = _line_of(test.docstring, test.filename)
        line = begin + (example.lineno if example else 0) + 1
        self.found.append((test.filename, line, reason))

    def tell_of_the_others(self, path: str) -> None:
        """Blame the examples that readers see, and doctest doesn't."""
        source = Path(path).read_text(encoding="utf-8")
        rows = source.split("\n")
        for node in ast.walk(ast.parse(source)):
            text = getattr(getattr(node, "value", None), "value", None)
            is_text = isinstance(node, ast.Expr) and isinstance(text, str)
            if is_text and ">>> " in text and cleandoc(text) not in self.read:
                inside = range(node.lineno, node.end_lineno + 1)
                line = next((n for n in inside if ">>> " in rows[n - 1]), node.lineno)
                reason = "this example is not run: only those of modules, classes and "
                self.found.append((path, line, reason + "functions are"))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for test in (item.dtest for item in items):
            for example in test.examples:
                if example.options.get(doctest.SKIP):
                    self.tell(test, example, "this example is not run: it says +SKIP")

    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo
    ) -> None:
        error = call.excinfo and call.excinfo.value
        if isinstance(error, pytest.skip.Exception):
            if "+SKIP" not in str(error):
                self.tell(item.dtest, None, f"this example is not run: {error}")
        elif error:
            for one in getattr(error, "failures", [error]):
                self.tell(item.dtest, getattr(one, "example", None), _reason(one))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.is_collected = False
            text = str(report.longrepr).strip()
            lines = re.findall(
                rf"{re.escape(report.nodeid)}\"?(?:, line |:)(\d+)", text
            )
            reason = text.splitlines()[-1].removeprefix("E").strip()
            self.found.append((report.nodeid, int(lines[-1]) if lines else 1, reason))


def _line_of(docstring: str, path: str) -> int:
    """Find the line, from 0, on which a docstring begins."""
    for node in ast.walk(ast.parse(Path(path).read_text(encoding="utf-8"))):
        text = getattr(node, "value", None)
        if isinstance(text, str) and _FENCE.sub("", text) == docstring:
            return node.lineno - 1
    return 0


_parse = doctest.DocTestParser.get_doctest


def _reason(failure: BaseException) -> str:
    r"""Say in one line what an example did.

    Examples:
        >>> def told(want, got):
        ...     example = doctest.Example("x", want, want and "ValueError: no\n")
        ...     return _reason(doctest.DocTestFailure(None, example, got))
        >>> told("", "2\n")
        'the example prints 2, not nothing'
        >>> told("Traceback …", "Traceback (most …\n  …\nKeyError: 'no'\n")
        "the example raises KeyError: 'no', not ValueError: no"
    """
    if not isinstance(failure, doctest.DocTestFailure):
        error = getattr(failure, "exc_info", [None, failure])[1]
        return f"the example raises {_on_one_line(repr(error))}"
    example, got = failure.example, failure.got
    expected = _on_one_line(example.exc_msg or example.want) or "nothing"
    did = f"prints {_on_one_line(got) or 'nothing'}"
    if example.exc_msg and "Traceback (most" in got:
        did = f"raises {_on_one_line(got.strip().split(chr(10))[-1])}"
    if did == f"prints {expected}":
        return "the example prints other white space"
    return f"the example {did}, not {expected}"


def _on_one_line(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 200 else words[:200] + "…"


def run(path: str) -> None:
    """Run all examples of a module, and display what fails."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ["MPLBACKEND"] = "agg"  # figures are made, but nobody looks at them
    failures = _Failures()
    doctest.DocTestParser.get_doctest = lambda *args: failures.parse(*args)
    pytest.main([*_OPTIONS, path], plugins=[failures])
    if failures.is_collected:
        failures.tell_of_the_others(path)
    display({FAILURES: failures.found}, raw=True)
