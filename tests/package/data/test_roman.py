"""Roman numerals, their digits and letters."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutorial.data.roman import (
    LARGEST,
    SIGNS,
    digits,
    roman,
    to_numeral,
    to_symbols,
)

VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
ALL = range(1, LARGEST + 1)


def value(numeral):
    """Read a numeral: a letter before a larger one is taken away, all others add."""
    worth = [VALUES[letter] for letter in numeral] + [0]
    return sum(-a if a < b else a for a, b in pairwise(worth))


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        *((1, "I"), (3, "III"), (4, "IV"), (5, "V"), (9, "IX"), (10, "X"), (14, "XIV")),
        *((40, "XL"), (90, "XC"), (444, "CDXLIV"), (888, "DCCCLXXXVIII")),
        *((1994, "MCMXCIV"), (3999, "MMMCMXCIX")),
    ],
)
def test_numerals_are_those_of_the_romans(number, numeral):
    assert roman(number) == numeral


def test_every_numeral_reads_back_as_its_number():
    assert [value(roman(number)) for number in ALL] == list(ALL)


def test_no_letter_stands_four_times_in_a_row_and_no_five_twice():
    for number in ALL:
        assert not re.search(r"I{4}|X{4}|C{4}|M{4}|V.*V|L.*L|D.*D", roman(number))


def test_a_numeral_is_those_of_its_digits_one_behind_the_other():
    for number in ALL:
        places = [10**place * int(d) for place, d in enumerate(str(number)[::-1])]
        assert roman(number) == "".join(roman(part) for part in places[::-1] if part)


@pytest.mark.parametrize("number", [1, 9, 10, 490, 2026, 10**9 + 1])
def test_digits_stand_first_to_last(number):
    total = 0
    for digit in digits(number):
        assert 0 <= digit <= 9
        total = 10 * total + digit
    assert total == number


@settings(max_examples=25)
@given(st.text(SIGNS[1:], min_size=1), st.text(SIGNS))
def test_what_stands_behind_the_end_sign_is_not_read(numeral, behind):
    assert to_numeral(to_symbols(numeral)) == numeral
    assert to_numeral(to_symbols(f"{numeral}.{behind}")) == numeral


WRONG = [
    (lambda: roman(0), "number is 0; expected a positive whole number."),
    (lambda: roman(4.0), "number is 4.0; expected a positive whole number."),
    (lambda: roman(4000), "number is 4000; expected at most 3999."),
    (lambda: digits(-7), "number is -7; expected a positive whole number."),
    (
        lambda: to_symbols("XLA"),
        "numeral's sign is 'A'; expected '.' or 'I' or 'V' or 'X' or 'L' or 'C' or "
        "'D' or 'M'.",
    ),
    (lambda: to_numeral([]), "symbols is empty; expected at least one item."),
    (
        lambda: to_numeral([1, 8]),
        "symbols has the value 8; expected whole numbers from 0 to 7.",
    ),
]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_argument_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
