"""The course as somebody gives it: its lessons, their order, answers from which day on.

It stands in `course.yml`, beside mkdocs.yml, so that a copy can change it and still
take over what others change in `nav`. Without that file all lessons are taught as `nav`
has them, and all answers are there.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from engine.problems import Problem, line_of

FILE = "course.yml"
BEYOND = "Beyond this course"  # the section of lessons that are not taught
_KEYS = ("lessons", "answers")


@dataclass(frozen=True)
class Course:
    """What is taught, in this order; all if nothing is named, as `nav` has it.

    Args:
        lessons: Pages, as `nav` names them.
        answers: From which day on those of a page are shown; others always are.
        in_nav: All pages, as `nav` has them without this course.
        day: From when on those of the other pages are shown, if not always.
    """

    lessons: tuple[str, ...] = ()
    answers: dict[str, datetime.date] = field(default_factory=dict)
    in_nav: tuple[str, ...] = ()
    day: datetime.date | None = None

    def hides(self, uri: str) -> datetime.date | None:
        """Tell until when the answers of a page are not shown; None if they are.

        A day begins everywhere when it does in Greenwich.

        Examples:
            >>> days = {"a.md": datetime.date(2999, 1, 29), "b.md": datetime.date.min}
            >>> Course(answers=days).hides("a.md")
            datetime.date(2999, 1, 29)
            >>> Course(answers=days).hides("b.md")
        """
        day = self.answers.get(uri, self.day)
        today = datetime.datetime.now(datetime.UTC).date()
        return day if day and today < day else None


def read(root: Path, nav: list) -> tuple[Course, list[Problem]]:
    """Read the course of a project, and say what is wrong with its file.

    Args:
        root: The project's folder.
        nav: The pages, as mkdocs.yml lists them.
    """
    file = root / FILE
    if not os.path.lexists(file):
        return Course(), []
    try:
        text = file.read_text(encoding="utf-8")
        written = yaml.safe_load(text)
        twice = [*_twice(yaml.compose(text))]
    except (OSError, ValueError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        told = getattr(error, "problem", None) or error
        return Course(), [Problem(FILE, mark.line + 1 if mark else 1, str(told))]
    problems = [
        Problem(FILE, max(line_of(needle, text), 1), reason)
        for needle, reason in _wrong(written, nav)
    ]
    problems += [Problem(FILE, line, f"{key} stands here twice") for key, line in twice]
    if problems:
        return Course(), problems
    lessons, answers = _given(written)
    day = answers if isinstance(answers, datetime.date) else None
    days = {} if day else answers
    return Course(tuple(lessons), days, (*uris(nav),), day), []


def _given(written: dict) -> tuple[object, object]:
    """Read what stands behind both keys; what is left empty says nothing."""
    lessons, answers = (written.get(key) for key in _KEYS)
    return [] if lessons is None else lessons, {} if answers is None else answers


def _twice(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """List the keys that are given a second time, with their lines: the last counts."""
    rows = node.value if isinstance(node, yaml.MappingNode) else ()
    seen: set[str] = set()
    for key, value in rows:
        if key.value in seen:
            yield key.value, key.start_mark.line + 1
        seen.add(key.value)
        yield from _twice(value)


def _wrong(written: object, nav: list) -> Iterator[tuple[str, str]]:
    """List what can't be used, and why."""
    known = [*uris(nav)]
    if not isinstance(written, dict):
        yield "", f"expected lines that begin with {' or '.join(_KEYS)}"
        return
    for key in [key for key in written if key not in _KEYS]:
        yield f"{key}:", f"nothing is known of {key!r}: expected {' or '.join(_KEYS)}"
    lessons, answers = _given(written)
    if not isinstance(lessons, list):
        yield "lessons:", "`lessons` is a list of pages, as `nav` names them"
        lessons = []
    of_days = isinstance(answers, dict)
    named = [*lessons, *(answers if of_days else ())]
    for one in [one for one in named if one not in known]:
        yield str(one), f"`nav` of mkdocs.yml has no page {one!r}"
    for one in [one for at, one in enumerate(lessons) if one in lessons[:at]]:
        yield str(one), f"{one} stands here twice"
    if lessons and all(one in known for one in lessons) and not _section(nav, lessons):
        yield "lessons:", "no page of `lessons` stands in a section of `nav`"
    for day in answers.values() if of_days else [answers]:
        if type(day) is not datetime.date:
            yield str(day), f"answers are shown from a day on, as 2027-01-29, not {day}"


def uris(nav: list) -> Iterator[str]:
    """List the pages of `nav`.

    Examples:
        >>> [*uris(["a.md", {"B": "b.md"}, {"C": [{"D": "d.md"}, "e.md"]}])]
        ['a.md', 'b.md', 'd.md', 'e.md']
    """
    return (uri for uri, _ in _rows(nav))


def taught(nav: list, lessons: Collection[str]) -> list:
    """Put the lessons of a course first in their section, and the rest of it behind.

    Examples:
        >>> nav = ["index.md", {"Learn": [{"So": ["a.md", "b.md"]}, {"C": "c.md"}]}]
        >>> taught(nav, ["c.md", "a.md"])[1]
        {'Learn': [{'C': 'c.md'}, 'a.md', {'Beyond this course': [{'So': ['b.md']}]}]}
    """
    rows, section = dict(_rows(nav)), _section(nav, lessons)
    (name,) = section
    left = _without(section, lessons)
    beyond = [{BEYOND: left[name]}] if left else []
    put = {name: [*(rows[uri] for uri in lessons), *beyond]}
    rest = (put if row is section else _without(row, lessons) for row in nav)
    return [row for row in rest if row]


def _section(nav: list, lessons: Collection[str]) -> dict | None:
    """Find the first section of `nav` that has some of these pages."""
    sections = (row for row in nav if isinstance(_inside(row), list))
    return next((s for s in sections if not {*lessons}.isdisjoint(uris([s]))), None)


def _inside(row: str | dict) -> str | list:
    """Tell what stands behind the title of a row, if it has one."""
    return next(iter(row.values())) if isinstance(row, dict) else row


def _rows(nav: list) -> Iterator[tuple[str, str | dict]]:
    """List the rows of pages, with or without a title, by the page."""
    for row in nav:
        inside = _inside(row)
        if isinstance(inside, list):
            yield from _rows(inside)
        else:
            yield inside, row


def _without(row: str | dict, lessons: Collection[str]) -> str | dict:
    """Take pages out of a row, and sections that have no other."""
    inside = _inside(row)
    if not isinstance(inside, list):
        return "" if inside in lessons else row
    left = [one for one in (_without(one, lessons) for one in inside) if one]
    return {next(iter(row)): left} if left else ""
