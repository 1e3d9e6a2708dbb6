"""Names, their letters as numbers, and what counting makes of them."""

import re
import runpy
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutorial.data.names import (
    END,
    IGNORED,
    LATIN,
    Alphabet,
    first_names,
    name_batch,
    split_names,
)
from rnn_tutorial.metrics import perplexity
from rnn_tutorial.ngrams import KneserNey, Ngram

ROUNDING = 1e-12  # relative, of sums of up to a few thousand numbers in float64
AB = Alphabet("ab")

few = settings(max_examples=25)
seeds = st.integers(0, 2**32 - 1)
words = st.text("abcz", max_size=6)
some_words = st.lists(words, min_size=1, max_size=8)


def test_the_list_holds_each_name_once_sorted_in_small_letters():
    names = first_names()
    assert len(names) == 5163
    assert names == sorted(set(names))
    assert all(re.fullmatch("[a-z]{2,11}", name) for name in names)
    assert {"mary", "james", "zulma"} < set(names)


def test_the_list_is_made_of_census_rows():
    name_list = runpy.run_path(Path(__file__).with_name("make_names.py"))["name_list"]
    rows = ["MARY  2.629  2.629  1", "ANN  0.364  34.8  43", "MARY  0.009  84.5  777"]
    assert name_list(rows) == "ann\nmary\n"


@few
@given(words)
def test_decoding_undoes_encoding(word):
    symbols = LATIN.encode(word)
    assert LATIN.decode(symbols) == word
    assert LATIN.decode([*symbols, END, 7, END, 3]) == word


@pytest.mark.parametrize("letters", ["a", "zyx", "aäß", "–ж名😀", " \n.\0"])
def test_any_characters_make_an_alphabet(letters):
    alphabet = Alphabet(letters)
    assert alphabet.encode(letters).tolist() == [*range(1, len(letters) + 1)]
    assert alphabet.n_symbols == len(letters) + 1


@few
@given(st.sets(words, min_size=2), st.data(), seeds)
def test_a_split_loses_no_name_and_shows_none_twice(names, data, seed):
    n_held_out = data.draw(st.integers(1, len(names) - 1))
    rng = np.random.default_rng(seed)
    training, held_out = split_names(sorted(names), n_held_out, rng)
    assert len(held_out) == n_held_out
    assert not set(training) & set(held_out)
    assert sorted(training + held_out) == sorted(names)


def test_the_seed_chooses_the_split():
    first, again, other = (
        split_names(first_names(), 1000, np.random.default_rng(seed))
        for seed in (1, 1, 2)
    )
    assert first == again
    assert set(first[1]) != set(other[1])


@few
@given(some_words)
def test_a_batch_asks_for_each_letter_and_the_end_once_it_has_read_the_rest(names):
    x, y = name_batch(names)
    assert x.shape == y.shape == (len(names), 1 + max(map(len, names)))
    for name, read, asked in zip(names, x, y, strict=True):
        n = len(name)
        assert read[: n + 1].tolist() == [END, *LATIN.encode(name)]
        assert asked[: n + 1].tolist() == [*LATIN.encode(name), END]
        assert set(read[n + 1 :]) <= {END}
        assert set(asked[n + 1 :]) <= {IGNORED}


# Worked by hand, for "a", "ab" and "b": letters a, b stand in 2 and 2 places, and there
# are 3 ends. At the start a comes twice, b once; behind a the end and b come once each;
# behind b comes the end, twice.
THREE = ["a", "ab", "b"]


def table_of(model):
    """The probabilities of all pieces: the last axis is the letter that comes."""
    shape = (model.alphabet.n_symbols,) * model.n
    return model._bets(np.arange(np.prod(shape))).reshape(shape)


def test_a_unigram_is_the_share_of_each_letter():
    table = table_of(Ngram(THREE, n=1, alphabet=AB))
    np.testing.assert_allclose(table, np.array([3 + 1, 2 + 1, 2 + 1]) / (7 + 3))


def test_a_bigram_is_the_share_behind_each_letter():
    table = table_of(Ngram(THREE, n=2, alphabet=AB))
    expected = [[1 / 6, 3 / 6, 2 / 6], [2 / 5, 1 / 5, 2 / 5], [3 / 5, 1 / 5, 1 / 5]]
    np.testing.assert_allclose(table, expected)


def test_smoothing_is_what_counts_begin_with():
    table = table_of(Ngram(THREE, n=2, smoothing=0.5, alphabet=AB))
    np.testing.assert_allclose(table[0], np.array([0.5, 2.5, 1.5]) / 4.5)


def test_a_trigram_looks_at_two_letters():
    trigram = table_of(Ngram(THREE, n=3, alphabet=AB))
    end, a, b = 0, 1, 2
    np.testing.assert_allclose(trigram[end, end], [1 / 6, 3 / 6, 2 / 6])
    np.testing.assert_allclose(trigram[end, a], [2 / 5, 1 / 5, 2 / 5])
    np.testing.assert_allclose(trigram[a, b], [2 / 4, 1 / 4, 1 / 4])
    np.testing.assert_allclose(trigram[b, b], [1 / 3] * 3)  # never seen


def test_kneser_ney_by_hand():
    # Of seven letters and ends three are ends; a came behind one other sign, b behind
    # two, and the end behind two.
    end, a, b = 0, 1, 2
    d = 0.5
    shorter = np.array([2 - d, 1 - d, 2 - d]) / 5 + d * 3 / 5 / 3
    unigram = table_of(KneserNey(THREE, n=2, discount=d, alphabet=AB))
    np.testing.assert_allclose(
        unigram[end], np.array([0, 2 - d, 1 - d]) / 3 + d * 2 / 3 * shorter
    )
    np.testing.assert_allclose(
        unigram[b], np.array([2 - d, 0, 0]) / 2 + d * 1 / 2 * shorter
    )
    trigram = table_of(KneserNey(THREE, n=3, discount=d, alphabet=AB))
    assert trigram[b, b].sum() == pytest.approx(1)
    assert trigram[a, b, b] < trigram[a, b, end]


@few
@given(some_words, st.integers(1, 3), st.floats(0.01, 0.99))
def test_kneser_neys_probabilities_sum_to_one(names, n, discount):
    table = table_of(KneserNey(names, n, discount))
    assert np.all(table > 0)
    np.testing.assert_allclose(table.sum(axis=-1), 1, rtol=ROUNDING)


def test_only_pieces_that_came_are_counted():
    assert Ngram(THREE, n=1, alphabet=AB).n_counts == 3
    assert Ngram(THREE, n=2, alphabet=AB).n_counts == 5

    assert KneserNey(THREE, n=2, alphabet=AB).n_counts == 8


@few
@given(some_words, st.integers(1, 3), st.floats(0.01, 10))
def test_after_any_beginning_the_probabilities_sum_to_one(names, n, smoothing):
    table = table_of(Ngram(names, n, smoothing))
    assert table.shape == (27,) * n
    assert np.all(table > 0)
    np.testing.assert_allclose(table.sum(axis=-1), 1, rtol=ROUNDING)


@few
@given(some_words, some_words, st.integers(1, 3))
def test_a_names_letters_are_those_that_are_asked_for_one_by_one(names, others, n):
    model = Ngram(names, n)
    table, by_hand = table_of(model), []
    for other in others:
        symbols = [*[END] * (n - 1), *LATIN.encode(other), END]
        cells = (symbols[i : i + n] for i in range(len(other) + 1))
        by_hand += [table[tuple(cell)] for cell in cells]
    assert model.letter_probabilities(others).tolist() == by_hand


@pytest.mark.parametrize("n", [1, 2, 3])
def test_all_names_together_have_a_probability_of_one(n):
    model = Ngram(["a", "ab", "bb"], n, alphabet=AB)
    total, length = 0.0, 4
    for count in range(length + 1):
        for letters in product("ab", repeat=count):
            bets = model.letter_probabilities(["".join(letters)])
            over = count < length  # else the name may end, or go on in any way
            total += bets.prod() if over else bets[:-1].prod()
    assert total == pytest.approx(1, rel=ROUNDING)


def test_counting_is_the_best_table_for_what_was_counted():
    names = first_names()[:500]
    own = perplexity(Ngram(names, 2, smoothing=1e-9).letter_probabilities(names))
    other = perplexity(Ngram(names[:400], 2).letter_probabilities(names))
    assert own < other


@few
@given(st.floats(1e-6, 1), st.integers(1, 20))
def test_equal_bets_are_as_many_letters(p, n):
    assert perplexity([p] * n) == pytest.approx(1 / p, rel=ROUNDING)


@few
@given(st.lists(st.floats(1e-6, 1), min_size=1, max_size=9))
def test_perplexity_is_the_geometric_mean_turned_over(bets):
    geometric_mean = np.prod(bets) ** (1 / len(bets))
    assert perplexity(bets) == pytest.approx(1 / geometric_mean, rel=1e-9)


RNG = np.random.default_rng(0)
LETTERS = "expected only letters of 'abcdefghijklmnopqrstuvwxyz'."
NOT_A_SIZE = "expected a positive whole number."
WRONG = [
    (lambda: Alphabet(""), "letters is empty; expected at least one item."),
    (lambda: Alphabet("aba"), "letters has 'a' twice; expected each once."),
    (lambda: LATIN.encode("Ann"), f"'Ann' has the character 'A'; {LETTERS}"),
    (
        lambda: LATIN.encode("Zoë-Zoë"),
        f"'Zoë-Zoë' has the characters 'Z', 'ë', '-'; {LETTERS}",
    ),
    (
        lambda: AB.decode([1, 3]),
        "symbols has the value 3; expected whole numbers from 0 to 2.",
    ),
    (
        lambda: split_names(["ann", "bob", "ann"], 1, RNG),
        "names has 'ann' twice; expected each once.",
    ),
    (lambda: split_names(["ann", "bob"], 0, RNG), f"n_held_out is 0; {NOT_A_SIZE}"),
    (
        lambda: split_names(["ann", "bob"], 2, RNG),
        "n_held_out is 2; expected less than 2, the number of names.",
    ),
    (
        lambda: split_names(["ann", "bob"], 1, 0),
        "rng is an object of class int; expected class Generator.",
    ),
    (lambda: name_batch([]), "names is empty; expected at least one item."),
    (lambda: name_batch(["a b"]), f"'a b' has the character ' '; {LETTERS}"),
    (lambda: Ngram([], 2), "names is empty; expected at least one item."),
    (lambda: Ngram(["ann"], 0), f"n is 0; {NOT_A_SIZE}"),
    (
        lambda: Ngram(["ann"], 14),
        f"n is 14; expected less: {27**14} pieces are too many.",
    ),
    (
        lambda: KneserNey(["ann"], 2, discount=1),
        "discount is 1; expected a number between 0 and 1.",
    ),
    (
        lambda: Ngram(["ann"], 2, smoothing=0),
        "smoothing is 0; expected a positive number.",
    ),
    (
        lambda: Ngram(["ann"], 2).letter_probabilities([]),
        "names is empty; expected at least one item.",
    ),
    (lambda: perplexity([]), "probabilities is empty; expected at least one number."),
    (
        lambda: perplexity([0.5, 0.0]),
        "probabilities has the value 0; expected numbers above 0, up to 1.",
    ),
    (
        lambda: perplexity([0.5, 1.5]),
        "probabilities has the value 1.5; expected numbers above 0, up to 1.",
    ),
    (lambda: perplexity([[0.5]]), "probabilities has shape (1, 1); expected (m,)."),
]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_argument_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
