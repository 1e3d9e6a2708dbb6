"""Words of the glossary explain themselves where a page first uses them.

They become links to the glossary, with the explanation as their title. A page that
explains a word itself does so where the glossary says, or where the word is bold.
"""

from __future__ import annotations

import collections
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from html.parser import HTMLParser
from itertools import accumulate

from bs4 import BeautifulSoup, Tag

from engine.cache.memo import Memo
from engine.cache.remembered import remembered
from engine.render import plain_formulas

_TERM = "rnn-term"  # the class of a word's headline in the glossary
_BY_HAND = "rnn-by-hand"  # and that of one which means other things as well
_WORD = "rnn-word"  # that of a link which explains a word
_PROSE = {"p", "li", "dd", "td", "th", "figcaption"}
# What in a sentence, or around it, is none of its own; what is folded may be skipped.
_APART = {"a", "button", "code", "details", "label", "pre", "script", "style", "svg"}
_UNREAD = {"arithmatex", "admonition-title"}
_SOURCES = "sources"  # the last headline of a lesson: titles of books and papers follow
_VOID = {"br", "hr", "img", "input", "source", "wbr"}
# No sentence ends behind these, nor behind a letter as of a name.
_SHORT = (r"[Ee]\.g", r"[Ii]\.e", r"\bapprox", r"\bvs", r"\bal", r"\bcf", r"\b[A-Z]")
_GOES_ON = "".join(rf"(?<!{one}\.)" for one in _SHORT)
_FIRST = re.compile(rf".+?(?:[.!?]{_GOES_ON}(?=\s|$)|$)", re.DOTALL)
_ENDINGS = {"y": "(?:y|ies)", "ix": "(?:ix|ices)", "": "(?:s|es)?"}


@dataclass(frozen=True)
class Term:
    """A word of the glossary: where it stands there, and what it means."""

    name: str
    anchor: str
    meaning: str
    taught: str  # the address of the place, as the glossary has it in links
    is_by_hand: bool = False  # it means other things as well, so only links tell

    def forms(self) -> Iterator[str]:
        r"""List how a text may write it; capitals alone stay capitals.

        Examples:
            >>> [*Term("Free run (FR)", "", "", "").forms()]
            ['(?i:Free[\\s-]+run(?:s|es)?)', 'FR(?:s|es)?']
        """
        for name in re.split(r" and | ?[()]", self.name):
            if name and not self.is_by_hand:
                end = next(end for end in _ENDINGS if name.endswith(end))
                words = map(re.escape, re.split("[ -]", name[: len(name) - len(end)]))
                form = r"[\s-]+".join(words) + _ENDINGS[end]
                yield form if name.isupper() else f"(?i:{form})"


def is_glossary(page: str) -> bool:
    """Tell whether a page explains words."""
    return f'class="{_TERM}' in page


@remembered
def read(page: str) -> tuple[Term, ...]:
    """Read the words of a glossary from its HTML.

    Examples:
        >>> read('<h2 class="rnn-term" id="a">A</h2><p>One. <a href="b/">B</a></p>')
        (Term(name='A', anchor='a', meaning='One.', taught='b/', is_by_hand=False),)
    """
    headlines = BeautifulSoup(plain_formulas.plain(page), "html.parser").select(
        f".{_TERM}"
    )
    return tuple(_term(headline) for headline in headlines if _told(headline))


def untold(page: str) -> list[str]:
    """List the ids of the words of a glossary below which there is no sentence.

    Examples:
        >>> untold('<h2 class="rnn-term" id="a">A</h2><h2 class="rnn-term">B</h2><p>So')
        ['a']
    """
    headlines = BeautifulSoup(page, "html.parser").select(f".{_TERM}")
    return [headline["id"] for headline in headlines if not _told(headline)]


def _told(headline: Tag) -> Tag | None:
    below = headline.find_next_sibling()
    return below if below and below.name == "p" else None


def _term(headline: Tag) -> Term:
    for link in headline.select(".headerlink"):
        link.decompose()
    told = _told(headline)
    meaning = _FIRST.match(" ".join(told.get_text().split()))[0]
    taught = next((link["href"] for link in told.select("a[href]")), "")
    is_by_hand = _BY_HAND in headline["class"]
    return Term(headline.get_text(), headline["id"], meaning, taught, is_by_hand)


class Finder:
    """Finds the words of the glossary in a text: of two that begin there, the longer.

    Examples:
        >>> gates = Term("Gate", "g", "", ""), Term("Forget gate", "f", "", "")
        >>> find = Finder([*gates])
        >>> [(term.anchor, match[0]) for term, match in find("Forget gates are gates")]
        [('f', 'Forget gates'), ('g', 'gates')]
    """

    def __init__(self, terms: Sequence[Term]) -> None:
        forms = [(form, term) for term in terms for form in term.forms()]
        forms.sort(key=lambda one: -len(one[0]))
        self.terms, self.by_form = terms, [term for _, term in forms]
        either = "|".join(f"({form})" for form, _ in forms) or "(?!)"
        # (Not within a name of code, as nn.RNN is.)
        self.pattern = re.compile(rf"(?<![\w-])(?<!\w\.)(?:{either})(?![\w-])(?!\.\w)")

    def __call__(self, text: str) -> Iterator[tuple[Term, re.Match[str]]]:
        """List them in their order."""
        for found in self.pattern.finditer(text):
            yield self.by_form[found.lastindex - 1], found


@dataclass(frozen=True)
class _Use:
    """A word on a page: where it is written, and how."""

    at: int
    written: str
    term: Term
    is_link: bool = False
    is_explained: bool = True  # there, by the page itself

    def explained(self, address: str) -> str:
        """Write it as what explains it."""
        target, meaning = (
            f"{address}#{self.term.anchor}",
            html.escape(self.term.meaning),
        )
        link = f'<a class="{_WORD}" href="{target}" title="{meaning}">'
        return link if self.is_link else f"{link}{self.written}</a>"


class _Uses(HTMLParser):
    """Lists the words on a page, in their order: in its sentences, and in its links.

    Whatever is emphasised as a part of something longer belongs to a name of its own.
    """

    def __init__(self, page: str, find: Finder, address: str, here: str) -> None:
        super().__init__(convert_charrefs=False)
        self.find = find
        self.linked = {f"{address}#{term.anchor}": term for term in find.terms}
        self.taught = collections.defaultdict(list)  # by the id of the place
        for term in find.terms:
            place, _, name = term.taught.partition("#")
            if place == here:
                self.taught[name].append(term)
        self.rows = [0, *accumulate(len(row) + 1 for row in page.split("\n"))]
        self.open: list[tuple[str, bool]] = []  # elements, and whether each is apart
        self.is_over = False  # what follows are sources
        self.found = [_Use(0, "", term) for term in self.taught[""]]
        self.feed(page)
        self.close()

    @property
    def at(self) -> int:
        """Where the parser is, in characters from the beginning."""
        row, column = self.getpos()
        return self.rows[row - 1] + column

    def is_in(self, tags: set[str]) -> bool:
        """Tell whether one of some elements is open."""
        return any(tag in tags for tag, _ in self.open)

    def handle_starttag(
        self, tag: str, attributes: list[tuple[str, str | None]]
    ) -> None:
        """Open an element."""
        known = {name: value or "" for name, value in attributes}
        name = known.get("id")
        self.is_over |= name == _SOURCES
        self.found += [_Use(self.at, "", term) for term in self.taught.get(name, ())]
        if term := self.linked.get(known.get("href", "")):
            is_more = self.is_in({"strong"}) or len(known) > 1  # than a plain link
            written = self.get_starttag_text()
            self.found.append(_Use(self.at, written, term, True, is_more))
        classes = known.get("class", "").split()
        is_apart = tag in _APART or not _UNREAD.isdisjoint(classes)
        if tag not in _VOID:
            self.open.append((tag, is_apart or "data-search-exclude" in known))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and what is open in it."""
        tags = [name for name, _ in self.open]
        if tag in tags:
            del self.open[len(tags) - 1 - tags[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        """Look for words in a sentence."""
        is_apart = any(is_apart for _, is_apart in self.open)
        if self.is_over or is_apart or not self.is_in(_PROSE):
            return
        for term, found in self.find(data):
            if self.is_in({"em", "strong"}) and found[0] != data:
                continue
            place, is_bold = self.at + found.start(), self.is_in({"strong"})
            self.found.append(_Use(place, found[0], term, False, is_bold))


@remembered
def page(
    text: str, terms: tuple[Term, ...], address: str, here: str, memo: Memo
) -> str:
    """Let the words of a page explain themselves, unless that was done before."""
    ingredients = ["words", [asdict(term) for term in terms], address, here, text]
    return memo.get(ingredients, lambda: explained(text, _finder(terms), address, here))


_finder = lru_cache(2)(Finder)


def explained(page: str, find: Finder, address: str, here: str) -> str:
    """Let each word that a page uses explain itself there once.

    Args:
        page: HTML.
        find: Finds the words.
        address: The glossary's, as the page has it in links.
        here: The page's, as the glossary has it.

    Examples:
        >>> find = Finder([Term("Lag", "lag", "How far back.", "./b/#c")])
        >>> explained("<p>A lag. No lag.", find, "../", "./a/")
        '<p>A <a class="rnn-word" href="../#lag" title="How far back.">lag</a>. No lag.'
        >>> explained("<h2 id='c'>C</h2><p>A lag", find, "../", "./b/")
        "<h2 id='c'>C</h2><p>A lag"
    """
    known, done, last = set(), "", 0
    for use in _Uses(page, find, address, here).found:
        if not use.is_explained and use.term not in known:
            done += page[last : use.at] + use.explained(address)
            last = use.at + len(use.written)
        known.add(use.term)
    return done + page[last:]
