"""Whoever says why, in a lesson or a lab, shows what that stands on."""

from itertools import chain
from pathlib import Path

import pytest

import causes

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [
    *sorted((DOCS / "learn").glob("*.md")),
    *sorted((DOCS / "labs").glob("*.py")),
    DOCS / "index.md",
]
TEST = '```python exec hide\nintervention("Sun warms", holds=True, arms=arms)\n```\n'
CHECK = '    ```python exec hide\n    claim("It adds up", holds=True)\n    ```\n'


def found(text):
    return [sentence for _, sentence in causes.without_feet(causes.units(text))]


@pytest.mark.parametrize(
    "sentence",
    [
        "It fails because it is small.",
        "It is small. That is why it fails.",
        "It's the gates that remember.",
        "It isn't the learning rate.",
        "The state fades, since the gate is shut.",
        "The reason is dull.",
        "What it is *called* helps.",
        "- It grows, thanks to `tanh`.",
        "| Cell | It fails due to noise |",
        '??? question "Why?"\n    It comes from noise.',
    ],
)
def test_a_sentence_that_says_why_needs_a_foot(sentence):
    assert len(found(f"It is so.\n\n{sentence}\n\nSo it is.\n")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Why does it fail?\n",
        f"It fails because of noise.\n\n{TEST}",
        f"{TEST}\nSo it fails\nbecause of noise.\n",
        f"It fails because [measured](#claim-sun-warms) so.\n\nX.\n\n{TEST}",
        "It fails because of noise ([Doe 2001](#sources)).\n",
        '!!! guess "Our guess"\n    It fails because of noise.\n',
        f'!!! derivation "D"\n    So it fails, because 1 = 1.\n\n{CHECK}',
        f'It is [so](#d), hence.\n\n## D\n\n!!! derivation "D"\n    1.\n\n{CHECK}',
        "We take two, so that you can see both <!-- purpose -->.\n",
        "We have known it since 1990.\n",
        '`because` is a word, and so is "because".\n',
    ],
)
def test_what_stands_on_a_foot_is_left_alone(text):
    assert found(text) == []


def test_captions_are_read_and_sentences_have_lines():
    prose = "\nOne.\nTwo. It works\nbecause it does.\n"
    text = f'{prose}\n```python exec caption="A because B"\nx\n```\n'
    lines = [line for line, _ in causes.without_feet(causes.units(text))]
    assert lines == [3, 7]


def test_algebra_is_checked():
    box = '!!! derivation "D"\n    One is one.\n'
    assert list(causes.unchecked_derivations(causes.units(box))) == [2]
    checked = f"{box}\n{CHECK}"
    assert list(causes.unchecked_derivations(causes.units(checked))) == []


@pytest.fixture(scope="module")
def read():
    """All pages, cut up."""
    return {path: causes.read(path) for path in PAGES}


@pytest.fixture(scope="module")
def elsewhere(read):
    return set(chain.from_iterable(map(causes.feet, read.values())))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_reason_stands_on_something(read, elsewhere, path):
    page = read[path]
    assert list(causes.without_feet(page, elsewhere)) == []
    assert list(causes.unchecked_derivations(page)) == []
