"""What one build knows: its pages, and everything that is wrong with them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import complaints
import sources
from problems import Problem, line_of
from sources import Source

EVERYWHERE = ""  # stands for the page of a problem that belongs to none


@dataclass
class Build:
    """The pages that run, by MkDocs' src_uri, and the problems found so far.

    Args:
        root: The project's folder.
        docs: The folder of the pages.
        code: Folders of code whose docstrings pages show.
    """

    root: Path
    docs: Path
    code: list[Path]
    sources: dict[str, Source] = field(default_factory=dict)
    problems: dict[str, list[Problem]] = field(
        default_factory=lambda: defaultdict(list)
    )
    reading_order: list[str] = field(default_factory=list)

    def path_of(self, uri: str) -> str:
        """Name a page's source as authors know it."""
        source = self.sources.get(uri)
        return source.path if source else self.named(self.docs / uri)

    def named(self, path: Path) -> str:
        """Write a path as seen from the project's folder."""
        return path.relative_to(self.root).as_posix()

    def add(self, problem: Problem) -> None:
        """Note a problem of the page whose source it names."""
        paths = {source.path: uri for uri, source in self.sources.items()}
        uri = paths.get(problem.path, problem.path.removeprefix(f"{self.docs.name}/"))
        known = (self.root / problem.path).exists() and uri != problem.path
        self.problems[uri if known else EVERYWHERE].append(problem)

    def blame(self, uri: str, needles: list[str], reason: str) -> None:
        """Note a problem of a page at the line of its source, or of code that it shows.

        Args:
            uri: The page.
            needles: What to look for, the best first.
            reason: What is wrong.
        """
        path = self.path_of(uri)
        text = (self.root / path).read_text(encoding="utf-8")
        texts = {path: sources.as_read(text, self.sources.get(uri))} | self._code()
        self.problems[uri].append(sources.blame(needles, reason, texts))

    def _code(self) -> dict[str, str]:
        files = [file for folder in self.code for file in sorted(folder.rglob("*.py"))]
        return {self.named(file): file.read_text(encoding="utf-8") for file in files}

    def complain(self, message: str) -> None:
        """Note what MkDocs or a plugin warns of."""
        path, line, reason = complaints.place(message)
        if path and (self.root / path).exists():
            relative = self.named(self.root / path)
            self.add(Problem(relative, line, reason.strip()))
            return
        pages = (self.docs / word.split(":")[0] for word in message.split())
        page = next((file for file in pages if file.is_file()), None)
        path = self.named(page) if page else "mkdocs.yml"
        text = (self.root / path).read_text(encoding="utf-8")
        lines = (line_of(word, text) for word in complaints.quoted(message))
        self.add(Problem(path, max(lines, default=0) or 1, " ".join(message.split())))

    def all_problems(self) -> list[Problem]:
        """List the problems of all pages."""
        return [problem for found in self.problems.values() for problem in found]

    def shown_on(self, uri: str) -> list[Problem]:
        """List the problems that a page's reader should know of."""
        return [*self.problems.get(uri, []), *self.problems.get(EVERYWHERE, [])]
