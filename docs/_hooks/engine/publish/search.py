"""What the search knows of each page: little enough to be there soon when it is opened.

Of a section it has the title, how its text begins, which results show, and all other
words once. It is the theme's search, which looks into more fields than it shows.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from bs4 import BeautifulSoup
from material.plugins.search.plugin import SearchIndex
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from engine.cache.memo import Memo
from engine.cache.remembered import Memory, remembered
from engine.problems import STRAIGHT
from engine.render import plain_formulas
from engine.render.glossary import is_glossary

Splits = Callable[[str], list[str]]
ASKED = "asked"  # in the front matter: what readers ask, and the page answers
# Nobody sees these; what is asked counts as much as a title.
_FIELDS = {ASKED: {"boost": 1000.0}, "words": {"boost": 1.0}}
_SHOWN = 160  # characters of a section's text in a result, at most
# Drawings, outputs, what a reference explains, formulas on lines of their own: no text.
_NO_TEXT = "svg, .mkdocstrings-source, div.arithmatex, [data-search-exclude]"
_HEADING = re.compile(r"h[1-6]")  # of a section that the theme leaves out
_CODE = re.compile(r"<pre>.*?</pre>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_EDGES = re.compile(r"^\W+|\W+$")
_MARKED = re.compile(r'\s?data-search-\w+="[^"]+"')
_WORD = re.compile(r"[^<>&]*[^\W\d][^<>&]+")  # neither a number nor a single letter
# How much a page counts by where it stands: lessons come before what is looked up, and
# what explains a word before all.
_FOLDERS = {"learn": 1, "labs": 0.5, "reference": 0.1}
_OTHERS, _EXPLAINED = 0.3, 6
_PROGRAM = re.compile(r"assets/javascripts/workers/search\.\w+\.min\.js")  # the theme's
_STOP_WORDS = re.compile(r"generateStopWordFilter\(\[([^\]]+)\]\)")
_QUESTIONS = Path(__file__).with_name("search_questions.js")


_read = Memory()


def program(files: Files) -> File:
    """Find what searches: the theme's."""
    [found] = [file for file in files if _PROGRAM.fullmatch(file.src_uri)]
    return found


def with_questions(program: str) -> str:
    """Let what searches read questions, and not only words."""
    return _QUESTIONS.read_text(encoding="utf-8") + program


def stop_words(program: str) -> set[str]:
    """List the words that tell too little to be searched for.

    Examples:
        >>> sorted(stop_words('f=generateStopWordFilter(["a","the"]);'))
        ['a', 'the']
    """
    return {*re.findall(r"\w+", " ".join(_STOP_WORDS.findall(program)))}


def read_pages(index: SearchIndex, ignored: set[str], memo: Memo) -> dict[str, str]:
    """Let the index read a page only if that has changed, and keep little of it.

    Returns:
        What is shown of each page that it has read by then, by its address: the page
        itself is empty until then, or the theme would look through all of it anew.
    """
    contents: dict[str, str] = {}
    read, separator = index.add_entry_from_context, index.config["separator"]
    index.config["fields"] |= _FIELDS

    def add(page: Page) -> None:
        known, shown = index.entries, page.content

        def make() -> list[dict]:
            index.entries, page.content = [], searchable(shown)
            read(page)
            about = page.meta.get("description", "")
            split = re.compile(separator).split
            entries = [*map(_as_typed, index.entries)]
            kept = lean(entries, about, split, ignored)
            return [*ranked(kept, shown, page.meta.get(ASKED, []))]

        state = page.url, page.title, str(page.meta), str(page.toc), page.content
        ingredients = "search", separator, *sorted(ignored), *state
        made = _read.get(ingredients, lambda: memo.get([*ingredients], make))
        page.content, index.entries = "", known + made
        contents[page.url] = _unmarked(shown)

    index.add_entry_from_context = add
    return contents


@remembered
def _unmarked(page: str) -> str:
    """Drop what is for the search alone."""
    return _MARKED.sub("", page)


def _as_typed(entry: dict) -> dict:
    """Give a section the quotation marks that there are on a keyboard."""
    texts = {name: entry[name].translate(STRAIGHT) for name in ("title", "text")}
    return entry | texts


def searchable(page: str) -> str:
    """Leave of the HTML of a page what can be found on it, formulas as text.

    Examples:
        >>> searchable("<p>A <svg><text>0.5</text></svg>b</p>")
        '<p>A b</p>'
        >>> searchable("<div data-search-exclude><div>1</div>2</div>3")
        '3'
    """
    found = BeautifulSoup(page, "html.parser")
    for element in found.select(_NO_TEXT):
        if not _HEADING.fullmatch(element.name):
            element.decompose()
    return plain_formulas.plain(str(found))


def lean(
    entries: list[dict], about: str, split: Splits, ignored: set[str]
) -> Iterator[dict]:
    """Keep of the sections of a page how each begins, and what else is in it.

    A word stands in the section that says it most often, unless one that begins with it
    stands there too. What the page is `about` stands at its head.

    Examples:
        >>> entries = [
        ...     {"location": "a/", "title": "A", "text": "<p>One two</p>"},
        ...     {"location": "a/#b", "title": "B", "text": "<p>So <b>it</b> is two"},
        ... ]
        >>> [*lean(entries, "About &amp;", str.split, {"is"})]
        [{...'About &amp;', 'words': 'one two'}, {...'So it is two', 'words': ''}]
    """
    counts = [Counter(_words(entry["text"], split)) for entry in entries]
    found = {word for count in counts for word in count} - ignored
    places = {
        word: max(range(len(counts)), key=lambda at: counts[at][word]) for word in found
    }
    for at, entry in enumerate(entries):
        is_head = "#" not in entry["location"]
        text = (is_head and about) or _beginning(entry["text"])
        said = {*_words(f"{entry['title']} {text}", split)}
        here = {word for word in found if places[word] == at}
        ordered = [*sorted(here | said), ""]
        ends = {one for one, next_ in pairwise(ordered) if not next_.startswith(one)}
        words = " ".join(sorted(ends & here - said))
        yield entry | {"text": text, "words": words}


def ranked(entries: Iterable[dict], page: str, asked: list[str]) -> Iterator[dict]:
    """Say of each section how much it counts, and at their head what the page is asked.

    A word that is the whole title counts more than one among others.

    Examples:
        >>> entries = [{"location": "learn/a/", "title": ""}]
        >>> [*ranked(entries, "", ["Why?"])]
        [{'boost': 1.2, 'location': 'learn/a/', 'title': '', 'asked': ['Why?']}]
    """
    for entry in entries:
        folder, is_head = entry["location"].split("/")[0], "#" not in entry["location"]
        boost = _EXPLAINED if is_glossary(page) else _FOLDERS.get(folder, _OTHERS)
        words = len(entry["title"].split()) or 1
        boost = round(boost * (1 + 0.2 / words), 2)
        yield {"boost": boost} | entry | ({ASKED: asked} if is_head and asked else {})


def _beginning(text: str) -> str:
    """Cut a text off behind a word; code is none."""
    return textwrap.shorten(_TAG.sub("", _CODE.sub("", text)), _SHOWN, placeholder=" …")


def _words(text: str, split: Splits) -> Iterator[str]:
    plain = html.unescape(_TAG.sub(" ", text)).lower()
    words = [_EDGES.sub("", word) for word in split(plain) if word]
    return filter(_WORD.fullmatch, words)
