"""What makes an experiment of a function: many seeds, and one run for all pages.

Each is written for one `seed`, which chooses all that is drawn: initial weights, data
that is made up, batches. It is called with many, as in `recall([0, 1, 2], …)`; then the
first axis of what it returns are the seeds, `n_seeds` of them. In all experiments

- `variant` is the recurrent layer, and how its weights start,
- `hidden_size` is the number of hidden units,
- `seq_len` is the number of steps of a sequence, or of a window of a series,
- `steps`, `updates` or `epochs` is the number of updates,
- `learning_rate` is the step size of the optimiser.
"""

import functools
import inspect
import sys
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from numbers import Number
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np

from rnn_tutorial.experiments.over_seeds import checked_seeds, over_seeds

Settings = ParamSpec("Settings")
Result = TypeVar("Result")

_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
_NUMBERS = (Number, np.generic, np.ndarray)


def experiment(
    run: Callable[Concatenate[int, Settings], Result],
) -> Callable[Concatenate[Iterable[int], Settings], Any]:
    """Make an experiment, called with many `seeds`, of a function of one.

    `over_seeds` runs each seed on its own. The results come stacked: numbers and arrays
    as arrays, dataclasses field by field, dicts and lists item by item. What can't be
    stacked, such as texts and tuples, stays a tuple with one item per seed. What it is
    made of becomes its attribute `one_seed`: a pure function, which seeds all it draws,
    and whose first parameter is `seed` (else: `TypeError`). It is also `shared`.

    Examples:
        >>> @experiment
        ... def powers(seed: int, highest: int = 3) -> np.ndarray:
        ...     return seed ** np.arange(1, highest + 1)
        >>> powers(seeds=[2, 3]).tolist(), powers.one_seed(4).tolist()
        ([[2, 4, 8], [3, 9, 27]], [4, 16, 64])
    """
    parameters = list(inspect.signature(run).parameters.values())
    if not parameters or parameters[0].name != "seed":
        name = run.__name__
        raise TypeError(f"{name} is no experiment: its first parameter is seed.")
    parameters[0] = parameters[0].replace(name="seeds", annotation=Iterable[int])
    signature = inspect.Signature(parameters)
    _refuse_unnamed(run, signature)

    @functools.wraps(run)
    def first(seeds: list[int], **settings: Any) -> Result:
        return over_seeds(functools.partial(run, **settings), seeds)[0]

    @functools.wraps(first)
    def over_all(*args: Any, **kwargs: Any) -> Any:
        settings = _named(signature, args, kwargs)
        seeds = checked_seeds(settings.pop("seeds"))
        if hook := getattr(sys, "experimenthook", None):
            found = hook(first, [{"seeds": [seed], **settings} for seed in seeds])
            return _stacked(found, seeds)
        return _stacked(over_seeds(functools.partial(run, **settings), seeds), seeds)

    first.__signature__ = over_all.__signature__ = signature
    over_all.one_seed = run
    run.__qualname__ += ".one_seed"  # where other processes find it
    return over_all


def shared(function: Callable[Settings, Result]) -> Callable[Settings, Result]:
    """Make a function whose result is kept for all pages that ask for it.

    It is pure, draws from seeds only, takes and returns plain values (numbers, texts,
    lists, tuples, ranges, dicts, arrays, and dataclasses of such), and can be given its
    arguments by name, or a `TypeError` is raised. While the site is built, it runs
    once, and again only when its arguments, or code or data that it uses, have changed;
    in a process of its own, so it must not count on what a page has set before. Whoever
    runs many pages hangs a function up as `sys.experimenthook`, as Python has
    `sys.displayhook`: given a function and a list of arguments by name, it returns a
    list of what the function returns for each.
    """
    signature = inspect.signature(function)
    _refuse_unnamed(function, signature)

    @functools.wraps(function)
    def ask(*args: Settings.args, **kwargs: Settings.kwargs) -> Result:
        if hook := getattr(sys, "experimenthook", None):
            return hook(function, [_named(signature, args, kwargs)])[0]
        return function(*args, **kwargs)

    return ask


def _refuse_unnamed(function: Callable, signature: inspect.Signature) -> None:
    for name, parameter in signature.parameters.items():
        if parameter.kind not in _NAMED:
            came = f"{function.__name__} has the parameter {parameter}"
            rule = "a shared experiment's parameters are given by name"
            raise TypeError(f"{came}; {rule}, so {name} can't be one.")


def _named(signature: inspect.Signature, args: tuple, kwargs: dict) -> dict[str, Any]:
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    return bound.arguments


def _stacked(results: list[Any], seeds: list[int]) -> Any:
    first, are_alike = results[0], len({*map(type, results)}) == 1
    if are_alike and is_dataclass(first):
        named = [{f.name: getattr(r, f.name) for f in fields(r)} for r in results]
        return type(first)(*_stacked(named, seeds).values())
    if are_alike and isinstance(first, dict):
        for seed, one in zip(seeds, results, strict=True):
            if names := ", ".join(sorted(map(repr, first.keys() ^ one.keys()))):
                raise ValueError(f"Of seeds {seeds[0]} and {seed} one lacks {names}.")
        return {name: _stacked([one[name] for one in results], seeds) for name in first}
    if are_alike and isinstance(first, list) and len({*map(len, results)}) == 1:
        return [_stacked(items, seeds) for items in zip(*results, strict=True)]
    shapes = {np.shape(one) if isinstance(one, _NUMBERS) else None for one in results}
    return tuple(results) if None in shapes or len(shapes) > 1 else np.array(results)
