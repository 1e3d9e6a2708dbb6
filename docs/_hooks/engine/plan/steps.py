"""Steps through the lessons of `nav`: their numbers, what each needs and gives."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from mkdocs.utils import meta

from engine.plan.course import BEYOND
from engine.plan.lessons import Prose, Value, scan
from engine.plan.pages import teaches, without_front_matter
from engine.problems import Fault, PlanError

WORDS = 200  # of a text that one has to think about, in a minute
ROWS = 15  # of code, likewise
# In the front matter: pages as `nav` has them, and what a reader can do afterwards.
NEEDS, LAB, CAN = "needs", "lab", "can"
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)#\s]+\.md)(?P<rest>[^)]*)\)")
_NUMBER = re.compile(r"\b(?P<word>[Ll]esson)(?P<gap>\s+)#")
# A number, or how far it is from here.
_TYPED = re.compile(
    r"\blesson\s+\d+|\blessons?\s+(?:ago|on|but\s+one|further)\b"
    r"|\b(?:the|a)\s+lesson\s+(?:before|after)\b|\b(?:first|next|last|previous)\s+lesson\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Lesson:
    """A lesson: its number, and what its front matter says of its place.

    Numbers begin with 1; what lies beyond the course has none, but 0.
    """

    number: int
    uri: str
    minutes: int
    needs: tuple[str, ...] = ()  # lessons
    labs: tuple[str, ...] = ()
    can: str = ""


Steps = dict[str, Lesson]  # by the lesson's uri
Wrong = tuple[str, Fault]  # which page, and what is wrong there


def of_nav(
    in_nav: Iterable[str], texts: Mapping[str, str], course: Collection[str] = ()
) -> Steps:
    r"""Number the lessons that `nav` has.

    Args:
        in_nav: All pages, in order.
        texts: The lessons among them, as they are written.
        course: What is taught of it: all, if nothing is named.

    Examples:
        >>> text = "---\ncan: write.\n---\n# B\n"
        >>> of_nav(["index.md", "learn/b.md"], {"learn/b.md": text})["learn/b.md"]
        Lesson(number=1, uri='learn/b.md', minutes=1, needs=(), labs=(), can='write.')
    """
    found: Steps = {}
    numbers = itertools.count(1)
    for uri in in_nav:
        if uri in texts and teaches(uri):
            told = meta.get_data(texts[uri])[1]
            found[uri] = Lesson(
                number=next(numbers) if uri in (course or [uri]) else 0,
                uri=uri,
                minutes=minutes(texts[uri]),
                needs=_listed(told.get(NEEDS)),
                labs=_listed(told.get(LAB)),
                can=str(told.get(CAN, "")),
            )
    return found


def _listed(names: object) -> tuple[str, ...]:
    found = names if isinstance(names, list) else [names or ()]
    return tuple(str(name) for name in found if name)


@lru_cache(maxsize=100)  # a server asks for each lesson again, after each save
def minutes(text: str) -> int:
    r"""Tell how long a lesson takes to read: its words, and the code that it shows.

    Examples:
        >>> minutes("one two " * 1000), minutes("```python exec\n" + "x = 1\n" * 60)
        (10, 1)
        >>> minutes("```python exec\n" + "x = 1\n" * 60 + "```\n")
        4
    """
    words = rows = 0
    try:
        for piece in scan(without_front_matter(text)[0]):
            if isinstance(piece, Value):
                words += 1
            elif isinstance(piece, Prose) and not piece.is_code:
                words += len(re.findall(r"\w+", piece.text))
            elif isinstance(piece, Prose):
                rows += piece.text.count("\n")
            elif "hide" not in piece.options:
                rows += piece.source.count("\n") + 1
    except PlanError:  # which is told
        return 1
    return max(1, round(words / WORDS + rows / ROWS))


def sound(steps: Steps, pages: Sequence[str]) -> tuple[Steps, list[Wrong]]:
    """Leave out what lessons need, or hand on to, that is not there, and list that.

    Args:
        steps: The lessons.
        pages: All pages, as `nav` has them, whatever a course makes of their order.

    Examples:
        >>> steps = {"learn/a.md": Lesson(1, "learn/a.md", 1, needs=("learn/b.md",))}
        >>> steps, [(uri, fault)] = sound(steps, ["learn/a.md"])
        >>> fault.reason, steps[uri].needs
        ('`needs` names what is no lesson before this one in `nav`', ())
    """
    wrong, found = [], {}
    for lesson in steps.values():
        before = pages[: pages.index(lesson.uri)]
        needs = tuple(uri for uri in lesson.needs if uri in steps and uri in before)
        labs = tuple(uri for uri in lesson.labs if uri in pages)
        reason = f"`{NEEDS}` names what is no lesson before this one in `nav`"
        for uri in {*lesson.needs} - {*needs}:
            wrong.append((lesson.uri, Fault(reason, (uri,))))
        for uri in {*lesson.labs} - {*labs}:
            wrong.append((lesson.uri, Fault(f"`{LAB}` names no page of `nav`", (uri,))))
        found[lesson.uri] = replace(lesson, needs=needs, labs=labs)
    return found, wrong


def numbered(text: str, uri: str, steps: Steps) -> str:
    """Write the numbers of lessons into the text of links to them.

    Examples:
        >>> steps = {"learn/a.md": Lesson(3, "learn/a.md", 1)}
        >>> numbered("[lesson #, part 2](../learn/a.md#b)", "labs/c.ipynb", steps)
        '[lesson 3, part 2](../learn/a.md#b)'
        >>> numbered("[Lesson #](a.md)", "learn/b.md", {"learn/a.md": Lesson(0, "", 1)})
        '[A lesson beyond this course](a.md)'
    """

    def put(link: re.Match[str]) -> str:
        lesson = steps.get(_target(link, uri))
        if not lesson:
            return link[0]

        def say(found: re.Match[str]) -> str:
            word, gap = found["word"], found["gap"]
            if lesson.number:
                return f"{word}{gap}{lesson.number}"
            article = "A" if word.istitle() else "a"
            return f"{article} lesson{gap}{BEYOND.lower()}"

        said = _NUMBER.sub(say, link["text"])
        return f"[{said}]({link['target']}{link['rest']})"

    return _LINK.sub(put, text)


def typed(text: str) -> Iterator[Fault]:
    """Find places of lessons that somebody has typed: they change with `nav`.

    Examples:
        >>> [*typed("As in [lesson #](a.md), a lesson to go on with")]
        []
        >>> [fault.needles[0] for fault in typed("Lesson 1, or two lessons ago")]
        ['Lesson 1', 'lessons ago']
    """
    for found in _TYPED.findall(text):
        reason = "the build numbers lessons: write [lesson #](…) with a link to it"
        yield Fault(reason, (found,))


def _target(link: re.Match[str], uri: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(uri), link["target"]))
