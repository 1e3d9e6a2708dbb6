"""Sentences that are checked: a claim that does not hold stops the build.

Standard library only, so that any page can make a claim.
"""

import math
import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from statistics import median

_VARIABLE = "RNN_TUTORIAL_SEEDS"
_MOST_ITEMS = 12  # of a list that is shown in full

# How a notebook's output says that it is a claim; its data are sentence and values.
CLAIM_TYPE = "application/vnd.rnn-tutorial.claim+json"
_TESTED = "A cause, tested: one thing changed, all else equal."


class ClaimFailed(AssertionError):  # noqa: N818  it is the claim that is wrong
    """A sentence that turned out not to be true."""


@dataclass(frozen=True, repr=False)
class PerSeed:
    """One measured number, or one truth value, per seed, in the order of the seeds.

    Numbers show as their range and median, truth values as how many are true.
    """

    numbers: tuple[float, ...] | tuple[bool, ...]

    def __str__(self) -> str:
        if isinstance(self.numbers[0], bool):
            plural = "s" if len(self.numbers) > 1 else ""
            return f"{sum(self.numbers)} of {len(self.numbers)} seed{plural}"
        if len(self.numbers) == 1:
            return f"{_show(self.numbers[0])} (1 seed)"
        numbers = min(self.numbers), max(self.numbers), median(self.numbers)
        texts = [_show(number) for number in numbers]
        places = [len(text.partition(".")[2]) for text in texts]
        if 0 < min(places) >= max(places) - 3 and "e" not in "".join(texts):
            texts = [f"{number:,.{max(places)}f}" for number in numbers]
        low, high, middle = texts
        return f"{low} to {high}, median {middle} ({len(self.numbers)} seeds)"

    __repr__ = __str__


def per_seed(numbers: Iterable[float] | Iterable[bool]) -> PerSeed:
    """Mark a value of a claim: one finite number, or truth value, per seed, in order.

    Examples:
        >>> per_seed([0.1, 0.3]), per_seed([True, False])
        (0.1 to 0.3, median 0.2 (2 seeds), 1 of 2 seeds)
    """
    values = numbers.tolist() if hasattr(numbers, "tolist") else list(numbers)
    if not isinstance(values, list) or not values:
        raise ValueError(f"numbers is {values!r}; expected one number per seed.")
    if all(isinstance(value, bool) for value in values):
        return PerSeed(tuple(values))
    for value in values:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value):
            raise ValueError(f"numbers contains {value!r}; expected one number a seed.")
    return PerSeed(tuple(float(value) for value in values))


@dataclass(frozen=True, repr=False)
class Claim:
    """A sentence that held, with the values that show it: a notebook displays both.

    If it is about a cause, `arms` are the names of the two values to compare.
    """

    sentence: str
    values: dict[str, object]
    arms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Nobody makes one without its check.
        raise TypeError("a claim is made by calling `claim` or `intervention`")

    def __str__(self) -> str:
        return f"✓ {_with_values(self.sentence, self.values)}"

    __repr__ = __str__

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        """Hand the claim to the build, which lists all claims of the site."""
        values = {name: _as_data(value) for name, value in self.values.items()}
        arms = {"arms": list(self.arms)} if self.arms else {}
        return {CLAIM_TYPE: {"sentence": self.sentence, "values": values, **arms}}

    def _repr_html_(self) -> str:
        """Show the claim in a notebook or page: the sentence, and the values below."""
        html = f'<div class="rnn-claim"><strong>✓ {escape(self.sentence)}</strong>'
        html += f'<p class="rnn-tested">{_TESTED}</p><dl>' if self.arms else "<dl>"
        for name, value in self.values.items():
            html += f"<div><dt>{escape(name.replace('_', ' '))}</dt>"
            html += f"<dd>{escape(_show(value))}</dd></div>"
        return f"{html}</dl></div>"


def claim(sentence: str, /, *, holds: object, **values: object) -> Claim:
    """Return a claim that holds, or raise `ClaimFailed` with sentence and values.

    What is claimed stands in words; `holds` is one truth value, from Python, NumPy or
    PyTorch; the `values` were measured, and the reader should see them.

    Examples:
        >>> claim("Two is even", holds=2 % 2 == 0, rest=2 % 2)
        ✓ Two is even (rest=0)
    """
    if not isinstance(sentence, str) or not sentence.strip():
        raise ValueError(f"sentence is {sentence!r}; expected the claim in words.")
    if not _truth(holds):
        raise ClaimFailed(f"claim does not hold: {_with_values(sentence, values)}")
    getattr(sys, "claimhook", str)(sentence)  # the build counts what is claimed
    held = object.__new__(Claim)  # what only this check may make
    vars(held).update(sentence=sentence, values=values)
    return held


def intervention(
    sentence: str,
    /,
    *,
    holds: object,
    arms: Mapping[str, Iterable[float] | Iterable[bool]],
    as_ratio: bool = False,
    **values: object,
) -> Claim:
    """Return a claim about a cause: one thing was changed, and all else left equal.

    A sentence that says "because" stands on one of these: both arms are shown, and how
    they differ, seed by seed. The `arms` are two names, each with one number or truth
    value per seed, in one order: first as it was, then with the cause taken away. With
    `as_ratio` they are compared by how many times as large the second is, for numbers
    above 0 that differ by powers of ten. All else is as in `claim`.

    Examples:
        >>> without = {"with brakes": [2, 3], "without": [5, 9]}
        >>> slowed = intervention("Brakes slow it down", holds=True, arms=without)
        >>> slowed.values["change for the same seed"]
        3 to 6, median 4.5 (2 seeds)
    """
    if len(arms) != 2:
        raise ValueError(f"arms has {len(arms)} entries; expected two to compare.")
    compared = {name: per_seed(numbers) for name, numbers in arms.items()}
    change = _difference(*(found.numbers for found in compared.values()), as_ratio)
    names = ["holds", *compared, *change, *values]
    if len({*names}) < len(names):
        wanted = "another name for each"
        raise ValueError(f"arms and values are called {names}; expected {wanted}.")
    held = claim(sentence, holds=holds, **compared, **change, **values)
    vars(held)["arms"] = tuple(arms)
    return held


def _difference(
    first: tuple[float, ...], second: tuple[float, ...], as_ratio: bool
) -> dict[str, PerSeed]:
    """Compare two arms seed by seed; the name says how."""
    if len(first) != len(second):
        sizes = f"{len(first)} and {len(second)} numbers"
        raise ValueError(f"arms have {sizes}; expected one per seed in both.")
    pairs = list(zip(first, second, strict=True))
    if isinstance(per_seed(first + second).numbers[0], bool):  # or of two kinds
        return {"changed": per_seed([a != b for a, b in pairs])}
    if not as_ratio:
        return {"change for the same seed": per_seed([b - a for a, b in pairs])}
    if min(first + second) <= 0:
        raise ValueError("arms contain numbers below or at 0; a ratio needs more.")
    return {"times as large for the same seed": per_seed([b / a for a, b in pairs])}


def seeds() -> range:
    """Return the seeds that every experiment is repeated with: 0, 1 and 2, or others.

    `RNN_TUTORIAL_SEEDS`, in the environment, tells how many, or the first and the last,
    as in `100-109`. A claim has to hold for any two or more.
    """
    text = os.environ.get(_VARIABLE, "3")
    match = re.fullmatch(r"(?:([0-9]+)-)?([0-9]+)", text)
    chosen = match and range(int(match[1] or 0), int(match[2]) + bool(match[1]))
    if not chosen:
        raise ValueError(f"{_VARIABLE} is {text!r}; expected how many, or first-last.")
    return chosen


def _truth(holds: object) -> bool:
    """Read one truth value; anything that would need guessing is refused."""
    try:
        value = holds.item() if hasattr(holds, "item") else holds
    except (ValueError, RuntimeError):  # NumPy's and PyTorch's "more than one element"
        came = f"holds has shape {tuple(holds.shape)}; expected one truth value"
        raise ValueError(f"{came}, so add .all() or .any().") from None
    if not isinstance(value, bool):
        raise ValueError(f"holds must be true or false, but it is {value!r}.")
    return value


def _with_values(sentence: str, values: dict[str, object]) -> str:
    shown = ", ".join(f"{name}={_show(value)}" for name, value in values.items())
    return f"{sentence} ({shown})" if shown else sentence


def _as_data(value: object) -> dict[str, object]:
    if not isinstance(value, PerSeed):
        return {"shown": _show(value)}
    each = [_show(number) for number in value.numbers]
    return {"shown": _show(value), "seeds": list(value.numbers), "each": each}


def _show(value: object) -> str:
    """Show floats with three digits; with up to 7 if they looked like a rounder limit.

    Whole numbers below a million are shown as they are, lists and arrays by item.
    """
    if hasattr(value, "tolist"):
        value = value.tolist()  # NumPy and PyTorch, arrays and scalars alike
    if isinstance(value, list | tuple) and len(value) > _MOST_ITEMS:
        return f"[{_show(value[0])}, …, {_show(value[-1])}] ({len(value)} values)"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_show(item) for item in value)}]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, float):
        return str(value)
    value = value or 0.0  # so that -0 is 0
    if value.is_integer() and abs(value) < 1e6:
        return f"{value:,.0f}"
    texts = (f"{value:.{digits}g}" for digits in range(3, 8))
    precise = (t for t in texts if len(Decimal(t).normalize().as_tuple().digits) > 2)
    text = next(precise, f"{value:g}")
    if 1e-6 <= abs(float(text)) < 1e9:  # written out: not everybody knows 1e-05
        return f"{Decimal(text):,f}"
    return text
