"""An experiment is written for one seed, called with many, and found by its name."""

import inspect
import multiprocessing
import pickle
import sys
from dataclasses import dataclass
from functools import partial
from importlib import import_module

import numpy as np
import pytest
import torch

from rnn_tutorial.experiments.experiment import experiment

over_seeds = import_module("rnn_tutorial.experiments.over_seeds")


@dataclass(frozen=True)
class Found:
    """As experiments return it: once for a seed, and once for all of them."""

    loss: object
    parts: object


@experiment
def train(seed: int, scale: float = 1.0, *, name: str = "a"):
    """Train something."""
    return Found(scale * seed, [name, np.full(2, seed)])


@torch.no_grad()
@experiment
def decorated(seed):
    return torch.is_grad_enabled()


@experiment
@torch.no_grad()
def decorated_below(seed):
    return torch.is_grad_enabled()


def stacked(one):
    return experiment(lambda seed: one[seed])(range(len(one)))


def test_it_is_called_with_seeds_and_settings():
    for found in (train([3, 1], 2.0, name="b"), train(seeds=iter([3, 1]), scale=2.0)):
        assert found.loss.tolist() == [6.0, 2.0]
        assert found.parts[1].tolist() == [[3, 3], [1, 1]]
    assert train.one_seed(3, 2.0) == Found(6.0, ["a", pytest.approx([3, 3])])


def test_it_looks_like_what_it_was_made_of():
    names = inspect.signature(train).parameters
    assert list(names) == ["seeds", "scale", "name"]
    assert names["name"].kind is inspect.Parameter.KEYWORD_ONLY
    assert names["scale"].default == 1.0
    assert (train.__name__, train.__doc__) == ("train", "Train something.")
    assert inspect.getsource(train).startswith("@experiment\ndef train(seed: int, ")


@pytest.mark.parametrize(
    ("results", "dtype"),
    [
        ([1, 2], int),
        ([1.5, 2], float),
        ([True, False], bool),
        ([np.float32(1), np.float32(2)], np.float32),
        ([np.array([[1], [2]]), np.array([[3], [4]])], int),
        ([np.zeros((2, 0)), np.zeros((2, 0))], float),
    ],
)
def test_numbers_and_arrays_become_arrays(results, dtype):
    array = stacked(results)
    assert array.dtype == dtype
    np.testing.assert_array_equal(array, np.array(results))


@pytest.mark.parametrize(
    "results",
    [
        ["a", "b"],
        [("a", 1), ("b", 2)],
        [None, None],
        [1.0, None],
        [[1], [1, 2]],
        [[1], None],
        [{"a": 1}, None],
        [Found(1, 2), None],
        [np.zeros(2), np.zeros(3)],
    ],
    ids=repr,
)
def test_what_can_not_be_stacked_stays_as_it_is(results):
    found = stacked(results)
    assert type(found) is tuple
    assert all(one is result for one, result in zip(found, results, strict=True))


def test_lists_dicts_and_dataclasses_are_stacked_item_by_item():
    parts = [1.0, "a", {"b": np.ones(2)}], [2.0, "c", {"b": np.zeros(2)}]
    found = stacked([Found(loss, parts[loss]) for loss in (0, 1)])
    assert found.loss.tolist() == [0, 1]
    numbers, texts, named = found.parts
    assert (numbers.tolist(), texts) == ([1.0, 2.0], ("a", "c"))
    assert named["b"].tolist() == [[1, 1], [0, 0]]
    assert stacked([[], []]) == []


@pytest.mark.parametrize("place", [0, 1])
def test_seeds_that_return_other_names_are_told_with_these(place):
    found = [{"loss": seed, "converged_at": seed} for seed in range(2)]
    del found[place]["converged_at"]
    told = r"^Of seeds 5 and 3 one lacks 'converged_at'\.$"
    for results in (found, [Found(0, one) for one in found], [[one] for one in found]):
        run = dict(zip([5, 3], results, strict=True)).get
        with pytest.raises(ValueError, match=told):
            experiment(lambda seed, run=run: run(seed))([5, 3])


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_other_processes_find_it(method, monkeypatch):
    context = multiprocessing.get_context(method)
    monkeypatch.setattr(over_seeds, "_context", lambda run: context)
    run = partial(train.one_seed, scale=2.0)
    [(seed, found)] = over_seeds._in_processes(run, [3], workers=1)
    assert (seed, found.loss) == (3, 6.0)


def test_only_what_they_can_find_travels(monkeypatch):
    monkeypatch.delattr(sys.modules["__main__"], "__file__", raising=False)
    assert over_seeds._can_travel(partial(train.one_seed, scale=2.0))
    assert not over_seeds._can_travel(experiment(lambda seed: seed).one_seed)


def test_decorators_above_and_below_it_count():
    for one in (decorated, decorated_below):
        assert one([0, 1]).tolist() == [False, False]
        assert pickle.loads(pickle.dumps(one.one_seed)) is one.one_seed


@pytest.mark.parametrize("text", ["", "seeds", "scale, seed"])
def test_what_takes_no_seed_is_refused(text):
    space = {}
    exec(f"def wrong({text}): pass", space)
    with pytest.raises(TypeError, match=r"^wrong is no experiment"):
        experiment(space["wrong"])
