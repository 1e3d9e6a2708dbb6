"""Checks of what callers hand us, who call it `name`.

Each returns nothing (or what it takes), or raises a `ValueError` of one clear sentence,
which names the argument, says what came, and what was expected.
"""

import math
from collections.abc import Collection, Sequence
from contextlib import suppress
from numbers import Integral, Real

import numpy as np
from numpy.typing import ArrayLike, NDArray


def expect(holds: bool, name: str, value: object, wanted: str) -> None:
    """Check whatever is said in words; all that follows does so."""
    if not holds:
        raise ValueError(f"{name} is {value!r}; expected {wanted}.")


def positive_int(name: str, value: object) -> None:
    """Check that a value is a whole number of at least 1: not `True`, not `3.0`."""
    expect(_is_int(value) and value >= 1, name, value, "a positive whole number")


def positive_ints(**values: object) -> None:
    """Check several of them."""
    for name, value in values.items():
        positive_int(name, value)


def non_negative_int(name: str, value: object) -> None:
    """Check that a value is a whole number of at least 0."""
    expect(_is_int(value) and value >= 0, name, value, "a whole number, 0 or more")


def positive_number(name: str, value: object) -> None:
    """Check that a value is a finite number above 0."""
    expect(_is_finite(value) and value > 0, name, value, "a positive number")


def non_negative_number(name: str, value: object) -> None:
    """Check that a value is a finite number, 0 or above."""
    expect(_is_finite(value) and value >= 0, name, value, "a number, 0 or more")


def number(name: str, value: object) -> None:
    """Check that a value is a finite number."""
    expect(_is_finite(value), name, value, "a finite number")


def share(name: str, value: object) -> None:
    """Check that a value is a part of a whole: neither nothing nor all of it."""
    holds = _is_finite(value) and 0 < value < 1
    expect(holds, name, value, "a number between 0 and 1")


def finite(name: str, array: ArrayLike) -> None:
    """Check that an array has values, and neither NaN nor infinity among them."""
    values = _to_numpy(array)
    if values.size == 0:
        raise ValueError(f"{name} is empty; expected at least one number.")
    for bad in np.argwhere(~np.isfinite(values)):
        index = tuple(bad.tolist())
        came = f"{values[index]} at index {index[0] if len(index) == 1 else index}"
        raise ValueError(f"{name} has {came}; expected only finite numbers.")


def not_empty(name: str, items: Collection[object]) -> None:
    """Check that there is something at all."""
    if len(items) == 0:
        raise ValueError(f"{name} is empty; expected at least one item.")


def dimensions(name: str, array: NDArray, axes: Sequence[str]) -> None:
    """Check that an array has one dimension per named axis."""
    came = _shape(name, array)
    if len(came) != len(axes):
        wanted = f"({', '.join(axes)}{',' if len(axes) == 1 else ''})"
        raise ValueError(f"{name} has shape {came}; expected {wanted}.")


def inputs(name: str, array: NDArray, axes: Sequence[str], input_size: int) -> None:
    """Check an array's dimensions, and that the last has so many features."""
    dimensions(name, array, axes)
    count = array.shape[-1]
    if count != input_size:
        came = f"{count} feature{'' if count == 1 else 's'} in its last dimension"
        raise ValueError(f"{name} has {came}, but input_size is {input_size}.")


def one_feature(name: str, array: NDArray) -> None:
    """Check that an array has windows of a series, one value per step."""
    dimensions(name, array, ("batch", "seq_len", "1"))
    shape(name, array, (*array.shape[:2], 1))


def shape(name: str, array: NDArray, expected: Sequence[int]) -> None:
    """Check that an array has exactly one shape."""
    came = _shape(name, array)
    if came != tuple(expected):
        raise ValueError(f"{name} has shape {came}; expected {tuple(expected)}.")


def whole_numbers(name: str, array: ArrayLike, low: int, high: int) -> None:
    """Check that an array of any shape holds whole numbers, all of them in range."""
    values, wanted = _to_numpy(array), f"whole numbers from {low} to {high}"
    if not np.issubdtype(values.dtype, np.integer):
        raise ValueError(f"{name} is of dtype {values.dtype}; expected {wanted}.")
    for wrong in values[(values < low) | (values > high)]:
        raise ValueError(f"{name} has the value {wrong}; expected {wanted}.")


def one_of(name: str, value: object, known: Sequence[object]) -> None:
    """Check that a value is one of those that are known."""
    expect(value in known, name, value, " or ".join(map(repr, known)))


def instance_of(name: str, value: object, kind: type) -> None:
    """Check that a value is an object of one class."""
    _expect_class(isinstance(value, kind), name, value, f"class {kind.__name__}")


def pair(name: str, value: object) -> tuple[NDArray, NDArray]:
    """Take the two parts of an LSTM's state, or of its gradient."""
    _expect_class(isinstance(value, tuple), name, value, "a tuple (h, c)")
    if len(value) != 2:
        came = f"a tuple of length {len(value)}"
        raise ValueError(f"{name} is {came}; expected a tuple (h, c).")
    return value


def like(name: str, state: object, zeros: object) -> None:
    """Check that a state, `h` or `(h, c)`, has the form and shapes of another one."""
    if not isinstance(zeros, tuple):
        shape(name, state, zeros.shape)
        return
    for letter, part, wanted in zip("hc", pair(name, state), zeros, strict=True):
        shape(f"{letter} of {name}", part, wanted.shape)


def dtype(name: str, value: object) -> None:
    """Check that a value names a number format in which a network can compute."""
    with suppress(TypeError):  # NumPy knows no such format, so it is none of ours
        value = np.dtype(value).name
    one_of(name, value, ("float32", "float64"))


def _expect_class(holds: bool, name: str, value: object, wanted: str) -> None:
    if not holds:
        came = type(value).__name__
        raise ValueError(f"{name} is an object of class {came}; expected {wanted}.")


def _is_int(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _is_finite(value: object) -> bool:
    with suppress(OverflowError):  # too large for a float
        is_number = isinstance(value, Real) and not isinstance(value, bool)
        return is_number and math.isfinite(value)
    return False


def _shape(name: str, array: object) -> tuple[int, ...]:
    _expect_class(hasattr(array, "shape"), name, array, "an array")
    return tuple(array.shape)


def _to_numpy(array: ArrayLike) -> NDArray:
    is_tensor = hasattr(array, "detach")  # so that this file need not import torch
    return np.asarray(array.detach().cpu() if is_tensor else array)
