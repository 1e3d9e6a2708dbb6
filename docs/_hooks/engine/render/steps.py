"""Where a lesson stands among others: at its head, at its end, and on its labs."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.plan.steps import Lesson, Steps
from engine.render.claims import written

_HEADING = re.compile(r"<h1\b[^>]*>")
_SOURCES = re.compile(r'<h[23]\b[^>]*\bid="sources"|\Z')  # or else the page's end


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
    """

    steps: Steps
    shown: dict[str, Shown]
    way: Callable[[str], str]

    def on_lesson(self, page: str, lesson: Lesson) -> str:
        """Put a lesson's number, its place and what comes next into its page."""
        number = f'<span class="rnn-number" data-search-exclude>{lesson.number}</span>'
        page = _HEADING.sub(lambda tag: f"{tag[0]}{number} ", page, count=1)
        page = _below_title(page, self._place(lesson))
        end = _SOURCES.search(page).start()
        return page[:end] + self._card(lesson) + page[end:]

    def on_lab(self, page: str, uri: str) -> str:
        """Lead from a lab back to the lessons that send readers there."""
        lessons = [lesson.uri for lesson in self.steps.values() if uri in lesson.labs]
        return (
            _below_title(page, f"Goes with {self._all(lessons)}") if lessons else page
        )

    def _place(self, lesson: Lesson) -> str:
        parts = [f"Lesson {lesson.number} of {len(self.steps)}"]
        parts.append(f"{lesson.minutes} min")
        if lesson.needs:
            word = "lesson" if len(lesson.needs) == 1 else "lessons"
            found = sorted((self.steps[uri].number, uri) for uri in lesson.needs)
            links = [self._link(uri, str(number)) for number, uri in found]
            parts.append(f"needs {word} {_in_words(links)}")
        if lesson.labs:
            parts.append(f"to practise: {self._all(lesson.labs)}")
        return " · ".join(parts)

    def _card(self, lesson: Lesson) -> str:
        rows = []
        if lesson.can:
            rows.append(f"<strong>You can now</strong> {written(lesson.can)}")
        if lesson.labs:
            rows.append(f"<strong>Practise:</strong> {self._all(lesson.labs)}")
        after = [one for one in self.steps.values() if one.number > lesson.number]
        if after:
            there = after[0]
            link, about = self._all([there.uri]), written(self.shown[there.uri].about)
            rows.append(f"<strong>Next:</strong> {link} ({there.minutes} min). {about}")
        else:
            rows.append(f"That was the last of {len(self.steps)} lessons.")
        said = "".join(f"<p>{row}</p>" for row in rows)
        url = html.escape(self.shown[lesson.uri].url)
        done = f'<rnn-done lesson="{url}"></rnn-done>'
        return f'<div class="rnn-card" data-search-exclude>{said}{done}</div>'

    def _all(self, uris: Iterable[str]) -> str:
        return _in_words([self._link(uri, self._title(uri)) for uri in uris])

    def _title(self, uri: str) -> str:
        title, lesson = self.shown[uri].title, self.steps.get(uri)
        return f"{lesson.number} · {title}" if lesson else title

    def _link(self, uri: str, text: str) -> str:
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
