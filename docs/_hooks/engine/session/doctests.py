"""Runs a module's examples within a session; imports nothing that takes time."""

from __future__ import annotations

import os
import re

import pytest
from IPython.display import display

from engine.session.files_read import LOOKED_AT_BY
from engine.session.protocol import FAILURES

_EXPECTED = re.compile(r"Expected:\n(?P<expected>.*?)Got:\n(?P<got>.*)", re.DOTALL)
# (What pytest says besides has seconds in it, other ones in every run.)
_OPTIONS = ["--doctest-modules", "-p", "no:terminal", "-p", "no:cacheprovider"]


class _Failures:
    """Collects what fails while pytest runs."""

    def __init__(self) -> None:
        self.found: list[tuple[str, int, str]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            for place, lines in report.longrepr.reprlocation_lines:
                self.found.append((place.path, place.lineno, _reason(lines)))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            text = str(report.longrepr).strip()
            lines = re.findall(
                rf"{re.escape(report.nodeid)}\"?(?:, line |:)(\d+)", text
            )
            reason = text.splitlines()[-1].removeprefix("E").strip()
            self.found.append((report.nodeid, int(lines[-1]) if lines else 1, reason))


def _reason(lines: list[str]) -> str:
    r"""Say in one line what an example did.

    Examples:
        >>> _reason(["001 >>> 1 + 1", "Expected:", "    3", "Got:", "    2"])
        'the example prints 2, not 3'
        >>> _reason(["UNEXPECTED EXCEPTION: ValueError('no')", "Traceback: …"])
        "the example raises ValueError('no')"
    """
    text = "\n".join(lines)
    match = _EXPECTED.search(text)
    if match:
        expected, got = (_on_one_line(part) for part in match.groups())
        if got == expected:
            return "the example prints other white space"
        return f"the example prints {got}, not {expected}"
    raised = re.search(r"UNEXPECTED EXCEPTION: (.*)", text)
    return f"the example raises {raised[1]}" if raised else lines[-1].strip()


def _on_one_line(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 200 else words[:200] + "…"


def run(path: str) -> None:
    """Run all examples of a module, and display what fails."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in LOOKED_AT_BY:  # pytest looks at whatever lies beside the module
        setattr(os, name, getattr(os, name).__wrapped__)
    os.environ["MPLBACKEND"] = "agg"  # figures are made, but nobody looks at them
    failures = _Failures()
    pytest.main([*_OPTIONS, path], plugins=[failures])
    display({FAILURES: failures.found}, raw=True)
