"""What the build and a page's process tell each other."""

from __future__ import annotations

from dataclasses import dataclass, field

# What is displayed for the build alone: an experiment's result, examples that fail.
RESULT = "application/vnd.site.result+json"
FAILURES = "application/vnd.site.failures+json"


@dataclass(frozen=True)
class Job:
    """What to run, and where."""

    cells: list[tuple[str, bool]]  # the code, and whether the page ends if it fails
    root: str
    environment: dict[str, str]


@dataclass(frozen=True)
class Call:
    """An experiment that a page asks for: what to call, and with which arguments."""

    function: str  # "module:name"
    arguments: str  # as `serialise` writes them
    written: str = field(default="", compare=False)  # the same, for people

    @property
    def name(self) -> str:
        """The function's own name."""
        return self.function.rpartition(":")[2]


@dataclass
class Report:
    """What came out: outputs per cell that was begun; what was read, and imported."""

    outputs: list[list[dict]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)  # as seen from the root
    modules: list[str] = field(default_factory=list)  # without what is below them
