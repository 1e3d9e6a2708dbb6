"""Whether lessons use words that their readers can know.

A lesson is read from its beginning, after all those before it in the navigation. A word
of the glossary is known where the page makes it explain itself; from where a lesson
explains it, in bold or where the glossary says, in all that follows, later lessons
included. What can't explain itself, a headline or the sentence of a claim, may only use
words that are known; but a headline also those that its own section goes on to explain.
Links lead to an explanation, what is folded is for later, what the next lesson is about
that one explains, and the names of sources are those of others.
"""

import re

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag

from engine.render import glossary

NO_TEXT = (
    "pre, code, svg, script, style, details, .admonition-title, .headerlink, "
    ".rnn-formula, .rnn-explorable, .rnn-result > :not(.rnn-claim), "
    ".rnn-claim > :not(strong), .rnn-card, [id=sources], [id=sources] ~ *"
)
HEADLINE, EMPHASIS = re.compile("^h[1-6]$"), ["em", "strong"]


class Reader:
    """Reads lessons one after the other, and notes which words can't be known."""

    def __init__(self, find):
        self.find, self.known, self.stumbles = find, set(), []
        self.taught = [(term.taught.lstrip("./"), term) for term in find.terms]

    def read(self, name, page):
        text = re.search("<article.*</article>", page, re.DOTALL)[0]
        article = BeautifulSoup(text, "html.parser")
        for element in article.select(NO_TEXT):
            element.decompose()
        self.name, self.told, self.announced = name, set(), []
        self.learn("")
        for part in article.descendants:
            if isinstance(part, Tag):
                self.enter(part)
            elif type(part) is NavigableString:  # and no comment
                self.hear(part)
        self.leave(1)

    def enter(self, element):
        """Come to an element: in a headline's section the one before is over."""
        if HEADLINE.fullmatch(element.name):
            self.leave(int(element.name[1]))
        if "id" in element.attrs:
            self.learn(f"#{element['id']}")
        if "rnn-word" in element.get("class", ()):
            anchor = element["href"].partition("#")[2]
            self.told |= {term for term in self.find.terms if term.anchor == anchor}

    def learn(self, place):
        """Come to a place where the glossary says that words are explained."""
        place = f"{self.name}/{place}"
        self.known |= {term for taught, term in self.taught if taught == place}

    def hear(self, text):
        """Read words; those of links are explained where these lead."""
        headline, emphasis = text.find_parent(HEADLINE), text.find_parent(EMPHASIS)
        is_claim = text.find_parent(class_="rnn-claim")
        for term, found in self.find(text):
            is_whole = emphasis and emphasis.get_text() == found[0]
            if is_whole and text.find_parent("strong"):
                self.known.add(term)
            elif headline:
                self.announced.append((int(headline.name[1]), term, text))
            elif text.find_parent("a") or (emphasis and not (is_whole or is_claim)):
                continue
            elif term not in self.known | self.told:
                self.stumble(term, text)

    def leave(self, level):
        """End the sections of a level, and below."""
        for at, term, text in self.announced:
            if at >= level and term not in self.known | self.told:
                self.stumble(term, text)
        self.announced = [one for one in self.announced if one[0] < level]

    def stumble(self, term, text):
        words = " ".join(text.split())
        self.stumbles.append(f"{self.name} doesn't explain '{term.name}': {words}")


def read(lessons, find):
    """List the stumbles of who reads lessons, by their names, in this order."""
    reader = Reader(find)
    for name, page in lessons.items():
        reader.read(name, page)
    return reader.stumbles


GATE = glossary.Term("Gate", "gate", "", "../learn/b/#taught")


@pytest.mark.parametrize(
    ("pages", "stumbles"),
    [
        (["<p>A gate</p>"], 1),
        (["<p>A <a class='rnn-word' href='#gate'>gate</a>. A gate</p>"], 0),
        (["<p>A gate. A <strong>gate</strong> is</p>"], 1),
        (["<p>A <strong>gate</strong> is</p>", "<p>A gate</p>"], 0),
        (["<p>A <a class='rnn-word' href='#gate'>gate</a></p>", "<p>A gate</p>"], 1),
        (["", "<h2 id='taught'>A gate</h2><p>A gate</p>", "<p>A gate</p>"], 0),
        (["<h1>Gates</h1><h2>So</h2><p>A <strong>gate</strong> is</p>"], 0),
        (["<h2>Gates</h2><p>So</p><h2>B</h2><p>A <strong>gate</strong> is</p>"], 1),
        (["<h2>Gates</h2><p>So</p>"], 1),
        (["<div class='rnn-claim'><strong>The gate holds</strong></div>"], 1),
        (["<p><em>gate array</em>, <a href='b'>gates</a>, <code>gate</code></p>"], 0),
        (["<details><p>A gate</p></details><h2 id='sources'>S</h2><p>A gate</p>"], 0),
    ],
)
def test_a_word_that_no_reader_can_know_is_found(pages, stumbles):
    lessons = dict(zip(["learn/a", "learn/b", "learn/c"], pages, strict=False))
    texts = {name: f"<article>{text}</article>" for name, text in lessons.items()}
    assert len(read(texts, glossary.Finder([GATE]))) == stumbles


def test_lessons_use_words_that_their_readers_know(pages):
    texts = {name: file.read_text(encoding="utf-8") for name, file in pages.items()}
    listings = filter(glossary.is_glossary, texts.values())
    terms = [term for listing in listings for term in glossary.read(listing)]
    in_order = dict.fromkeys(re.findall(r'href="(learn/[^"#]+)/"', texts["."]))
    lessons = {name: texts[name] for name in in_order if name in texts}
    assert read(lessons, glossary.Finder(terms)) == []
