"""Experiments that several pages show, run once for all of them."""

import functools
import inspect
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Settings = ParamSpec("Settings")
Result = TypeVar("Result")

_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def shared(experiment: Callable[Settings, Result]) -> Callable[Settings, Result]:
    """Mark an experiment whose result is kept for all pages that ask for it.

    While the site is built, it runs once, and again only when its arguments, or code or
    data that it uses, have changed. Everywhere else it is an ordinary function.

    It runs in a process of its own, so it must not count on what a page has set before,
    such as PyTorch's default type. Whoever runs many pages hangs a function up as
    `sys.experimenthook`, as Python has them for other things (`sys.displayhook`): it is
    given an experiment and its arguments by name, and returns what that returns.

    Args:
        experiment: A pure function, which draws random numbers from seeds only. It
            takes and returns plain values: numbers, texts, lists, tuples, ranges,
            dicts, arrays, and dataclasses of such.

    Returns:
        A function that is called like the experiment.

    Raises:
        TypeError: If a parameter can't be given by its name.

    Examples:
        >>> @shared
        ... def double(x: float, times: int = 1) -> float:
        ...     return x * 2**times
        >>> double(1.5, times=2)
        6.0
    """
    signature = inspect.signature(experiment)
    for name, parameter in signature.parameters.items():
        if parameter.kind not in _NAMED:
            raise TypeError(
                f"{experiment.__name__} has the parameter {parameter}; a shared "
                f"experiment's parameters are given by name, so {name} can't be one."
            )

    @functools.wraps(experiment)
    def run(*args: Settings.args, **kwargs: Settings.kwargs) -> Result:
        hook = getattr(sys, "experimenthook", None)
        if hook is None:
            return experiment(*args, **kwargs)
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return hook(experiment, bound.arguments)

    return run
