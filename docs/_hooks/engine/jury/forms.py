"""What JSON from another machine has to consist of, before anything relies on it."""

from __future__ import annotations

from datetime import date


def check(value: object, form: object, name: str = "all of it") -> None:
    """Check that a value is of one of some types, or consists of such, and how.

    Args:
        value: Read from JSON.
        form: Some types; a list, or a dictionary with the key `str`, of what each of
            its items is like; or a dictionary of what it has to have.
        name: By which it is told.

    Raises:
        ValueError: If it is of another form.

    Examples:
        >>> check({"a": [1, None]}, {"a": [(int, type(None))]})
        >>> check({"a": {"b": 1}}, {"a": {str: (str,)}})
        Traceback (most recent call last):
            ...
        ValueError: `b` is 1
    """
    kinds = form if isinstance(form, tuple) else (type(form),)
    if type(value) not in kinds:
        raise ValueError(f"`{name}` is {value!r:.60}")
    if isinstance(form, list):
        for item in value:
            check(item, form[0], name)
    elif isinstance(form, dict):
        wanted = dict.fromkeys(value, form[str]) if str in form else form
        for key, inner in wanted.items():
            if key not in value:
                raise ValueError(f"`{name}` has no `{key}`")
            check(value[key], inner, key)


def check_date(text: str) -> None:
    """Check that a text is a day, as in 2026-01-02.

    Raises:
        ValueError: If it is none.
    """
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError(f"`date` is {text!r}")
