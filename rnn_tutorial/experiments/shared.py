"""Experiments that several pages show, run once for all of them."""

import functools
import inspect
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Settings = ParamSpec("Settings")
Result = TypeVar("Result")

# Whoever runs many pages may hang up a function here, as Python has them for `print` at
# the prompt (`sys.displayhook`): it is given an experiment and its arguments by name,
# and returns what the experiment returns, from wherever it has that.
HOOK = "experimenthook"


def shared(experiment: Callable[Settings, Result]) -> Callable[Settings, Result]:
    """Mark an experiment whose result is kept for all pages that ask for it.

    While the site is built, it runs once, and again only when its arguments, or code or
    data that it uses, have changed. Everywhere else it is an ordinary function.

    Args:
        experiment: A pure function, which draws random numbers from seeds only, with
            the parameters named. It takes and returns plain values: numbers, texts,
            lists, tuples, ranges, dicts, arrays, and dataclasses of such.

    Returns:
        A function that is called like the experiment.

    Examples:
        >>> @shared
        ... def double(x: float, times: int = 1) -> float:
        ...     return x * 2**times
        >>> double(1.5, times=2)
        6.0
    """
    signature = inspect.signature(experiment)

    @functools.wraps(experiment)
    def run(*args: Settings.args, **kwargs: Settings.kwargs) -> Result:
        hook = getattr(sys, HOOK, None)
        if hook is None:
            return experiment(*args, **kwargs)
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return hook(experiment, bound.arguments)

    return run
