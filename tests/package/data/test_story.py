"""Stories in which nothing but the order of the words tells who did it."""

import re
from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutorial.data.story import (
    FOODS,
    OTHERS,
    PLOTS,
    SUSPECT,
    VOCABULARY,
    all_stories,
    exact_opinion,
    to_batch,
    to_symbols,
    to_words,
)

STORIES = all_stories()
PAIRS = list(zip(STORIES[::2], STORIES[1::2], strict=True))
PEOPLE = (SUSPECT, *OTHERS)


def people(story):
    return [word for word in story.words if word in PEOPLE]


def other(story):
    (name,) = set(people(story)) - {SUSPECT}
    return name


def test_each_story_names_the_butler_one_other_and_one_food_once():
    for story in STORIES:
        assert len(people(story)) == 2
        assert SUSPECT in people(story)
        assert sum(word in FOODS for word in story.words) == 1


def test_a_mirror_is_the_story_with_both_names_exchanged_and_the_other_answer():
    for story, mirror in PAIRS:
        exchanged = {SUSPECT: other(story), other(story): SUSPECT}
        assert mirror.words == tuple(exchanged.get(w, w) for w in story.words)
        assert mirror.guilty is not story.guilty


def test_no_story_is_told_twice_or_is_the_beginning_of_another():
    texts = sorted(story.text for story in STORIES)
    assert len(set(texts)) == len(texts) == len(PLOTS) * len(OTHERS) * len(FOODS) * 2
    for text, following in pairwise(texts):  # sorted, so it would come right behind
        assert not following.startswith(text + " ")


def test_no_person_and_no_food_tells_anything():
    for word in (*PEOPLE, *FOODS):
        answers = [story.guilty for story in STORIES if word in story.words]
        assert np.mean(answers) == 0.5


def test_no_word_and_no_number_of_words_separates_the_answers():
    def bags(answer):
        return Counter(tuple(sorted(s.words)) for s in STORIES if s.guilty is answer)

    assert bags(True) == bags(False)


def test_who_is_named_first_tells_nothing():
    first = [story.guilty for story in STORIES if people(story)[0] == SUSPECT]
    assert np.mean(first) == 0.5


def test_what_is_held_out_is_unknown_with_any_food_and_either_way_round():
    held_out = {(s.plot, other(s)) for s in STORIES if s.held_out}
    to_learn = {(s.plot, other(s)) for s in STORIES if not s.held_out}
    assert not held_out & to_learn
    assert len(held_out) == (len(held_out) + len(to_learn)) / 5


def test_of_each_plot_two_persons_are_held_out_and_every_person_of_some_plot():
    held_out = {(s.plot, other(s)) for s in STORIES if s.held_out}
    plots, others = Counter(p for p, _ in held_out), Counter(o for _, o in held_out)
    assert plots == dict.fromkeys(range(len(PLOTS)), 2)
    assert set(others) == set(OTHERS)
    assert set(others.values()) == {3, 4}


def test_all_words_of_the_test_were_seen_in_training():
    def words(held_out):
        return {w for s in STORIES if s.held_out is held_out for w in s.words}

    assert words(True) <= words(False)


def test_words_and_numbers_are_the_same_thing():
    for story in STORIES:
        numbers = to_symbols(story.text)
        assert [VOCABULARY[number] for number in numbers] == list(story.words)
        assert min(numbers) > 0


def test_capitals_and_punctuation_do_not_matter():
    for story in STORIES:
        written = ", ".join(story.words).capitalize() + "!"
        assert to_words(written) == list(story.words)


@settings(max_examples=25)
@given(st.lists(st.sampled_from(STORIES), min_size=1, max_size=5))
def test_a_batch_holds_every_word_and_asks_after_each(chosen):
    symbols, answers = to_batch(chosen)
    longest = max(len(story.words) for story in chosen)
    assert symbols.shape == (len(chosen), longest)
    assert answers.shape == (len(chosen), longest, 1)
    assert (symbols.dtype, answers.dtype) == (np.int64, np.float32)
    for row, answer, story in zip(symbols, answers[..., 0], chosen, strict=True):
        n = len(story.words)
        assert row[:n].tolist() == to_symbols(story.text)
        assert row[n:].tolist() == [0] * (longest - n)
        assert answer[:n].tolist() == [float(story.guilty)] * n
        assert np.isnan(answer[n:]).all()


@pytest.fixture(scope="module")
def opinions():
    """What can be known after every beginning of a story."""
    return {
        story.words[: n + 1]: opinion
        for story in STORIES
        for n, opinion in enumerate(exact_opinion(story.text))
    }


def test_after_the_last_word_everything_is_known(opinions):
    for story in STORIES:
        assert opinions[story.words] == story.guilty


def test_a_mirror_turns_the_exact_opinion_round(opinions):
    for story, mirror in PAIRS:
        for n in range(1, len(story.words) + 1):
            both = opinions[story.words[:n]] + opinions[mirror.words[:n]]
            assert both == pytest.approx(1, rel=0, abs=1e-15)


def test_an_exact_opinion_is_what_the_next_words_make_of_it(opinions):
    # Whoever averages over all that can follow gets what was known before.
    following = defaultdict(list)
    for story in STORIES:
        for n in range(1, len(story.words)):
            following[story.words[:n]].append(opinions[story.words[: n + 1]])
    for beginning, later in following.items():
        assert opinions[beginning] == pytest.approx(np.mean(later))


def test_the_opinion_of_the_first_lessons_story_by_hand():
    # Of the plots that begin with a person, six of twelve make the first one guilty;
    # with "who", three of seven; with the alibi two of six; if doubted, two of three.
    found = exact_opinion("The butler, who was away")
    np.testing.assert_allclose(found, [1 / 2, 1 / 2, 3 / 7, 1 / 3, 1 / 3])
    doubted = "the butler who was away all evening or so they said was innocent"
    np.testing.assert_allclose(exact_opinion(doubted)[-6:], [2 / 3] * 4 + [0, 0])


WRONG = [
    (lambda: to_words(" ...!"), "text is ' ...!'; expected at least one word."),
    (lambda: to_words(3), "text is an object of class int; expected class str."),
    (
        lambda: to_symbols("The cooks"),
        "text has the word 'cooks'; expected known ones, such as 'cook'.",
    ),
    (lambda: to_batch([]), "stories is empty; expected at least one item."),
    (
        lambda: exact_opinion("The butler ate the butler"),
        "text begins with 'the butler ate the butler'; expected the beginning of a "
        "story.",
    ),
]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_text_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()


def test_padding_is_no_word_that_anybody_can_say():
    assert to_words("· the cook") == ["the", "cook"]
    assert VOCABULARY[0] not in {word for story in STORIES for word in story.words}
