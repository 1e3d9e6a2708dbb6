import copy
import dataclasses
import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutorial.evidence import (
    CLAIM_TYPE,
    Claim,
    ClaimFailed,
    claim,
    intervention,
    per_seed,
    seeds,
)


def test_claim_that_holds_shows_sentence_and_values():
    shown = str(claim("The loss falls", holds=True, first=0.41234, last=0.00012))
    assert shown == "✓ The loss falls (first=0.412, last=0.00012)"


def test_claim_displays_itself():
    held = claim("Two is even", holds=True)
    assert repr(held) == str(held) == "✓ Two is even"


def test_claim_that_does_not_hold_stops_with_sentence_and_values():
    with pytest.raises(ClaimFailed) as caught:
        claim("The loss falls", holds=False, first=0.1, last=0.25)
    assert str(caught.value) == (
        "claim does not hold: The loss falls (first=0.1, last=0.25)"
    )


def test_failed_claim_is_an_assertion_error():
    with pytest.raises(AssertionError):
        claim("Three is even", holds=False)


def test_claim_keeps_its_values_unrounded():
    held = claim("The loss falls", holds=True, last=0.123456789)
    assert (held.sentence, held.values) == ("The loss falls", {"last": 0.123456789})


def test_nobody_makes_a_claim_without_its_check():
    held = claim("Two is even", holds=True)
    with pytest.raises(TypeError, match="a claim is made by calling"):
        Claim("Two is odd", {})
    with pytest.raises(TypeError, match="a claim is made by calling"):
        dataclasses.replace(held, sentence="Two is odd")
    assert copy.copy(held) == held


def test_claim_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        claim("Two is even", holds=True).sentence = "Three is even"


def test_value_may_be_called_sentence():
    assert str(claim("Words count", holds=True, sentence=3)) == (
        "✓ Words count (sentence=3)"
    )


@pytest.mark.parametrize(
    "true", [True, np.bool_(True), np.array(True), torch.tensor(True)]
)
def test_truth_of_every_library_counts(true):
    assert claim("It holds", holds=true).sentence == "It holds"


@pytest.mark.parametrize(
    "false", [False, np.bool_(False), np.array(False), torch.tensor(False)]
)
def test_falsehood_of_every_library_counts(false):
    with pytest.raises(ClaimFailed):
        claim("It holds", holds=false)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1153, "1153"),
        (0.5, "0.5"),
        (480.0, "480"),
        (0.0, "0"),
        (-0.000456789, "-0.000457"),
        (0.24996, "0.24996"),
        (0.7499, "0.7499"),
        (499.8, "499.8"),
        (-12004.5, "-12,004"),
        (0.25 + 1e-12, "0.25"),
        (12345.678, "12,300"),
        (16897.0, "16,897"),
        (999.4, "999"),
        (999.5, "999.5"),
        (-999.96, "-999.96"),
        (1000.0, "1,000"),
        (999_499.0, "999,499"),
        (999_999.5, "999,999.5"),
        (999_400_000.0, "999,000,000"),
        (999_600_000.0, "999,600,000"),
        (0.0009996, "0.0009996"),
        (0.00000123456, "0.00000123"),
        (9.996e-7, "9.996e-07"),
        (9.996, "9.996"),
        (10.001, "10.001"),
        (0.1 + 0.2 - 0.2, "0.1"),
        (np.float32(0.1), "0.1"),
        (np.array([0.9996, 1.0]), "[0.9996, 1]"),
        (1e-9, "1e-09"),
        (-0.0, "0"),
        (np.array([-0.0, -0.5]), "[0, -0.5]"),
        (float("-inf"), "-inf"),
        (float("nan"), "nan"),
        (np.float32(0.25), "0.25"),
        (np.int64(7), "7"),
        (torch.tensor(0.125), "0.125"),
        (np.array([0.12345, 2.0]), "[0.123, 2]"),
        ([1, 0.98765], "[1, 0.988]"),
        ("tanh", "tanh"),
        (None, "None"),
    ],
)
def test_values_are_shown_with_three_significant_digits(value, shown):
    assert str(claim("It holds", holds=True, value=value)) == (
        f"✓ It holds (value={shown})"
    )


@settings(max_examples=50)
@given(st.floats(1, 9.999), st.integers(-12, 12), st.sampled_from([1, -1]))
def test_what_is_shown_is_the_number_to_three_digits(digits, power, sign):
    value = sign * digits * 10.0**power
    shown = str(claim("It holds", holds=True, value=value)).split("=")[1].rstrip(")")
    number = float(shown.replace(",", ""))
    is_round = len(re.sub("[-,.]|e.*", "", shown).strip("0")) < 3
    assert number == pytest.approx(value, rel=1e-6 if is_round else 0.005)
    assert ("e" in shown) == (not 1e-6 <= abs(number) < 1e9)


@pytest.mark.parametrize("holds", [float("nan"), 1.0, 1, "yes", None, np.float64(1.0)])
def test_condition_that_is_no_truth_value_is_refused(holds):
    with pytest.raises(ValueError, match=r"^holds must be true or false, but it is "):
        claim("It holds", holds=holds)


@pytest.mark.parametrize("holds", [np.array([True, True]), torch.tensor([True, True])])
def test_condition_with_several_truth_values_is_refused(holds):
    with pytest.raises(ValueError, match=r"^holds has shape \(2,\); expected one"):
        claim("It holds", holds=holds)


@pytest.mark.parametrize("sentence", ["", "  ", None])
def test_claim_without_words_is_refused(sentence):
    with pytest.raises(
        ValueError, match=r"^sentence is .*; expected the claim in words"
    ):
        claim(sentence, holds=True)


def test_three_seeds_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("RNN_TUTORIAL_SEEDS", raising=False)
    assert seeds() == range(3)


def test_number_of_seeds_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("RNN_TUTORIAL_SEEDS", "10")
    assert seeds() == range(10)


@pytest.mark.parametrize(("text", "chosen"), [("4-5", [4, 5]), ("7-7", [7])])
def test_others_than_the_first_seeds_can_be_asked_for(monkeypatch, text, chosen):
    monkeypatch.setenv("RNN_TUTORIAL_SEEDS", text)
    assert [*seeds()] == chosen


@pytest.mark.parametrize("text", ["", "0", "-1", "2.5", "many", "5-4", "1-2-3", "1-"])
def test_wrong_number_of_seeds_names_the_variable(monkeypatch, text):
    monkeypatch.setenv("RNN_TUTORIAL_SEEDS", text)
    with pytest.raises(ValueError, match=rf"^RNN_TUTORIAL_SEEDS is '{text}'; expected"):
        seeds()


def test_numbers_of_seeds_are_shown_as_range_and_median():
    assert str(per_seed([0.25, 1.0, 0.5])) == "0.25 to 1, median 0.5 (3 seeds)"
    assert str(per_seed([0.25])) == "0.25 (1 seed)"


def test_a_claim_shows_sentence_and_values_in_a_notebook():
    shown = claim("One < two", holds=True, first_value=0.5)._repr_html_()
    assert "✓ One &lt; two" in shown
    assert "<dt>first value</dt><dd>0.5</dd>" in shown


ARMS = {"with": [2.0, 3.0, 5.0], "without": [4.0, 9.0, 5.0]}


def test_an_intervention_shows_both_arms_and_the_difference_of_each_seed():
    tried = intervention("It slows", holds=True, arms=ARMS, runs=3)
    assert list(tried.values) == ["with", "without", "change for the same seed", "runs"]
    assert tried.values["change for the same seed"].numbers == (2.0, 6.0, 0.0)
    made = tried._repr_mimebundle_()[CLAIM_TYPE]
    assert made["arms"] == ["with", "without"]
    assert made["values"]["without"]["seeds"] == [4.0, 9.0, 5.0]
    assert "A cause, tested" in tried._repr_html_()


def test_arms_of_different_size_are_compared_as_ratios():
    tried = intervention("It slows", holds=True, arms=ARMS, as_ratio=True)
    assert tried.values["times as large for the same seed"].numbers == (2.0, 3.0, 1.0)
    with pytest.raises(ValueError, match="at 0; a ratio needs more"):
        intervention("A", holds=True, arms={"a": [0.0], "b": [1.0]}, as_ratio=True)


def test_truth_values_are_counted():
    arms = {"with": np.array([True, True]), "without": [False, True]}
    tried = intervention("It breaks", holds=True, arms=arms)
    shown = {name: str(value) for name, value in tried.values.items()}
    assert shown == {
        "with": "2 of 2 seeds",
        "without": "1 of 2 seeds",
        "changed": "1 of 2 seeds",
    }
    each = tried._repr_mimebundle_()[CLAIM_TYPE]["values"]["without"]["each"]
    assert each == ["no", "yes"]


@pytest.mark.parametrize(
    ("arms", "reason"),
    [
        ({"only": [1.0]}, "has 1 entries; expected two"),
        ({"a": [1.0], "b": [1.0, 2.0]}, "1 and 2 numbers; expected one per seed"),
        ({"a": [1.0], "b": [float("inf")]}, "contains inf"),
        ({"a": [True, False], "b": [1, 2]}, "contains True; expected one number"),
        ({"a": [1.0, 2.0], "b": [True, False]}, "contains True; expected one number"),
        (
            {"as it was": [True], "changed": [False]},
            r"'changed', 'changed'\]; expected",
        ),
        ({"a": [1], "change for the same seed": [2]}, "expected another name for each"),
        ({"holds": [1], "b": [2]}, "expected another name for each"),
    ],
)
def test_arms_that_cannot_be_compared_are_refused(arms, reason):
    with pytest.raises(ValueError, match=reason):
        intervention("It slows", holds=True, arms=arms)


def test_a_value_cannot_take_the_place_of_an_arm():
    arms = {"with": [2.0], "without": [3.0]}
    with pytest.raises(ValueError, match=r"'with', 'without', .* 'with'\]; expected"):
        intervention("It slows", holds=True, arms=arms, **{"with": 1})


def test_an_intervention_that_does_not_hold_stops_as_a_claim_does():
    with pytest.raises(ClaimFailed, match=r"does not hold: It slows \(with=2 to 5"):
        intervention("It slows", holds=False, arms=ARMS)


def test_numbers_of_one_value_end_at_the_same_place():
    shown = [str(per_seed(row)) for row in ([0.99, 0.9982], [6, 9], [0.0004, 3.21])]
    assert shown[0] == "0.990 to 0.998, median 0.994 (2 seeds)"
    assert shown[1] == "6 to 9, median 7.5 (2 seeds)"
    assert shown[2] == "0.0004 to 3.2100, median 1.6052 (2 seeds)"
