"""What readers search for, asked of the very search that runs in their browsers."""

import collections
import gzip
import html
import json
import re
from pathlib import Path

import pytest
from mkdocs.utils import meta

from engine.publish import search

DOCS = Path(__file__).parents[2] / "docs"
BUDGET = 90_000  # bytes on the wire, of the words of the whole site
TAG = re.compile("<[^>]*>")
NAME = re.compile(r"[^\W\d]\w+")
WORD = re.compile(r"[^\W\d_]{4,}")
APART = re.compile("<svg.*?</svg>|<samp>.*?</samp>", re.DOTALL)
SOURCE = re.compile('<details class="mkdocstrings-source">.*?</details>', re.DOTALL)
TERM = re.compile(r'<h2 class="rnn-term[^"]*" id="([^"]+)">(.*?)<a class="headerlink"')
# Starts the program that searches as the theme does, and asks it all that there is.
ANSWERS = """async questions => {
    const { search } = JSON.parse(document.getElementById("__config").textContent);
    const index = await (await fetch("search/search_index.json")).json();
    const worker = new Worker(search);
    const told = message => new Promise(resolve => {
        worker.onmessage = ({ data }) => resolve(data.data);
        worker.postMessage(message);
    });
    await told({ type: 0, data: { ...index, options: {} } });
    const answers = [];
    for (const data of questions) answers.push((await told({ type: 2, data })).items);
    worker.terminate();
    return answers.map(pages => pages.map(
        sections => sections.map(({ location }) => location))); }"""


@pytest.fixture(scope="module")
def index(site):
    return (site / "search/search_index.json").read_bytes()


@pytest.fixture(scope="module")
def words(index):
    """What is known of each page."""
    index, found = json.loads(index), collections.defaultdict(set)
    split = re.compile(index["config"]["separator"]).split
    for entry in index["docs"]:
        shown = f"{entry['title']} {entry['text']} {entry['words']}"
        name = entry["location"].split("#")[0].strip("/") or "."
        found[name] |= {*split(html.unescape(TAG.sub("", shown)).lower())}
    return found


@pytest.fixture
def answers(open_page, wrong):
    """Asks questions: for each, the pages in their order, with the places on them."""

    def answers(questions):
        page = open_page(".", wrong)
        return dict(zip(questions, page.evaluate(ANSWERS, questions), strict=True))

    return answers


def terms(pages):
    """List the words that the site explains: page, id, name."""
    for name, file in pages.items():
        for term, title in TERM.findall(file.read_text(encoding="utf-8")):
            yield name, term, html.unescape(title)


@pytest.mark.any_page
def test_who_asks_is_led_to_the_page_that_answers(answers, pages, each_page):
    """Only what explains the words of the question may come before it."""
    asked = {}
    for name in each_page:
        source = DOCS / ("index.md" if name == "." else f"{name}.md")
        if source.exists():
            found = meta.get_data(source.read_text(encoding="utf-8"))[1].get(
                search.ASKED, []
            )
            asked |= dict.fromkeys(found, name)
    explaining = {f"{name}/" for name, *_ in terms(pages)}
    for question, found in answers([*asked]).items():
        first = next(
            place for place, *_ in found if place.split("#")[0] not in explaining
        )
        assert first.split("#")[0] == f"{asked[question]}/", question


def test_a_word_of_the_glossary_is_explained_before_all_else(answers, pages):
    known = {title: f"{name}/#{term}" for name, term, title in terms(pages)}
    for title, found in answers([*known]).items():
        assert found[0][0] == known[title], title


def test_every_word_of_a_headline_is_found(answers, index, site):
    """(lunr alone loses some, and all that begins with them, if words have digits.)"""
    titles = " ".join(html.unescape(e["title"]) for e in json.loads(index)["docs"])
    words = {word.lower() for word in re.findall(r"[A-Za-z]{3,}", TAG.sub("", titles))}
    [program] = site.glob("assets/javascripts/workers/search.*.js")
    words -= search.stop_words(program.read_text(encoding="utf-8"))
    lost = [word for word, found in answers(sorted(words)).items() if not found]
    assert lost == []


def test_the_words_of_the_site_are_light(index):
    assert len(gzip.compress(index)) <= BUDGET


def test_no_code_is_lost(site, index, words, pages):
    """A name is found on each page whose code has it; one that is explained, there."""
    [program] = site.glob("assets/javascripts/workers/search.*.js")
    ignored = search.stop_words(program.read_text(encoding="utf-8"))
    explained = {one["location"]: one["title"] for one in json.loads(index)["docs"]}
    for name, file in pages.items():
        text = SOURCE.sub("", file.read_text(encoding="utf-8"))
        here = " ".join(["", *sorted(words[name])])
        for word in {*map(str.lower, names(text))} - ignored:
            assert f" {word}" in here, f"{name}: {word}"
        for symbol in re.findall('id="([^"]+)" class="doc doc-heading"', text):
            title = explained[f"{name}/#{symbol}"]
            assert symbol.rpartition(".")[2] in html.unescape(title)


def names(page):
    """List the names in the code of a page, in its text and in its blocks."""
    for code in re.findall("<code>(.*?)</code>", page, re.DOTALL):
        if NAME.fullmatch(code):
            yield code
        yield from re.findall(r'<span class="n[a-z]?">(\w\w+)</span>', code)


def test_neither_outputs_nor_drawings_are_searched(words, pages):
    """What only stands there is found nowhere on its page."""
    for name, file in pages.items():
        page = file.read_text(encoding="utf-8")
        text = re.search("<article.*</article>", page, re.DOTALL)[0]
        apart = TAG.sub(" ", " ".join(APART.findall(text)))
        about = re.search('name="description" content="([^"]*)"', page)[1]
        rest = f"{about} {TAG.sub(' ', APART.sub(' ', text))}"
        only = {*WORD.findall(apart.lower())} - {*WORD.findall(rest.lower())}
        assert only & words[name] == set(), name


def test_what_was_found_is_marked(open_page, wrong, pages):
    known = next(terms(pages), None) or pytest.skip("the site has no glossary")
    name, _, title = known
    page = open_page(next(one for one in pages if one != name), wrong)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("/")
    page.keyboard.type(title, delay=20)
    page.locator(".md-search-result__link").first.click()  # the page, not the section
    page.locator("article mark", has_text=title).first.wait_for(state="attached")
    assert f"/{name}/?h={title.lower()}" in page.url
