"""What one build knows: its pages, and everything that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from jinja2 import TemplateNotFound
from mkdocs.exceptions import Abort
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.pages import Page

from engine.host import provenance, warnings
from engine.host.source import Source, place
from engine.plan.course import Course
from engine.plan.pages import is_lab
from engine.plan.steps import Steps
from engine.problems import Fault, Problem, line_of, report
from engine.render import lessons

log = get_plugin_logger("site")

SETTINGS = "mkdocs.yml"


@dataclass
class Build:
    """The pages that run, by MkDocs' src_uri, and the problems found so far.

    Args:
        root: The project's folder.
        docs: The folder of the pages.
        code: Folders of code whose docstrings pages show.
        site: The folder to which the site is written.
        theme: The folder of the project's own templates, if there is one.
        is_draft: Whether somebody writes at it, who sees it alone.
    """

    root: Path
    docs: Path
    code: list[Path]
    site: Path
    theme: Path | None = None
    is_draft: bool = False
    sources: dict[str, Source] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)  # all of them, as they are read
    steps: Steps = field(default_factory=dict)  # the lessons among them
    shown: dict[str, Page] = field(default_factory=dict)  # the same, by address
    texts: dict[str, str] = field(default_factory=dict)  # as Markdown
    files: set[str] = field(default_factory=set)  # their addresses, and of all others
    around: dict[str, str] = field(default_factory=dict)  # what the theme adds to each
    course: Course = field(default_factory=Course)
    problems: list[Problem] = field(default_factory=list)
    mended: dict[str, str] = field(default_factory=dict)  # those that can't be planned
    written: set[str] = field(default_factory=set)  # the files of all pages
    contents: dict[str, str] = field(default_factory=dict)  # as the search leaves them
    markdown: str = ""  # the settings with which it is read
    unfinished: set[str] = field(default_factory=set)  # pages that will list more
    tried: set[str] = field(default_factory=set)  # claims that readers can try there
    ended_by: str = ""  # the page with which an error has ended the build
    _failed: set[str] = field(default_factory=set)  # the source paths of pages
    _seen_on: dict[Problem, str] = field(default_factory=dict)

    @property
    def cache(self) -> Path:
        """The folder of what may be removed at any time."""
        return self.root / ".cache"

    @cached_property
    def made_with(self) -> dict[str, str]:
        """Versions, machine, commit."""
        return provenance.describe(self.root, is_draft=self.is_draft)

    def path_of(self, uri: str) -> str:
        """Name a page's source as authors know it."""
        source = self.sources.get(uri)
        return source.path if source else self.named(self.docs / uri)

    def named(self, path: Path) -> str:
        """Write a path as seen from the project's folder."""
        return path.relative_to(self.root).as_posix()

    def fail(self, problems: list[Problem]) -> None:
        """Note what has kept pages from being planned, or from running to their end."""
        self.problems += problems
        self._failed |= {problem.path for problem in problems}

    def failed(self, uri: str) -> bool:
        """Tell whether a page lacks something: what is awaited, or what has failed."""
        source = self.sources.get(uri)
        is_awaited = source is not None and source.awaited is not None
        return is_awaited or self.path_of(uri) in self._failed

    def blame(self, uri: str, faults: Iterable[Fault]) -> None:
        """Note what is wrong with a page, at a line of its source or of code it shows.

        Args:
            uri: The page.
            faults: What checks have found on it.
        """
        for fault in faults:
            problem = self._place(uri, fault)
            self.problems.append(problem)
            self._seen_on[problem] = uri

    def _place(self, uri: str, fault: Fault) -> Problem:
        source = self.sources.get(uri)
        if fault.cell:
            return source.place(fault)
        path = self.path_of(uri)
        text = (self.root / path).read_text(encoding="utf-8")
        as_read = source.as_read(text) if source else self.mended.get(uri, text)
        texts = {path: as_read}
        if not is_lab(path):  # the words of a page before its code, which repeats them
            problem = place(fault, {path: lessons.without_code(texts[path])})
            if problem.line > 1 or not fault.needles:
                return problem
        if ":::" in text:
            texts |= self.texts_of_code
        problem = place(fault, texts)
        if source and problem.line == 1:
            cell = source.cell_that_shows(fault.needles)
            if cell:
                return source.place(Fault(problem.reason, cell=cell))
            return place(fault, {path: text})  # it may be in the front matter
        return problem

    def blame_settings(self, faults: Iterable[Fault]) -> None:
        """Note what is wrong around pages, at a line of the settings or a template."""
        for fault in faults:
            # Settings have addresses as seen from the site's root.
            needles = tuple(re.sub(r"^(\.\.?/)+", "", one) for one in fault.needles)
            templates = sorted(self.theme.rglob("*.html")) if self.theme else ()
            files = [self.root / SETTINGS, *templates]
            texts = {self.named(one): one.read_text(encoding="utf-8") for one in files}
            self.problems.append(place(Fault(fault.reason, needles), texts))

    def published(self) -> tuple[dict[str, str], set[str], set[str]]:
        """List the HTML of pages, all addresses, and those of pages that lack a part.

        What the theme puts around the pages is not there yet.
        """
        texts = {url: page.content or "" for url, page in self.shown.items()}
        uris = {url: page.file.src_uri for url, page in self.shown.items()}
        lacking = {u for u, r in uris.items() if self.failed(r) or r in self.unfinished}
        return texts, self.files, lacking

    @cached_property
    def texts_of_code(self) -> dict[str, str]:
        """All modules whose docstrings pages may show, by their path."""
        files = [file for folder in self.code for file in sorted(folder.rglob("*.py"))]
        return {self.named(file): file.read_text(encoding="utf-8") for file in files}

    def code_on(self, text: str) -> str:
        """Write down the code that a page with a text may show."""
        return self._code if ":::" in text else ""

    @cached_property
    def _code(self) -> str:
        return repr(self.texts_of_code)

    def can_read(self, file: str | None, path: str) -> bool:
        """Tell whether a file can be read, or is made; note it if that is not so."""
        if not path.isprintable():
            reason = "no address can have this name: it has a sign that nobody can see"
            path = "".join(sign if sign.isprintable() else "?" for sign in path)
        elif file is None or Path(file).is_file():
            return True
        else:
            reason = "this is no file that can be read: a link to nothing, or a pipe"
        self.problems.append(Problem(path, 1, reason))
        return False

    def warn(self, message: str) -> None:
        """Note what MkDocs or a plugin warns of."""
        if uri := warnings.page_that_ended(message):
            self.ended_by = uri  # with an error, which is told in a moment
            return
        warning = warnings.read(message)
        if warning.path and (self.root / warning.path).exists():
            path = self.named(self.root / warning.path)
            self.problems.append(Problem(path, warning.line, warning.reason))
            return
        path = self.path_of(warning.uri) if warning.uri else self._shows(warning.quoted)
        self._note(path or SETTINGS, warning.reason, warning.quoted)

    def _shows(self, names: list[str]) -> str:
        """Name the last page that shows one of some objects of the code."""
        asked = "|".join(map(re.escape, names))
        asks = re.compile(rf"(?m)^(?:#{{1,6}} *)?::: *(?:{asked})\s*$")
        for path in map(self.path_of, reversed(self.pages) if names else ()):
            file = self.root / path
            if file.is_file() and asks.search(file.read_text(encoding="utf-8")):
                return path
        return ""

    def _note(self, path: str, reason: str, words: list[str]) -> None:
        """Note a problem at the last line of a file that has one of the words."""
        try:
            text = (self.root / path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):  # it may be what is warned of
            text = ""
        lines = [line_of(word, text) for word in words]
        self.problems.append(Problem(path, max([1, *lines]), reason))

    def explain(self, error: Exception) -> None:
        """Tell an error that has ended the build, if a page or a setting is behind it.

        Raises:
            Abort: With all problems that are known by now.
        """
        if isinstance(error, TemplateNotFound):
            log.debug("The build was ended.", exc_info=error)
            name = PurePosixPath(error.name or "").with_suffix("")
            reason = f"the theme has no file {error.name}, which a setting asks for"
            # As the setting has it, of an icon with its folders.
            self._note(SETTINGS, reason, [str(name).removeprefix(".icons/"), name.name])
            raise Abort(report(self.problems))
        if not self.ended_by:
            return
        log.debug("The build was ended.", exc_info=error)
        said = warnings.read(str(error))
        reason = f"this page can't be made: {type(error).__name__}: {said.reason}"
        # What is wrong may also be quoted in a row of its own, as by YAML.
        rows = [row for row in str(error).splitlines() if re.search(r"\w", row)]
        self._note(self.path_of(self.ended_by), reason, [*said.quoted, *rows])
        raise Abort(report(self.problems))

    @cached_property
    def _paths(self) -> set[str]:
        """The sources of all pages, once these are known."""
        return {self.path_of(page) for page in self.pages}

    def shown_on(self, uri: str) -> list[Problem]:
        """List what the author should know who looks at a page.

        These are the page's own problems, and those that belong to no page at all.
        """
        return [
            problem
            for problem in self.problems
            if uri == self._seen_on.get(problem)
            or problem.path == self.path_of(uri)
            or (problem not in self._seen_on and problem.path not in self._paths)
        ]
