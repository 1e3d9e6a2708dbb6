"""Checks of what callers hand us: each returns nothing, or raises one clear sentence.

Every sentence names the argument, says what came, and what was expected.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
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
    if not _is_number(value) or not math.isfinite(value) or value <= 0:
        raise ValueError(f"{name} is {value!r}; expected a positive number.")


def non_negative_number(name: str, value: object) -> None:
    """Check that a value is a finite number, 0 or above.

    Args:
        name: What the caller calls the value.
        value: The value.

    Raises:
        ValueError: If it is anything else.

    Examples:
        >>> non_negative_number("noise", -0.1)
        Traceback (most recent call last):
        ValueError: noise is -0.1; expected a number, 0 or more.
    """
    if not _is_number(value) or not math.isfinite(value) or value < 0:
        raise ValueError(f"{name} is {value!r}; expected a number, 0 or more.")


def number(name: str, value: object) -> None:
    """Check that a value is a finite number.

    Args:
        name: What the caller calls the value.
        value: The value.

    Raises:
        ValueError: If it is anything else.

    Examples:
        >>> number("forget_bias", float("inf"))
        Traceback (most recent call last):
        ValueError: forget_bias is inf; expected a finite number.
    """
    if not _is_number(value) or not math.isfinite(value):
        raise ValueError(f"{name} is {value!r}; expected a finite number.")


def share(name: str, value: object) -> None:
    """Check that a value is a part of a whole: neither nothing nor all of it.

    Args:
        name: What the caller calls the value.
        value: The value.

    Raises:
        ValueError: If it is no number between 0 and 1.

    Examples:
        >>> share("test_share", 25)
        Traceback (most recent call last):
        ValueError: test_share is 25; expected a number between 0 and 1.
    """
    if not _is_number(value) or not 0 < value < 1:
        raise ValueError(f"{name} is {value!r}; expected a number between 0 and 1.")


def numbers(name: str, array: ArrayLike, dtype: type[np.floating]) -> NDArray:
    """Take the numbers of an array; those that are too large become infinite.

    Args:
        name: What the caller calls the array.
        array: NumPy array, PyTorch tensor or (nested) list, any shape.
        dtype: Format of the numbers.

    Returns:
        The numbers, the same shape.

    Raises:
        ValueError: If something in it is no number.

    Examples:
        >>> numbers("series", [1, "two"], np.float64)
        Traceback (most recent call last):
        ValueError: series can't be read as numbers: could not convert string to \
float: 'two'.
    """
    try:
        with np.errstate(over="ignore"):
            return np.asarray(array, dtype=dtype)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{name} can't be read as numbers: {error}.") from None


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


def above_zero(name: str, array: NDArray) -> None:
    """Check that all numbers of an array can be shown on a logarithmic axis.

    Args:
        name: What the caller calls the array.
        array: NumPy array of finite numbers, any shape.

    Raises:
        ValueError: If one is zero or below.

    Examples:
        >>> above_zero("losses", np.array([0.5, 0.0]))
        Traceback (most recent call last):
        ValueError: losses has the value 0; expected only positive numbers, for a \
logarithmic axis.
    """
    if array.min() <= 0:
        raise ValueError(
            f"{name} has the value {array.min():g}; expected only positive numbers, "
            "for a logarithmic axis."
        )


def not_empty(name: str, items: Collection[object]) -> None:
    """Check that there is something at all.

    Args:
        name: What the caller calls the items.
        items: A list, a dictionary, ….

    Raises:
        ValueError: If it is empty.

    Examples:
        >>> not_empty("runs", {})
        Traceback (most recent call last):
        ValueError: runs is empty; expected at least one item.
    """
    if len(items) == 0:
        raise ValueError(f"{name} is empty; expected at least one item.")


def each_once(name: str, items: Sequence[str]) -> None:
    """Check that no text of a list comes twice.

    Args:
        name: What the caller calls the list.
        items: The texts; or one text, whose letters they are.

    Raises:
        ValueError: If one comes twice.

    Examples:
        >>> each_once("names", ["ann", "bob", "ann"])
        Traceback (most recent call last):
        ValueError: names has 'ann' twice; expected each once.
    """
    seen = set()
    for item in items:
        if item in seen:
            raise ValueError(f"{name} has {item!r} twice; expected each once.")
        seen.add(item)


def rising(name: str, numbers: Sequence[int]) -> None:
    """Check that a list holds whole numbers from 0 on, each larger than the last.

    Args:
        name: What the caller calls the list.
        numbers: The numbers.

    Raises:
        ValueError: If there is none, one is not a whole number or is negative, or one
            is not larger than the one before it.

    Examples:
        >>> rising("moments", [0, 100, 10])
        Traceback (most recent call last):
        ValueError: moments has 10 behind 100; expected numbers that rise.
    """
    not_empty(name, numbers)
    for number in numbers:
        non_negative_int(f"number in {name}", number)
    for first, second in pairwise(numbers):
        if second <= first:
            raise ValueError(
                f"{name} has {second} behind {first}; expected numbers that rise."
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


def symbols(name: str, array: ArrayLike, n_symbols: int) -> None:
    """Check that an array holds the numbers of symbols.

    Args:
        name: What the caller calls the array.
        array: NumPy array or PyTorch tensor, any shape.
        n_symbols: Number of different symbols.

    Raises:
        ValueError: If the numbers are not whole, or one is out of range.

    Examples:
        >>> symbols("symbols", np.array([0, 27]), n_symbols=27)
        Traceback (most recent call last):
        ValueError: symbols has the value 27; expected whole numbers from 0 to 26.
    """
    _whole(name, array, 0, n_symbols - 1)


def lengths(name: str, array: ArrayLike, batch: int, seq_len: int) -> None:
    """Check that an array says how many steps of each sequence of a batch count.

    Args:
        name: What the caller calls the array.
        array: NumPy array or PyTorch tensor.
        batch: Number of sequences.
        seq_len: Number of steps that the batch has room for.

    Raises:
        ValueError: If there is not one whole number for each sequence, or one is out of
            range.

    Examples:
        >>> lengths("lengths", np.array([3, 0]), batch=2, seq_len=3)
        Traceback (most recent call last):
        ValueError: lengths has the value 0; expected whole numbers from 1 to 3.
    """
    shape(name, array, (batch,))
    _whole(name, array, 1, seq_len)


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


def pair(name: str, value: object) -> tuple[NDArray, NDArray]:
    """Take the two parts of an LSTM's state, or of its gradient.

    Args:
        name: What the caller calls the value.
        value: The value.

    Returns:
        Both parts.

    Raises:
        ValueError: If it is anything but a pair.

    Examples:
        >>> pair("state", np.zeros((2, 4)))
        Traceback (most recent call last):
        ValueError: state is an object of class ndarray; expected a tuple (h, c).
    """
    if not isinstance(value, tuple):
        kind = type(value).__name__
        raise ValueError(
            f"{name} is an object of class {kind}; expected a tuple (h, c)."
        )
    if len(value) != 2:
        raise ValueError(
            f"{name} is a tuple of length {len(value)}; expected a tuple (h, c)."
        )
    return value


def like(name: str, state: object, zeros: object) -> None:
    """Check that a recurrent state has the form and the shapes of another one.

    Args:
        name: What the caller calls the state.
        state: An array, or a pair `(h, c)` of them.
        zeros: A state in the right form.

    Raises:
        ValueError: If the state has another form, or another shape.

    Examples:
        >>> zeros = np.zeros((2, 4))
        >>> like("state_0", (zeros, np.zeros((1, 4))), (zeros, zeros))
        Traceback (most recent call last):
        ValueError: c of state_0 has shape (1, 4); expected (2, 4).
    """
    if not isinstance(zeros, tuple):
        shape(name, state, zeros.shape)
        return
    for letter, part, wanted in zip("hc", pair(name, state), zeros, strict=True):
        shape(f"{letter} of {name}", part, wanted.shape)


def stackable(name: str, layers: Sequence[object], kind: type) -> None:
    """Check that each of some recurrent layers can read what the one before puts out.

    Args:
        name: What the caller calls the layers.
        layers: The layers, the lowest first.
        kind: The class that each must belong to.

    Raises:
        ValueError: If there is none, one belongs to another class, or one's
            `input_size` is not the `hidden_size` of the one before.

    Examples:
        >>> from rnn_tutorial.scratch.recurrent import Recurrent
        >>> from rnn_tutorial.scratch.rnn import RNN
        >>> rng = np.random.default_rng(0)
        >>> stackable("layers", [RNN(1, 4, rng), RNN(3, 4, rng)], Recurrent)
        Traceback (most recent call last):
        ValueError: layers[1] has input_size 3; expected 4, the hidden_size below it.
    """
    if not hasattr(layers, "__len__"):
        came = type(layers).__name__
        raise ValueError(f"{name} is an object of class {came}; expected a list.")
    if len(layers) == 0:
        raise ValueError(f"{name} is empty; expected at least one layer.")
    for number, layer in enumerate(layers):
        instance_of(f"{name}[{number}]", layer, kind)
        for earlier in range(number):
            if layers[earlier] is layer:
                raise ValueError(
                    f"{name}[{number}] is the same object as {name}[{earlier}]; "
                    "expected a layer of its own."
                )
    for number in range(1, len(layers)):
        came, wanted = layers[number].input_size, layers[number - 1].hidden_size
        if came != wanted:
            raise ValueError(
                f"{name}[{number}] has input_size {came}; expected {wanted}, the "
                "hidden_size below it."
            )


def length(name: str, items: Sequence[object], expected: int) -> None:
    """Check the number of items in a list.

    Args:
        name: What the caller calls the list.
        items: The list.
        expected: How many there must be.

    Raises:
        ValueError: If there are more, or fewer, or it is no list.

    Examples:
        >>> length("state_0", [1, 2, 3], 2)
        Traceback (most recent call last):
        ValueError: state_0 has 3 items; expected 2.
    """
    if not hasattr(items, "__len__"):
        raise ValueError(f"{name} is {items!r}; expected a list of {expected}.")
    if len(items) != expected:
        noun = "item" if len(items) == 1 else "items"
        raise ValueError(f"{name} has {len(items)} {noun}; expected {expected}.")


def gradient(
    grads: Mapping[str, NDArray], name: str, expected: Sequence[int]
) -> NDArray:
    """Take the gradient of one weight.

    Args:
        grads: Gradients by name.
        name: The weight's name.
        expected: The weight's shape.

    Returns:
        The gradient.

    Raises:
        ValueError: If there is none, or it has another shape.

    Examples:
        >>> gradient({"W_hh": np.zeros(3)}, "W_hh", (3, 3))
        Traceback (most recent call last):
        ValueError: grads['W_hh'] has shape (3,); expected (3, 3).
    """
    if name not in grads:
        raise ValueError(f"grads has no {name!r}; expected a gradient for each weight.")
    shape(f"grads[{name!r}]", grads[name], expected)
    return grads[name]


def subclass_of(name: str, value: object, kind: type) -> None:
    """Check that a value is a class of one kind.

    Args:
        name: What the caller calls the value.
        value: The value.
        kind: The class that it must be derived from.

    Raises:
        ValueError: If it is no class, or another one.

    Examples:
        >>> subclass_of("optimizer", "SGD", Exception)
        Traceback (most recent call last):
        ValueError: optimizer is 'SGD'; expected a class derived from Exception.
    """
    if not isinstance(value, type) or not issubclass(value, kind):
        raise ValueError(
            f"{name} is {value!r}; expected a class derived from {kind.__name__}."
        )


def dtype(name: str, value: object) -> None:
    """Check that a value names a number format in which a network can compute.

    Args:
        name: What the caller calls the format.
        value: The format: `"float32"`, `np.float64`, ….

    Raises:
        ValueError: If it is none, or another one.

    Examples:
        >>> dtype("dtype", int)
        Traceback (most recent call last):
        ValueError: dtype is 'int64'; expected 'float32' or 'float64'.
    """
    with suppress(TypeError):  # NumPy knows no such format, so it is none of ours
        value = np.dtype(value).name
    one_of(name, value, ("float32", "float64"))


def device(name: str, value: object) -> None:
    """Check that PyTorch can compute on a device here.

    Args:
        name: What the caller calls the device.
        value: The device: `"cpu"`, `"cuda"`, `"cuda:1"`, ….

    Raises:
        ValueError: If this is no device, or this machine has none of the kind.

    Examples:
        >>> device("device", "toaster")
        Traceback (most recent call last):
        ValueError: device is 'toaster'; expected one that PyTorch has here, like 'cpu'.
    """
    import torch  # here, so that the checks themselves need nothing but NumPy

    try:
        torch.empty(0, device=value)
    except (RuntimeError, AssertionError, TypeError, ValueError, ImportError):
        raise ValueError(
            f"{name} is {value!r}; expected one that PyTorch has here, like 'cpu'."
        ) from None


def _whole(name: str, array: ArrayLike, low: int, high: int) -> None:
    expected = f"expected whole numbers from {low} to {high}."
    values = _to_numpy(array)
    if not np.issubdtype(values.dtype, np.integer):
        raise ValueError(f"{name} is of dtype {values.dtype}; {expected}")
    wrong = values[(values < low) | (values > high)]
    if len(wrong):
        raise ValueError(f"{name} has the value {wrong[0]}; {expected}")


def _is_int(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _shape(name: str, array: object) -> tuple[int, ...]:
    if not hasattr(array, "shape"):
        kind = type(array).__name__
        raise ValueError(f"{name} is an object of class {kind}; expected an array.")
    return tuple(array.shape)


def _to_numpy(array: ArrayLike) -> NDArray:
    is_tensor = hasattr(array, "detach")  # so that this file need not import torch
    return np.asarray(array.detach().cpu() if is_tensor else array)
