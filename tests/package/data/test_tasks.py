"""The tasks of the memory lessons: what they ask for, and what guessing is worth."""

import re
from collections import defaultdict
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutorial.data import adding, recall
from rnn_tutorial.data.adding import adding_batch
from rnn_tutorial.data.echo import best_accuracy, echo_stream
from rnn_tutorial.data.recall import recall_batch

# Means of n draws lie within five of their standard deviations, spread / sqrt(n), of
# what is expected, except once in two million times; and the seeds are fixed.
SIGMAS = 5
MANY = 20_000

few = settings(max_examples=25)
sizes = st.integers(1, 6)
seeds = st.integers(0, 2**32 - 1)
every_task = pytest.mark.parametrize(
    "draw",
    [
        lambda seed: recall_batch(3, 7, np.random.default_rng(seed)),
        lambda seed: adding_batch(3, 7, np.random.default_rng(seed)),
        lambda seed: echo_stream(3, 7, 2, np.random.default_rng(seed)),
    ],
    ids=["recall", "adding", "echo"],
)


def tolerance(spread, count):
    return SIGMAS * spread / np.sqrt(count)


def error_of_always(answer, y):
    return np.mean((y.astype(np.float64) - answer) ** 2)


@pytest.fixture(scope="module")
def recalled():
    return recall_batch(MANY, 4, np.random.default_rng(1), noise=0.5)


@pytest.fixture(scope="module")
def added():
    return adding_batch(MANY, 5, np.random.default_rng(1))


@every_task
def test_the_seed_chooses_the_batch(draw):
    first, again, other = draw(1), draw(1), draw(2)
    for i in range(2):
        np.testing.assert_array_equal(first[i], again[i])
        assert np.any(first[i] != other[i])


@every_task
def test_a_generator_draws_a_new_batch_each_time(draw):
    rng = np.random.default_rng(1)  # which default_rng gives back as it is
    assert np.any(draw(rng)[0] != draw(rng)[0])


@every_task
def test_inputs_and_answers_are_float32(draw):
    assert [array.dtype for array in draw(0)] == [np.float32, np.float32]


@few
@given(sizes, sizes, seeds)
def test_a_sequence_begins_with_the_bit_that_is_asked_for(batch_size, seq_len, seed):
    x, y = recall_batch(batch_size, seq_len, np.random.default_rng(seed))
    assert (x.shape, y.shape) == ((batch_size, seq_len, 1), (batch_size, 1))
    np.testing.assert_array_equal(x[:, 0], y)
    assert set(np.abs(y).ravel()) == {1.0}


def test_both_bits_are_equally_frequent(recalled):
    _, y = recalled
    assert y.mean() == pytest.approx(0, abs=tolerance(1, MANY))


@pytest.mark.parametrize("noise", [0.3, 2.0])
def test_noise_has_the_spread_that_was_asked_for(rng, noise):
    x, _ = recall_batch(MANY, 4, rng, noise)
    for t in range(1, 4):
        assert x[:, t].mean() == pytest.approx(0, abs=tolerance(noise, MANY))
        spread_of_spread = tolerance(noise, 2 * MANY)  # of normal numbers
        assert x[:, t].std() == pytest.approx(noise, abs=spread_of_spread)


def test_noise_has_a_spread_of_three_tenths_unasked():
    unasked, _ = recall_batch(3, 7, np.random.default_rng(0))
    asked, _ = recall_batch(3, 7, np.random.default_rng(0), noise=0.3)
    np.testing.assert_array_equal(unasked, asked)


def test_noise_says_nothing_about_the_bit_or_other_noise(recalled):
    x, _ = recalled
    correlations = np.corrcoef(x[..., 0].T)
    np.testing.assert_allclose(correlations, np.eye(4), atol=tolerance(1, MANY))


def test_changing_the_input_leaves_the_bit(rng):
    x, y = recall_batch(4, 3, rng)
    before = y.copy()
    x[:] = 9
    np.testing.assert_array_equal(y, before)


def test_always_answering_zero_costs_as_much_as_guessing(recalled):
    assert error_of_always(0, recalled[1]) == recall.GUESSING


@few
@given(st.floats(-3, 3))
def test_no_constant_answer_beats_guessing_the_bit(recalled, answer):
    # The best one in hindsight is the batch's mean, and gains the mean's square.
    gain = tolerance(1, MANY) ** 2
    assert error_of_always(answer, recalled[1]) >= recall.GUESSING - gain


@few
@given(sizes, st.integers(2, 9), seeds)
def test_each_half_has_one_mark_and_the_sum_is_of_the_marked(batch_size, seq_len, seed):
    x, y = adding_batch(batch_size, seq_len, np.random.default_rng(seed))
    assert (x.shape, y.shape) == ((batch_size, seq_len, 2), (batch_size, 1))
    assert np.all((x[..., 0] >= 0) & (x[..., 0] <= 1))  # rounded to float32
    for (numbers, marks), total in zip(x.transpose(0, 2, 1), y[:, 0], strict=True):
        assert sorted(marks)[:-2] == [0] * (seq_len - 2)
        first, second = np.flatnonzero(marks == 1)
        assert first < seq_len // 2 <= second
        assert total == numbers[first] + numbers[second]


def test_every_place_of_a_half_is_marked_equally_often(added):
    x, _ = added  # of five steps, two belong to the first half
    shares = x[..., 1].mean(axis=0)
    expected = [1 / 2, 1 / 2, 1 / 3, 1 / 3, 1 / 3]
    np.testing.assert_allclose(shares, expected, atol=tolerance(1 / 2, MANY))


def test_numbers_are_uniform_at_every_step(added):
    quantiles = np.quantile(added[0][..., 0], [0.1, 0.25, 0.5, 0.75, 0.9], axis=0)
    expected = np.repeat([[0.1], [0.25], [0.5], [0.75], [0.9]], 5, axis=1)
    np.testing.assert_allclose(quantiles, expected, atol=tolerance(1 / 2, MANY))


def test_always_answering_one_costs_as_much_as_guessing(added):
    # Of u + v - 1, the 4th moment is 2/80 + 6/12², the square of the variance 1/6².
    spread_of_squares = np.sqrt(2 / 80 + 6 / 12**2 - 1 / 6**2)
    within = tolerance(spread_of_squares, MANY)
    assert error_of_always(1, added[1]) == pytest.approx(adding.GUESSING, abs=within)


@few
@given(st.floats(-1, 3))
def test_no_constant_answer_beats_one(added, answer):
    y = added[1]
    gain = tolerance(np.sqrt(1 / 6), MANY) ** 2
    assert error_of_always(answer, y) >= error_of_always(1, y) - gain


@few
@given(sizes, st.integers(1, 12), st.integers(1, 15), seeds)
def test_the_echo_is_the_stream_some_steps_later(batch_size, n_steps, delay, seed):
    x, y = echo_stream(batch_size, n_steps, delay, np.random.default_rng(seed))
    assert x.shape == y.shape == (batch_size, n_steps, 1)
    for t in range(delay, n_steps):
        np.testing.assert_array_equal(y[:, t], x[:, t - delay])
    assert set(np.abs([x, y]).ravel()) == {1.0}


def test_changing_the_stream_leaves_its_echo(rng):
    x, y = echo_stream(2, 5, 2, rng)
    before = y.copy()
    x[:] = 9
    np.testing.assert_array_equal(y, before)


def test_bits_are_balanced_from_before_the_beginning_on(rng):
    x, y = echo_stream(MANY, 4, 3, rng)
    for bits in (x, y):
        np.testing.assert_allclose(bits.mean(axis=0), 0, atol=tolerance(1, MANY))


def test_a_bit_says_nothing_about_the_others(rng):
    x, y = echo_stream(MANY, 4, 4, rng)
    correlations = np.corrcoef(np.concatenate([y, x], axis=1)[..., 0].T)
    np.testing.assert_allclose(correlations, np.eye(8), atol=tolerance(1, MANY))


def best_of_all_answers(delay, chunk_len):
    """Count over all worlds: what was heard in the chunk gets the likelier answer."""
    worlds = list(product([-1, 1], repeat=delay + chunk_len))
    right = 0
    for step in range(chunk_len):
        echoes = defaultdict(list)
        for bits in worlds:
            heard = bits[delay : delay + step + 1]
            echoes[heard].append(bits[step])
        right += sum(max(e.count(-1), e.count(1)) for e in echoes.values())
    return right / (chunk_len * len(worlds))


@pytest.mark.parametrize("delay", range(1, 6))
@pytest.mark.parametrize("chunk_len", range(1, 6))
def test_nobody_who_forgets_is_better_than_the_best_accuracy(delay, chunk_len):
    counted = best_of_all_answers(delay, chunk_len)
    assert best_accuracy(delay, chunk_len) == pytest.approx(counted, abs=1e-15)


@few
@given(st.integers(1, 12), st.integers(1, 12), seeds)
def test_who_repeats_what_is_known_and_guesses_the_rest_is_the_best(
    delay, chunk_len, seed
):
    n_streams = 500
    rng = np.random.default_rng(seed)
    x, y = echo_stream(n_streams, chunk_len, delay, rng)
    answers = rng.choice([-1, 1], x.shape)
    answers[:, delay:] = x[:, :-delay]
    accuracy = np.mean(answers == y)
    within = tolerance(1 / 2, n_streams * chunk_len)
    assert accuracy == pytest.approx(best_accuracy(delay, chunk_len), abs=within)


RNG = np.random.default_rng(0)
NOT_A_SIZE = "expected a positive whole number."
WRONG = [
    (lambda: recall_batch(0, 5, RNG), f"batch_size is 0; {NOT_A_SIZE}"),
    (lambda: recall_batch(4, 2.0, RNG), f"seq_len is 2.0; {NOT_A_SIZE}"),
    (
        lambda: recall_batch(4, 5, 0),
        "rng is an object of class int; expected class Generator.",
    ),
    (
        lambda: recall_batch(4, 5, RNG, noise=0),
        "noise is 0; expected a positive number.",
    ),
    (
        lambda: recall_batch(4, 5, RNG, noise=float("nan")),
        "noise is nan; expected a positive number.",
    ),
    (lambda: adding_batch(-1, 5, RNG), f"batch_size is -1; {NOT_A_SIZE}"),
    (lambda: adding_batch(4, "5", RNG), f"seq_len is '5'; {NOT_A_SIZE}"),
    (
        lambda: adding_batch(4, 1, RNG),
        "seq_len is 1; expected at least 2, for two marks.",
    ),
    (
        lambda: adding_batch(4, 5, np.random),
        "rng is an object of class module; expected class Generator.",
    ),
    (lambda: echo_stream(True, 5, 1, RNG), f"batch_size is True; {NOT_A_SIZE}"),
    (lambda: echo_stream(4, 0, 1, RNG), f"n_steps is 0; {NOT_A_SIZE}"),
    (lambda: echo_stream(4, 5, 0, RNG), f"delay is 0; {NOT_A_SIZE}"),
    (
        lambda: echo_stream(4, 5, 1, None),
        "rng is an object of class NoneType; expected class Generator.",
    ),
    (lambda: best_accuracy(0, 4), f"delay is 0; {NOT_A_SIZE}"),
    (lambda: best_accuracy(3, 4.0), f"chunk_len is 4.0; {NOT_A_SIZE}"),
]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_argument_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
