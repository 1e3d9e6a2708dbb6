"""Whoever says why, in a lesson or a lab, shows what that stands on."""

from functools import cache
from itertools import chain
from pathlib import Path

import pytest

import causes
from engine.problems import Problem
from told import nothing_wrong

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
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


read = cache(causes.read)


@pytest.mark.any_page
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_reason_stands_on_something(path):
    page, name = read(path), path.relative_to(ROOT).as_posix()
    nothing_wrong(
        Problem(name, line, "no claim checks the algebra of this box")
        for line in causes.unchecked_derivations(page)
    )
    if [*causes.without_feet(page)]:  # not on this page, at least
        pages = map(read, PAGES)
        elsewhere = set(chain.from_iterable(map(causes.feet, pages)))
        nothing_wrong(
            Problem(name, line, f"this reason stands on nothing: {sentence}")
            for line, sentence in causes.without_feet(page, elsewhere)
        )
