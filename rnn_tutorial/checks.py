"""Checks of what callers hand us: each returns nothing, or raises one clear sentence.

Every sentence names the argument, says what came, and what was expected.
"""

import math
from collections.abc import Sequence
from numbers import Integral, Real

import numpy as np
from numpy.typing import ArrayLike, NDArray


def positive_int(name: str, value: object) -> None:
    """Check that a value is a whole number of at least 1.

    Args:
        name: What the caller calls the value.
        value: The value. `True`, `3.0` and `"3"` are not whole numbers here.

    Raises:
        ValueError: If it is anything else.

    Examples:
        >>> positive_int("hidden_size", -3)
        Traceback (most recent call last):
        ValueError: hidden_size is -3; expected a positive whole number.
    """
    if not _is_int(value) or value < 1:
        raise ValueError(f"{name} is {value!r}; expected a positive whole number.")


def non_negative_int(name: str, value: object) -> None:
    """Check that a value is a whole number of at least 0.

    Args:
        name: What the caller calls the value.
        value: The value.

    Raises:
        ValueError: If it is anything else.

    Examples:
        >>> non_negative_int("seed", 0.5)
        Traceback (most recent call last):
        ValueError: seed is 0.5; expected a whole number, 0 or more.
    """
    if not _is_int(value) or value < 0:
        raise ValueError(f"{name} is {value!r}; expected a whole number, 0 or more.")


def positive_number(name: str, value: object) -> None:
    """Check that a value is a finite number above 0.

    Args:
        name: What the caller calls the value.
        value: The value.

    Raises:
        ValueError: If it is anything else.

    Examples:
        >>> positive_number("learning_rate", 0.0)
        Traceback (most recent call last):
        ValueError: learning_rate is 0.0; expected a positive number.
    """
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or value <= 0:
        raise ValueError(f"{name} is {value!r}; expected a positive number.")


def finite(name: str, array: ArrayLike) -> None:
    """Check that an array has values, and neither NaN nor infinity among them.

    Args:
        name: What the caller calls the array.
        array: NumPy array, PyTorch tensor or (nested) list, any shape.

    Raises:
        ValueError: If it is empty, or holds a value that is not finite.

    Examples:
        >>> finite("series", [0.0, 0.5, float("nan")])
        Traceback (most recent call last):
        ValueError: series has nan at index 2; expected only finite numbers.
    """
    values = _to_numpy(array)
    if values.size == 0:
        raise ValueError(f"{name} is empty; expected at least one number.")
    bad = np.argwhere(~np.isfinite(values))
    if len(bad):
        index = tuple(int(i) for i in bad[0])
        where = index[0] if len(index) == 1 else index
        raise ValueError(
            f"{name} has {values[index]} at index {where}; "
            "expected only finite numbers."
        )


def dimensions(name: str, array: NDArray, axes: Sequence[str]) -> None:
    """Check that an array has one dimension per named axis.

    Args:
        name: What the caller calls the array.
        array: Anything with a `shape`.
        axes: Names of the expected dimensions, in order.

    Raises:
        ValueError: If the number of dimensions differs.

    Examples:
        >>> dimensions("x", np.zeros((20, 1)), ("batch", "seq_len", "input_size"))
        Traceback (most recent call last):
        ValueError: x has shape (20, 1); expected (batch, seq_len, input_size).
    """
    came = _shape(name, array)
    if len(came) != len(axes):
        wanted = f"({', '.join(axes)}{',' if len(axes) == 1 else ''})"
        raise ValueError(f"{name} has shape {came}; expected {wanted}.")


def features(name: str, array: NDArray, size: int, size_name: str) -> None:
    """Check the length of an array's last dimension.

    Args:
        name: What the caller calls the array.
        array: Anything with a `shape`.
        size: The expected number of features.
        size_name: What the caller calls that number.

    Raises:
        ValueError: If the last dimension has another length.

    Examples:
        >>> features("x", np.zeros((2, 5)), 3, "input_size")
        Traceback (most recent call last):
        ValueError: x has 5 features in its last dimension, but input_size is 3.
    """
    count = _shape(name, array)[-1]
    if count != size:
        noun = "feature" if count == 1 else "features"
        raise ValueError(
            f"{name} has {count} {noun} in its last dimension, but {size_name} is "
            f"{size}."
        )


def shape(name: str, array: NDArray, expected: Sequence[int]) -> None:
    """Check that an array has exactly one shape.

    Args:
        name: What the caller calls the array.
        array: Anything with a `shape`.
        expected: The shape it must have.

    Raises:
        ValueError: If it has another shape.

    Examples:
        >>> shape("y", np.zeros(480), (480, 1))
        Traceback (most recent call last):
        ValueError: y has shape (480,); expected (480, 1).
    """
    came = _shape(name, array)
    if came != tuple(expected):
        raise ValueError(f"{name} has shape {came}; expected {tuple(expected)}.")


def one_of(name: str, value: object, known: Sequence[object]) -> None:
    """Check that a value is one of those that are known.

    Args:
        name: What the caller calls the value.
        value: The value.
        known: All allowed values.

    Raises:
        ValueError: If it is none of them.

    Examples:
        >>> one_of("dtype", "int64", ("float32", "float64"))
        Traceback (most recent call last):
        ValueError: dtype is 'int64'; expected 'float32' or 'float64'.
    """
    if value not in known:
        wanted = " or ".join(repr(item) for item in known)
        raise ValueError(f"{name} is {value!r}; expected {wanted}.")


def instance_of(name: str, value: object, kind: type) -> None:
    """Check that a value is an object of one class.

    Args:
        name: What the caller calls the value.
        value: The value.
        kind: The class it must belong to.

    Raises:
        ValueError: If it belongs to another class.

    Examples:
        >>> instance_of("rng", 0, np.random.Generator)
        Traceback (most recent call last):
        ValueError: rng is an object of class int; expected class Generator.
    """
    if not isinstance(value, kind):
        raise ValueError(
            f"{name} is an object of class {type(value).__name__}; "
            f"expected class {kind.__name__}."
        )


def _is_int(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _shape(name: str, array: object) -> tuple[int, ...]:
    if not hasattr(array, "shape"):
        kind = type(array).__name__
        raise ValueError(f"{name} is an object of class {kind}; expected an array.")
    return tuple(array.shape)


def _to_numpy(array: ArrayLike) -> NDArray:
    is_tensor = hasattr(array, "detach")  # so that this file need not import torch
    return np.asarray(array.detach().cpu() if is_tensor else array)
