"""Roman numerals: a small language, and a translation whose length differs."""

from collections.abc import Sequence

from rnn_tutorial import checks

SIGNS = ".IVXLCDM"  # what is written; the first one begins a numeral and ends it
LARGEST = 3999  # larger numbers need letters with strokes above them
_VALUES = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
_LETTERS = ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"]


def roman(number: int) -> str:
    """Return a whole number from 1 to 3999 as the Romans wrote it.

    Examples:
        >>> roman(49), roman(888)
        ('XLIX', 'DCCCLXXXVIII')
    """
    checks.positive_int("number", number)
    checks.expect(number <= LARGEST, "number", number, f"at most {LARGEST}")
    numeral = ""
    for value, letters in zip(_VALUES, _LETTERS, strict=True):
        numeral += number // value * letters
        number %= value
    return numeral


def digits(number: int) -> list[int]:
    """Return the digits of a positive whole number, first to last: symbols to read."""
    checks.positive_int("number", number)
    return [int(digit) for digit in str(number)]


def to_symbols(numeral: str) -> list[int]:
    """Return the letters of a numeral as symbols: their places in `SIGNS`."""
    for sign in numeral:
        checks.one_of("numeral's sign", sign, SIGNS)
    return [SIGNS.index(sign) for sign in numeral]


def to_numeral(symbols: Sequence[int]) -> str:
    """Return symbols, at least one, as letters, up to the first end sign."""
    checks.not_empty("symbols", symbols)
    checks.whole_numbers("symbols", symbols, 0, len(SIGNS) - 1)
    written = "".join(SIGNS[symbol] for symbol in symbols)
    return written.partition(SIGNS[0])[0]
