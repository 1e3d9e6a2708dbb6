"""Where a lesson stands among others: at its head, at its end, and on its labs."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.plan.course import BEYOND
from engine.plan.steps import Lesson, Steps
from engine.render.claims import written

_HEADING = re.compile(r"<h1\b[^>]*>")
_SOURCES = re.compile(r'<h[23]\b[^>]*\bid="sources"')


@dataclass(frozen=True)
class Shown:
    """A page as others name it: its title is HTML, what it is about is plain text."""

    title: str
    url: str
    about: str = ""


@dataclass(frozen=True)
class Guide:
    """Leads from one page to the next steps.

    Args:
        steps: All lessons.
        shown: The pages of the site, by uri.
        way: From this page to the address of another.
        course: What is taught, in this order, maybe labs too: all lessons, if nothing
            is named.
    """

    steps: Steps
    shown: dict[str, Shown]
    way: Callable[[str], str]
    course: tuple[str, ...] = ()

    def on_lesson(self, page: str, lesson: Lesson) -> str:
        """Put a lesson's number, its place and what comes next into its page."""
        if lesson.number:
            number = f'<span class="rnn-number" data-search-exclude>{lesson.number}'
            page = _HEADING.sub(lambda tag: f"{tag[0]}{number}</span> ", page, count=1)
        page = _below_title(page, self._place(lesson))
        sources = _SOURCES.search(page)
        end = sources.start() if sources else len(page)
        return page[:end] + self._card(lesson) + page[end:]

    def on_lab(self, page: str, uri: str) -> str:
        """Lead from a lab back to the lessons that send readers there."""
        lessons = [lesson.uri for lesson in self.steps.values() if uri in lesson.labs]
        return (
            _below_title(page, f"Goes with {self._all(lessons)}") if lessons else page
        )

    def _place(self, lesson: Lesson) -> str:
        of_all = f"Lesson {lesson.number} of {self._count}"
        parts = [of_all if lesson.number else BEYOND, f"{lesson.minutes} min"]
        if lesson.needs:
            parts.append(f"needs {self._needs(lesson)}")
        if lesson.labs:
            parts.append(f"to practise: {self._all(lesson.labs)}")
        return " · ".join(parts)

    @property
    def _count(self) -> int:
        return sum(one.number > 0 for one in self.steps.values())

    def _needs(self, lesson: Lesson) -> str:
        found = sorted((self.steps[uri].number, uri) for uri in lesson.needs)
        taught = [self._link(uri, str(number)) for number, uri in found if number]
        if taught:
            taught[0] = f"lesson{'s' * (len(taught) > 1)} {taught[0]}"
        return _in_words([*taught, *(self._named(u) for n, u in found if not n)])

    def _card(self, lesson: Lesson) -> str:
        rows = []
        if lesson.can:
            rows.append(f"<strong>You can now</strong> {written(lesson.can)}")
        if lesson.labs:
            rows.append(f"<strong>Practise:</strong> {self._all(lesson.labs)}")
        there = self._after(lesson.uri)
        if lesson.number == self._count and (not there or self._is_beyond(there)):
            rows.append(f"That was the last of {self._count} lessons.")
        if there:
            word = BEYOND if self._is_beyond(there) else "Next"
            link, about = self._link(there), written(self.shown[there].about)
            takes = f" ({self.steps[there].minutes} min)" if there in self.steps else ""
            rows.append(f"<strong>{word}:</strong> {link}{takes}. {about}")
        said = "".join(f"<p>{row}</p>" for row in rows)
        url = html.escape(self.shown[lesson.uri].url)
        done = f'<rnn-done lesson="{url}"></rnn-done>'
        return f'<div class="rnn-card" data-search-exclude>{said}{done}</div>'

    def _after(self, uri: str) -> str | None:
        """Tell what comes next: first all that is taught, then what lies beyond."""
        way = [*dict.fromkeys([*self.course, *self.steps])]
        return next(iter(way[way.index(uri) + 1 :]), None)

    def _is_beyond(self, uri: str) -> bool:
        return uri in self.steps and not self.steps[uri].number

    def _all(self, uris: Iterable[str]) -> str:
        return _in_words([self._named(uri) for uri in uris])

    def _named(self, uri: str) -> str:
        link = self._link(uri)
        return f"{link} ({BEYOND.lower()})" if self._is_beyond(uri) else link

    def _link(self, uri: str, text: str = "") -> str:
        number = self.steps[uri].number if uri in self.steps else 0
        title = self.shown[uri].title
        text = text or (f"{number} · {title}" if number else title)
        return f'<a href="{html.escape(self.way(self.shown[uri].url))}">{text}</a>'


def _below_title(page: str, row: str) -> str:
    below = f'</h1><p class="rnn-where" data-search-exclude>{row}</p>'
    return page.replace("</h1>", below, 1)


def _in_words(parts: Iterable[str]) -> str:
    """List some things in words.

    Examples:
        >>> _in_words(["2"]), _in_words(["2", "3", "5"])
        ('2', '2, 3 and 5')
    """
    *first, last = parts
    return " and ".join(filter(None, [", ".join(first), last]))
