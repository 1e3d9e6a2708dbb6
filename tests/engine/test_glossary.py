"""Which words of a page explain themselves."""

import re

import pytest

from engine.render import glossary

LINK = re.compile(r"</?a\b[^>]*>")
GLOSSARY = """
<h2 class="rnn-term" id="gate">Gate<a class="headerlink" href="#gate">&para;</a></h2>
<p>A "small" layer.
Not more. <a href="../lstm/#what">LSTM</a></p>
<h2 class="rnn-term" id="shut">Shut gate</h2><p>Nothing. <a href="../gru/">GRU</a></p>
<h2 class="rnn-term" id="bptt">Backpropagation through time (BPTT)</h2><p>Back.</p>
<h2 class="rnn-term rnn-by-hand" id="gain">Gain</h2><p>A factor.</p>
"""


@pytest.fixture(scope="module")
def find():
    return glossary.Finder(glossary.read(GLOSSARY))


@pytest.mark.parametrize(
    "first",
    [
        "A part, e.g. an LSTM, that keeps a memory.",
        "As J. Elman et al. have it, i.e. approx. a loop, cf. a cell vs. a layer!",
        "It is a signal.",
        "An LSTM.",
    ],
)
def test_a_word_is_explained_by_a_whole_sentence(first):
    [term] = glossary.read(f'<h2 class="rnn-term" id="a">A</h2><p>{first} More.</p>')
    assert term.meaning == first


def explained(page, find, here="../a/"):
    """List what a page explains, as it is written there."""
    done = glossary.explained(page, find, "../g/", here)
    assert LINK.sub("", done) == LINK.sub("", page)
    return re.findall(r'class="rnn-word" href="../g/#(\w+)"[^>]*>([^<]*)', done)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>A gate. Gates.</p>", [("gate", "gate")]),
        ("<ul><li>Gates &lt; 1", [("gate", "Gates")]),
        ("<p>A <em>gate</em> is a", [("gate", "gate")]),
        ("<p>Shut\ngates, gates", [("shut", "Shut\ngates"), ("gate", "gates")]),
        ("<p>By BPTT; by backpropagation through time", [("bptt", "BPTT")]),
        ("<p>\u2028\x85</p>\n<p>A gate", [("gate", "gate")]),
        ("<p>é gate", [("gate", "gate")]),
        # No whole word, or the name of something else.
        ("<p>A gate-way, the gated, bptt, a <em>gate array</em>", []),
        # What is no sentence, and what may be skipped.
        ("<h2>The gate</h2><p><code>gate</code><a href='.'>gate</a>", []),
        ("<details><p>A gate</p></details><p>A gate", [("gate", "gate")]),
        ("<div data-search-exclude><p>A gate</p></div>", []),
        ('<p>$<span class="arithmatex">gate</span>', []),
        ('<h2 id="sources">Sources</h2><p>"The gate".', []),
        ("<table><td>A gate", [("gate", "gate")]),
        # The page explains it itself.
        ("<p>A gate. A <strong>gate</strong> is", [("gate", "gate")]),
        ("<p>A <strong>gate</strong> is. A gate", []),
        ('<p><strong><a href="../g/#gate">Gates</a></strong>. A gate', []),
        # A link that is typed explains too.
        ('<p>A <a href="../g/#gate">lock</a>. A gate', [("gate", "lock")]),
        ('<p>A <a href="../g/#gate" id="a">lock</a>. A gate', []),
        ('<p>Gain, <a href="../g/#gain">gain</a>', [("gain", "gain")]),
        ("<p>A nn.Gate, Gate.of. A gate", [("gate", "gate")]),
    ],
)
def test_the_first_use_of_a_word_explains_it(page, words, find):
    assert explained(page, find) == words


def test_who_is_taught_a_word_needs_no_more(find):
    page = "<p>A gate</p><h2 id='what'>What</h2><p>A gate, a shut gate"
    assert explained(page, find, "../lstm/") == [
        ("gate", "gate"),
        ("shut", "shut gate"),
    ]
    page = "<h2 id='what'>What</h2><p>A gate, a shut gate"
    assert explained(page, find, "../lstm/") == [("shut", "shut gate")]
    assert explained(page, find, "../gru/") == [("gate", "gate")]


def test_what_a_word_means_is_the_first_sentence_of_the_glossary(find):
    page = glossary.explained("<p>A gate", find, "../g/", "../a/")
    assert 'href="../g/#gate" title="A &quot;small&quot; layer."' in page


def test_a_glossary_may_have_nothing_to_look_for():
    find = glossary.Finder([])
    assert glossary.explained("<p>A gate", find, "../g/", "../a/") == "<p>A gate"
