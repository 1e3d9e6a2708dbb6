import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutorial.bag_of_groups import BagOfGroups

TEXTS = ["a b a", "b c", "c a c", "a"]
ANSWERS = [True, False, False, True]
words = st.lists(st.sampled_from("abc"), min_size=1, max_size=20)


@settings(max_examples=30)
@given(words, st.randoms(use_true_random=False))
def test_for_a_bag_of_words_the_order_changes_not_a_single_bit(sequence, random):
    bag = BagOfGroups(TEXTS, ANSWERS)
    shaken = random.sample(sequence, len(sequence))
    assert bag(" ".join(sequence)) == bag(" ".join(shaken))


def test_each_group_adds_its_weight_as_often_as_it_occurs():
    bag = BagOfGroups(TEXTS, ANSWERS, longest=2)
    weights = bag.weights
    by_hand = 2 * weights["a",] + 2 * weights["b",] + 2 * weights["a", "b"]
    assert bag("a b a b") == pytest.approx(by_hand + weights["b", "a"])
    assert bag("d b d") == weights["b",]


def test_weights_are_those_of_least_squares_with_a_penalty():
    bag = BagOfGroups(TEXTS, ANSWERS)
    counts = np.array([[2, 1, 0], [0, 1, 1], [1, 0, 2], [1, 0, 0]], float)
    targets = np.where(ANSWERS, 1.0, -1.0)
    expected = np.linalg.solve(counts.T @ counts + np.eye(3), counts.T @ targets)
    found = [bag.weights[letter,] for letter in "abc"]
    np.testing.assert_allclose(found, expected, rtol=1e-10)


WRONG = [
    (lambda: BagOfGroups([], []), "texts is empty; expected at least one item."),
    (
        lambda: BagOfGroups(["a"], [True, False]),
        r"answers has shape \(2,\); expected \(1,\).",
    ),
    (
        lambda: BagOfGroups(["a"], [True], longest=0),
        "longest is 0; expected a positive whole number.",
    ),
]


@pytest.mark.parametrize(("call", "message"), WRONG)
def test_a_wrong_argument_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        call()
