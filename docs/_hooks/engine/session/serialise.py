"""Plain values as JSON and back, without losing a bit: what experiments take and give.

Not pickled, because what is kept should not be able to run anything when it is read.
"""

from __future__ import annotations

import base64
import dataclasses
import importlib.util
import json
import os
import pkgutil
import sys
from pathlib import Path

import numpy as np

_PLAIN = (type(None), bool, int, float, str)


def to_text(value: object) -> str:
    """Write a value as text; equal values give equal texts (dicts in the same order).

    Raises:
        TypeError: If it contains something else than plain values, NumPy arrays and
            dataclasses of such.

    Examples:
        >>> from_text(to_text({"seeds": range(3), "losses": np.float32([0.1, 0.2])}))
        {'seeds': range(0, 3), 'losses': array([0.1, 0.2], dtype=float32)}
        >>> to_text(iter([1]))
        Traceback (most recent call last):
            ...
        TypeError: a list_iterator can't be kept; expected numbers, texts, lists, ...
    """
    return json.dumps(_plain(value))


def from_text(text: str) -> object:
    """Read what `to_text` has written."""
    return _value(json.loads(text))


def _plain(value: object) -> object:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is list:
        return [_plain(item) for item in value]
    if kind is tuple:
        return {"tuple": _plain(list(value))}
    if kind is range:
        return {"range": [value.start, value.stop, value.step]}
    if kind is dict:
        return {"dict": [[_plain(name), _plain(item)] for name, item in value.items()]}
    is_array = kind is np.ndarray  # a masked one, for example, is more than its data
    if (is_array or isinstance(value, np.generic)) and _is_plain(value.dtype):
        data = base64.b64encode(value.tobytes()).decode()
        name = "array" if is_array else "scalar"
        return {name: data, "dtype": value.dtype.str, "shape": value.shape}
    if dataclasses.is_dataclass(kind) and _can_be_found(kind):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(kind)}
        name = f"{kind.__module__}:{kind.__qualname__}"
        return {"dataclass": name, "fields": _plain(fields)}
    raise TypeError(
        f"a {kind.__name__} can't be kept; expected numbers, texts, lists, tuples, "
        "ranges, dicts, NumPy arrays, or a module's dataclass of such"
    )


def _is_plain(dtype: np.dtype) -> bool:
    return dtype.kind in "biufcU" and dtype.itemsize > 0


def _can_be_found(kind: type) -> bool:
    return kind.__module__ != "__main__" and "<locals>" not in kind.__qualname__


def _value(made: object) -> object:
    if isinstance(made, list):
        return [_value(item) for item in made]
    if not isinstance(made, dict):
        return made
    kind, content = next(iter(made.items()))
    if kind == "tuple":
        return tuple(_value(content))
    if kind == "range":
        return range(*content)
    if kind == "dict":
        return {_value(name): _value(item) for name, item in content}
    if kind == "dataclass":
        return _rebuilt(_class(content), _value(made["fields"]))
    flat = np.frombuffer(base64.b64decode(content), made["dtype"])
    array = flat.reshape(made["shape"]).copy()  # a buffer's can't be written to
    return array if kind == "array" else array[()]


def _class(name: str) -> object:
    """Find a dataclass that is loaded already, or that the project defines."""
    module = name.partition(":")[0]
    if module not in sys.modules:
        spec = importlib.util.find_spec(module.partition(".")[0])
        place = Path(os.path.relpath((spec and spec.origin) or os.sep))
        foreign = any(p.startswith(".") or p == "site-packages" for p in place.parts)
        if foreign or not place.is_file():
            raise TypeError(f"{name} is no dataclass of this project")
    return pkgutil.resolve_name(name)


def _rebuilt(kind: type, fields: dict[str, object]) -> object:
    if not (isinstance(kind, type) and dataclasses.is_dataclass(kind)):
        raise TypeError(f"{kind!r} is no dataclass")
    made = object.__new__(kind)  # it was initialised once
    for name, value in fields.items():
        object.__setattr__(made, name, value)
    return made
