"""A page as its author names it, and where in the project it has its say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path, PurePosixPath

from engine.plan.pages import is_lab

DOCS = PurePosixPath("docs")
NOT_PUBLISHED = ("_hooks", "_overrides")


@dataclass(frozen=True)
class Page:
    """A page of the site, by its source as seen from the project's folder.

    Examples:
        >>> lab = Page("docs/labs/sine.py")
        >>> lab.uri, lab.address, lab.controls
        ('labs/sine.ipynb', 'labs/sine', 'lab_sine')
        >>> lesson = Page("docs/learn/first-rnn.md")
        >>> lesson.uri, lesson.address, lesson.controls
        ('learn/first-rnn.md', 'learn/first-rnn', 'first_rnn')
        >>> Page("docs/index.md").address, Page("docs/reference/index.md").address
        ('.', 'reference')
    """

    source: str

    @property
    def is_lab(self) -> bool:
        """Whether it is a lab, not a lesson."""
        return is_lab(self.source)

    @cached_property
    def uri(self) -> str:
        """Its name in `nav`, and in links from the folder of all pages."""
        within = PurePosixPath(self.source).relative_to(DOCS)
        return str(within.with_suffix(".ipynb") if self.is_lab else within)

    @property
    def address(self) -> str:
        """Its folder on the site."""
        within = PurePosixPath(self.uri)
        return str(within.parent if within.stem == "index" else within.with_suffix(""))

    @property
    def controls(self) -> str:
        """The name of the module in `tests/controls/` with those of its claims."""
        stem = PurePosixPath(self.source).stem.replace("-", "_")
        return f"lab_{stem}" if self.is_lab else stem


def all_pages(root: Path) -> Iterator[Page]:
    """List the pages of a project."""
    docs = root / DOCS
    for file in sorted([*docs.rglob("*.md"), *docs.glob("labs/*.py")]):
        if file.relative_to(docs).parts[0] not in NOT_PUBLISHED:
            yield Page(file.relative_to(root).as_posix())


def find(name: str, root: Path) -> Page:
    """Find a page by any of its names, such as `learn/lstm.md` or `labs/sine.ipynb`.

    Raises:
        LookupError: If there is none; the nearest name is told.
    """
    named = {}
    for page in all_pages(root):
        short = page.source.removeprefix(f"{DOCS}/")
        for known in (page.address, page.uri, page.source, short):
            named[known] = page, short
    if found := named.get(name.strip().removeprefix("./").rstrip("/")):
        return found[0]
    if not name.strip():
        raise LookupError("Which page? Name one, as in PAGE=learn/lstm.md.")
    near = get_close_matches(name, named, n=1, cutoff=0)
    raise LookupError(
        f"There is no page {name!r}; the nearest is {named[near[0]][1]!r}."
        if near
        else f"There is no page {name!r}, and no other in {DOCS}/."
    )
