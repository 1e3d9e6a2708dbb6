"""The experiments measure what they say, and their numbers travel unharmed."""

import inspect
import pkgutil
import re
import sys
from dataclasses import is_dataclass, replace
from functools import partial
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from engine.problems import Problem
from engine.session.experiments import Asker
from engine.session.protocol import Call
from engine.session.serialise import from_text, to_text
from rnn_tutorial import experiments
from rnn_tutorial.data.adding import GUESSING, adding_batch
from rnn_tutorial.data.echo import best_accuracy
from rnn_tutorial.data.recall import recall_batch
from rnn_tutorial.data.sine import sine_wave
from rnn_tutorial.experiments import detective, echo, held_gates, inside, names
from rnn_tutorial.experiments import recall as recall_module
from rnn_tutorial.experiments.adding import adding_losses
from rnn_tutorial.experiments.detective import detectives, salient_words_left_out
from rnn_tutorial.experiments.echo import echo_accuracy, ripples
from rnn_tutorial.experiments.exploding import descend
from rnn_tutorial.experiments.forecasting import (
    FORECASTERS,
    Setting,
    direct_errors,
    forecasts,
)
from rnn_tutorial.experiments.gradient_flow import gradient_by_lag
from rnn_tutorial.experiments.held_gates import Hold, accuracy_held
from rnn_tutorial.experiments.inside import motion, rotation, transplants
from rnn_tutorial.experiments.leakage import leaky_errors
from rnn_tutorial.experiments.names import counted_perplexity, learn_names
from rnn_tutorial.experiments.recall import LOOKED_AT, recall, train_until_solved
from rnn_tutorial.experiments.roman import roman_translations
from rnn_tutorial.experiments.sine import sine_spread
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.pytorch.layers import LAYERS
from rnn_tutorial.scratch.lstm import LSTMCell
from told import nothing_wrong

HERE = Path(__file__).relative_to(Path(__file__).parents[3]).as_posix()
FLOAT64 = 1e-9  # relative; a product of up to a dozen matrices, in another order
FLOAT32 = 1e-6
RNN, GRU, LSTM = map(Variant, ("RNN", "GRU", "LSTM"))
LEARNER = Variant("LSTM", forget_bias=3)
VARIANTS = [RNN, Variant("RNN", gain=1.5), GRU, LSTM, LEARNER]

BRIEF = Setting("noisy sine", seq_len=5, updates=20, n_points=80, steps=(1, 3))
HOLDS = {"none": [], "r": [Hold("r", 1, 2, 20)]}
# fmt: off
EXPERIMENTS = [
    partial(accuracy_held, variant=GRU, holds=HOLDS, updates=2),
    partial(adding_losses, variant=GRU, seq_len=4, steps=3, hidden_size=3),
    partial(counted_perplexity, lengths=(1, 2), smoothings=(1.0,)),
    partial(descend, max_norm=1.0, may_grow=False, updates=5, seq_len=5),
    partial(detectives, stories=["the butler", "the cook was innocent"], updates=2),
    partial(direct_errors, setting=BRIEF, forecaster="GRU", ahead=3),
    partial(echo_accuracy, delay=1, chunk_len=20, carry=True, cut_every=7, heard=60),
    partial(forecasts, setting=BRIEF, forecaster="MLP"),
    partial(gradient_by_lag, variant=LSTM, seq_len=5, hidden_size=3),
    partial(leaky_errors, company="AAPL", cut="shuffled", updates=10),
    partial(learn_names, moments=(0, 2), temperatures=(1.0,), hidden_size=3),
    partial(motion, variant=Variant("RNN", self_weight=1.5)),
    partial(recall, variant=RNN, seq_len=5, spread=1, max_steps=12, hidden_size=3),
    partial(ripples, max_delay=3, hidden_size=3),
    partial(roman_translations, updates=1),
    partial(rotation, max_steps=12),
    partial(salient_words_left_out, updates=2),
    partial(sine_spread, epochs=2, hidden_size=3, seq_len=480, n_train=9),
    partial(transplants, variant=LEARNER, at=(5, 19)),
]
# fmt: on
NO_FORECASTER = (
    f"forecaster is 'oracle'; expected {' or '.join(map(repr, FORECASTERS))}."
)
COARSE = {"roman_translations"}  # all are wrong at the beginning


@pytest.fixture
def small(monkeypatch):
    """As little data and work as is enough to tell seeds apart."""
    few, told = names.first_names()[:200], detective.all_stories()[::8]
    monkeypatch.setattr(names, "first_names", lambda: few)
    monkeypatch.setattr(detective, "all_stories", lambda: told)

    def train_briefly(seed, variant, seq_len, max_steps=12, **more):
        return train_until_solved(seed, variant, seq_len, max_steps, **more)

    monkeypatch.setattr(inside, "train_until_solved", train_briefly)
    for module, settings in {
        echo: {"HEARD": 200, "TESTED": 100, "FITTED": 50, "JUDGED": 25},
        held_gates: {"ASKED": 100},
        recall_module: {"ASKED": 50},
        inside: {"ASKED": 50},
        names: {"HELD_OUT": 50, "VALIDATION": 50, "INVENTED": 10},
    }.items():
        for name, value in settings.items():
            monkeypatch.setattr(module, name, value)


class Build:
    """Runs what a page asks for as the build does, but in this process."""

    def send(self, _, calls):
        self.calls = [Call(*call) for call in calls]

    def receive(self):
        call = sys.experimenthook.own = self.calls.pop()
        pkgutil.resolve_name(call.function)(**from_text(call.arguments))
        result = to_text(sys.experimenthook.result)
        return call.function, call.arguments, "result", result


def assert_same(result, other):
    assert type(result) is type(other)
    for first, second in zip(parts(result), parts(other), strict=True):
        assert first.dtype == second.dtype
        np.testing.assert_array_equal(first, second)


def parts(result):
    if is_dataclass(result):
        result = vars(result)
    if isinstance(result, dict):
        result = list(result.values())
    if isinstance(result, list):
        return [part for item in result for part in parts(item)]
    return [np.asarray(result)]


@pytest.mark.any_page
def test_every_experiment_is_tested():
    modules = [
        import_module(f"{experiments.__name__}.{info.name}")
        for info in pkgutil.iter_modules(experiments.__path__)
    ]
    found = {
        name: Problem(
            f"rnn_tutorial/experiments/{module.__name__.rpartition('.')[2]}.py",
            inspect.getsourcelines(value.one_seed)[1],
            f"give {name} a small setting in EXPERIMENTS of {HERE}",
        )
        for module in modules
        for name, value in vars(module).items()
        if hasattr(value, "one_seed") and value.__module__ == module.__name__
    }
    tested = [experiment.func.__name__ for experiment in EXPERIMENTS]
    nothing_wrong(found[name] for name in sorted(found) if name not in tested)
    assert tested == sorted(found)


@pytest.mark.any_page
@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda e: e.func.__name__)
def test_a_seeds_numbers_depend_on_nothing_but_the_seed(experiment, small, monkeypatch):
    together = experiment([3, 0, 1])
    for numbers, number in zip(parts(together), parts(experiment([0])), strict=True):
        np.testing.assert_array_equal(numbers[1], number[0])
    differ = any(np.any(numbers[0] != numbers[1]) for numbers in parts(together))
    assert differ == (experiment.func.__name__ not in COARSE)
    monkeypatch.setattr(sys, "experimenthook", Asker(Build(), root=""), raising=False)
    assert_same(experiment([3, 0, 1]), together)


def final_state(layer, x, flat):
    """Run a layer from a state that is given as one vector, to a last such vector."""
    parts = [part.reshape(1, 1, -1) for part in flat.split(layer.hidden_size)]
    _, state = layer(x, tuple(parts) if len(parts) == 2 else parts[0])
    return torch.cat([part.flatten() for part in state])


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.label)
def test_the_gradient_by_lag_is_autograds(variant):
    seq_len, hidden_size = 10, 5
    measured = gradient_by_lag([4], variant, seq_len, hidden_size)[0]
    layer = variant.build(1, hidden_size, seed=4)
    x = torch.from_numpy(sine_wave(seq_len, cycles=4)).double().reshape(1, -1, 1)
    expected = [1.0]
    with torch.no_grad():
        _, state = layer(x[:, :1])
        state = torch.zeros(sum(p.numel() for p in state), dtype=torch.float64)
        states = [state := final_state(layer, x[:, t : t + 1], state) for t in range(9)]
    for start in range(9, 0, -1):
        run = partial(final_state, layer, x[:, start:])
        jacobian = torch.autograd.functional.jacobian(run, states[start - 1])
        expected.append(torch.linalg.matrix_norm(jacobian, 2).item())
    np.testing.assert_allclose(measured, expected, rtol=FLOAT64)


def test_a_cell_in_numpy_is_a_variant_like_any_other(monkeypatch):
    monkeypatch.setitem(LAYERS, "LSTM in NumPy", LSTMCell)
    test_the_gradient_by_lag_is_autograds(Variant("LSTM in NumPy"))


@pytest.mark.parametrize("seq_len", [1, 2, 7])
def test_lag_zero_changes_nothing(seq_len):
    norms = gradient_by_lag([0, 1], GRU, seq_len, hidden_size=3)
    assert norms.shape == (2, seq_len)
    assert norms[:, 0].tolist() == [1.0, 1.0]


def recalled_in_a_loop(variant, seq_len, seed, steps):
    """Count right answers, batch by batch, in a loop written out."""
    torch.manual_seed(seed)
    model = Forecaster(hidden_size=32, layer=LAYERS[variant.layer])
    variant.start(model.rnn)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    rng = np.random.default_rng(seed)
    right = []
    for _ in range(steps):
        x, y = map(torch.from_numpy, recall_batch(64, seq_len, rng))
        answers = model(x)
        right.append(torch.sum(answers.sign() == y).item())
        optimizer.zero_grad()
        torch.mean((answers - y) ** 2).backward()
        optimizer.step()
    return np.array(right)


@pytest.mark.parametrize("max_steps", [12, 10])
def test_who_does_not_solve_the_task_uses_all_steps_up(max_steps):
    result = recall([5], RNN, seq_len=40, max_steps=max_steps)
    right = recalled_in_a_loop(RNN, 40, seed=5, steps=max_steps)
    assert right[-10:].mean() < 0.99 * 64
    assert result.steps.tolist() == [max_steps]
    assert result.solved.tolist() == [False]


def test_who_solves_the_task_stops_at_once():
    result = recall([5], LEARNER, seq_len=6, max_steps=60)
    right = recalled_in_a_loop(LEARNER, 6, seed=5, steps=60)
    shares = np.convolve(right, np.full(10, 1 / 640), mode="valid")
    solved = np.flatnonzero(shares > 0.99 - FLOAT32)[0]
    assert result.steps.tolist() == [solved + 10] < [60]
    assert result.solved.tolist() == [True]


def test_ten_batches_of_perfect_answers_are_needed_at_least():
    easy = recall([8, 15], RNN, seq_len=1)  # right before they learn anything
    assert easy.solved.tolist() == [True, True]
    assert easy.steps.tolist() == [LOOKED_AT] * 2 == [10] * 2


def test_lengths_are_drawn_around_the_middle_one(monkeypatch):
    seen = []

    def batch(size, seq_len, rng):
        seen.append((size, seq_len))
        return recall_batch(size, seq_len, rng)

    monkeypatch.setattr(recall_module, "recall_batch", batch)
    result = recall([3], RNN, seq_len=6, max_steps=40, spread=2)
    *trained, (asked, longest) = seen
    assert {length for _, length in trained} == {4, 5, 6, 7, 8}
    assert (asked, longest) == (recall_module.ASKED, 12)
    assert result.asked.shape == (1, 12)


def test_who_is_asked_right_away_knows_the_answer():
    asked = recall([0], LEARNER, seq_len=6, max_steps=60).asked
    assert asked[0, 5] > 0.95  # where the question came in training
    assert asked.min() >= 0
    assert asked.max() <= 1


def test_where_lengths_differ_each_has_to_be_answered(monkeypatch):
    assert recall_module.SOLVED == 0.99
    easy = partial(recall, [5], LEARNER, seq_len=6, max_steps=60)
    assert easy(spread=2).solved.tolist() == [True]

    def pendulum(model, seq_len, rng):
        return np.where(np.arange(1, seq_len + 1) == 5, 0.5, 1.0)

    monkeypatch.setattr(recall_module, "_asked", pendulum)
    assert easy(spread=2).solved.tolist() == [False]
    assert easy(spread=2).steps.tolist() == [60]
    assert easy(spread=0).solved.tolist() == [True]


@pytest.fixture
def brief(monkeypatch):
    """Fewer bits, as many as are enough."""
    monkeypatch.setattr(echo, "HEARD", 1200)
    monkeypatch.setattr(echo, "TESTED", 400)


# Going back from the end of a stream, each echo that its chunk has not heard is a fresh
# coin: what is answered depends on later bits only. So the number of right ones among n
# is binomial, and their share within five of its standard deviations of a half.
def within(unknown):
    share_of_all_bits = unknown / (echo.BATCH_SIZE * echo.TESTED)
    return 5 * share_of_all_bits * 0.5 / np.sqrt(unknown)


def test_a_chunk_that_is_too_short_leaves_nothing_but_chance(brief):
    accuracy = echo_accuracy([0], delay=4, chunk_len=4, carry=False)
    unknown = echo.BATCH_SIZE * echo.TESTED
    assert accuracy.tolist() == [pytest.approx(0.5, abs=within(unknown))]


def test_the_same_chunks_are_enough_if_the_state_is_carried(brief):
    assert echo_accuracy([0], delay=4, chunk_len=4, carry=True).item() > 0.99


def test_reset_networks_are_as_good_as_possible_and_not_better(brief):
    accuracy = echo_accuracy([0], delay=2, chunk_len=8, carry=False)
    unknown = echo.BATCH_SIZE * echo.TESTED * 2 // 8
    best = best_accuracy(delay=2, chunk_len=8)
    assert accuracy.tolist() == [pytest.approx(best, abs=within(unknown))]


def test_ripples_reach_as_far_as_a_shift_register_is_long(monkeypatch):
    class ShiftRegister(nn.RNN):
        """Hands each bit on from unit to unit, hardly squashed, so four are known."""

        def __init__(self, *sizes, **kwargs):
            super().__init__(*sizes, **kwargs)
            for parameter in self.parameters():
                nn.init.zeros_(parameter)
            self.weight_ih_l0.data[0, 0] = 0.01
            self.weight_hh_l0.data.copy_(torch.eye(4).roll(1, 0))
            self.weight_hh_l0.data[0, 3] = 0.0

    monkeypatch.setattr(nn, "RNN", ShiftRegister)
    max_delay = 6
    by_delay = ripples([0], max_delay, hidden_size=4)[0]
    answers = echo.BATCH_SIZE * (echo.JUDGED - max_delay)
    guessed = pytest.approx([0.5] * 3, abs=5 * 0.5 / np.sqrt(answers))
    assert by_delay[:3].tolist() == [1.0] * 3  # the fourth is the bit of this step
    assert by_delay[3:].tolist() == guessed


@pytest.fixture
def chunks(monkeypatch):
    """Every call of the network: the state it was given, and what it gave back."""
    seen = []

    class Listened(nn.RNN):
        def forward(self, x, state=None):
            output, new = super().forward(x, state)
            seen.append((x, state, new))
            return output, new

    monkeypatch.setattr(nn, "RNN", Listened)
    monkeypatch.setattr(echo, "HEARD", 103)
    monkeypatch.setattr(echo, "TESTED", 52)
    return seen


def test_a_carried_state_takes_no_gradient_along(chunks):
    echo_accuracy([0], delay=3, chunk_len=10, carry=True)
    assert [x.shape for x, _, _ in chunks] == [(32, 10, 1)] * 15  # 3 and 2 bits left
    training, test = chunks[:10], chunks[10:]
    for part in (training, test):
        assert part[0][1] is None
        for (_, _, new), (_, state, _) in pairwise(part):
            assert torch.equal(state, new)
            assert not state.requires_grad
    assert all(new.requires_grad for _, _, new in training)
    assert not any(new.requires_grad for _, _, new in test)


def test_without_carrying_each_chunk_begins_with_nothing(chunks):
    echo_accuracy([0], delay=3, chunk_len=10, carry=False)
    assert [state for _, state, _ in chunks] == [None] * 15


def test_a_cut_inside_a_chunk_ends_the_gradient_and_keeps_the_state(chunks):
    echo_accuracy([0], delay=3, chunk_len=10, carry=False, cut_every=4)
    training = chunks[:30]
    assert [x.shape[1] for x, _, _ in training] == [4, 4, 2] * 10
    assert all(state is None for _, state, _ in training[::3])
    for (_, _, new), (_, state, _) in pairwise(training):
        if state is not None:
            assert torch.equal(state, new)
            assert not state.requires_grad
    assert sum(state is None for _, state, _ in training) == 10


def test_training_and_test_streams_differ_and_are_whole(chunks):
    echo_accuracy([0], delay=3, chunk_len=10, carry=True)
    heard = torch.cat([x for x, _, _ in chunks], dim=1)
    assert heard.shape == (32, 150, 1)
    assert not torch.equal(heard[0, :50], heard[0, 100:])  # of the first stream
    assert set(heard.unique().tolist()) == {-1.0, 1.0}


SAME_STEPS = partial(descend, head_rate=0.2, updates=60)


def test_without_a_limit_the_loss_explodes_and_never_comes_back():
    free, clipped = (SAME_STEPS(range(2), max_norm=limit) for limit in (None, 1.0))
    assert free.losses.shape == clipped.growth.shape == (2, 60)
    assert free.is_infinite.all()
    assert not clipped.is_infinite.any()
    for run in free.losses:
        count = np.isfinite(run).sum()
        assert 0 < count < 60
        assert np.all(run[count:] == np.inf)
        assert run[:count].max() > 1e3
    assert np.all(free.losses[:, 0] == clipped.losses[:, 0])  # before the first update
    assert np.all(free.losses[:, 1:] != clipped.losses[:, 1:])


@pytest.mark.parametrize(
    "same",
    [{"max_norm": 1e9}, {"max_norm": 1e-3, "limited_until": 0}],
    ids=["never reached", "never there"],
)
def test_a_limit_that_does_nothing_changes_nothing(same):
    free, limited = descend([0], updates=5), descend([0], updates=5, **same)
    np.testing.assert_array_equal(free.losses, limited.losses)


def test_a_part_that_is_not_trained_stays_and_one_that_is_limited_moves_less():
    first, second = (
        descend([0], rate=rate, trained=("head",), updates=5).losses
        for rate in (0.2, 9.0)
    )
    np.testing.assert_array_equal(first, second)
    slow = descend([0], max_norm=1e-6, limited=("rnn",), updates=5).losses
    np.testing.assert_allclose(slow, first, rtol=1e-3)
    assert not np.array_equal(slow, first)


def test_descent_agrees_with_the_library_written_out():
    torch.manual_seed(2)
    model = Variant("RNN", gain=1.5).forecaster(32, seed=2)
    rng, expected = np.random.default_rng(2), []
    for _ in range(4):
        x, y = map(torch.from_numpy, recall_batch(64, 7, rng))
        start = torch.zeros(1, 64, 32, requires_grad=True)
        _, last = model.rnn(x, start)
        last.retain_grad()
        loss = torch.mean((model.head(last[0]) - y) ** 2)
        model.zero_grad()
        loss.backward()
        growth = start.grad.norm() / last.grad.norm()
        expected.append((loss.item(), growth.item()))
        with torch.no_grad():
            for part, rate in ((model.rnn, 0.2), (model.head, 0.02)):
                for weight in part.parameters():
                    weight -= rate * weight.grad
    found = descend([2], updates=4, seq_len=7)
    np.testing.assert_allclose(
        found.losses[0], [loss for loss, _ in expected], rtol=1e-4
    )
    np.testing.assert_allclose(found.growth[0], [one for _, one in expected], rtol=1e-3)


def test_blame_that_may_not_grow_arrives_no_longer_than_it_left():
    free, level = (descend([0, 1], updates=3, may_grow=may) for may in (True, False))
    np.testing.assert_array_equal(free.losses[:, 0], level.losses[:, 0])
    assert free.growth[:, 0].min() > 1 + 1e-3
    assert level.growth.max() <= 1 + 1e-6


def test_two_numbers_are_soon_added():
    losses = adding_losses([0], GRU, seq_len=4, steps=200)
    assert losses.shape == (1, 200)
    assert losses[0, -20:].mean() < GUESSING / 20


def test_adding_losses_agree_with_a_loop_written_out():
    torch.manual_seed(2)
    model = Forecaster(hidden_size=32, input_size=2, layer=nn.GRU)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    rng = np.random.default_rng(2)
    expected = []
    for _ in range(4):
        x, y = map(torch.from_numpy, adding_batch(64, 5, rng))
        loss = torch.mean((model(x) - y) ** 2)
        expected.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    losses = adding_losses([2], GRU, seq_len=5, steps=4)
    np.testing.assert_allclose(losses, [expected], rtol=1e-5)


# fmt: off
NOT_SIZES = [
    (adding_losses, {"steps": 0}),
    (descend, {"seq_len": 0}),
    (descend, {"updates": 0}),
    (detectives, {"embedding_size": 0}),
    (detectives, {"updates": 0}),
    (echo_accuracy, {"chunk_len": 0}),
    (echo_accuracy, {"cut_every": 0}),
    (echo_accuracy, {"delay": 0}),
    (echo_accuracy, {"hidden_size": 2.5}),
    (gradient_by_lag, {"hidden_size": "5"}),
    (gradient_by_lag, {"seq_len": 0}),
    (leaky_errors, {"seq_len": 0}),
    (leaky_errors, {"updates": 0}),
    (learn_names, {"hidden_size": 0}),
    (recall, {"hidden_size": 0}),
    (recall, {"max_steps": 0}),
    (recall, {"seq_len": 0}),
    (ripples, {"hidden_size": 0}),
    (ripples, {"max_delay": 0}),
    (roman_translations, {"updates": 0}),
    (sine_spread, {"epochs": 0}),
]
WRONG = [
    (accuracy_held, {"holds": {"f": [Hold("f", 0, 2, 20)]}},
     "gate is 'f'; expected 'r' or 'z'."),
    (adding_losses, {"seq_len": 1},
     "seq_len is 1; expected at least 2, for two marks."),
    (descend, {"gain": -1}, "gain is -1; expected a positive number."),
    (descend, {"max_norm": 0}, "max_norm is 0; expected a positive number."),
    (counted_perplexity, {"lengths": ()},
     "lengths is empty; expected at least one item."),
    (counted_perplexity, {"lengths": (0,)},
     "n is 0; expected a positive whole number."),
    (counted_perplexity, {"smoothings": ()},
     "smoothings is empty; expected at least one item."),
    (detectives, {"stories": ["the buttler"]},
     "text has the word 'buttler'; expected known ones, such as 'butler'."),
    (echo_accuracy, {"chunk_len": 1601},
     "chunk_len is 1601; expected at most 1600, the bits of a stream of the test."),
    (echo_accuracy, {"learning_rate": -1},
     "learning_rate is -1; expected a positive number."),
    (direct_errors, {"ahead": 2}, "ahead is 2; expected 1 or 3."),
    (direct_errors, {"forecaster": "oracle"}, NO_FORECASTER),
    (forecasts, {"forecaster": "oracle"}, NO_FORECASTER),
    (forecasts, {"setting": replace(BRIEF, steps=(1, 17))},
     "the test part of the series has 20 values; expected at least 22, a window and "
     "17 steps."),
    (leaky_errors, {"company": "weather"},
     "company is 'weather'; expected 'AAPL' or 'AMZN' or 'GOOG' or 'IBM' or 'MSFT'."),
    (leaky_errors, {"cut": "fair"},
     "cut is 'fair'; expected 'in time' or 'blocks' or 'shuffled'."),
    (leaky_errors, {"seq_len": 15},
     "seq_len is 15, but the series has only 15 values; expected at most 14."),
    (learn_names, {"moments": ()}, "moments is empty; expected at least one item."),
    (learn_names, {"moments": (0,)},
     "last of moments is 0; expected a positive whole number."),
    (learn_names, {"moments": (0, 10, 10)},
     "moments has 10 behind 10; expected numbers that rise."),
    (learn_names, {"moments": (-1, 10)},
     "number in moments is -1; expected a whole number, 0 or more."),
    (learn_names, {"dropout": 1},
     "dropout is 1; expected a number between 0 and 1."),
    (learn_names, {"temperatures": (1.0, 0)},
     "temperature is 0; expected a positive number."),
    (sine_spread, {"epochs": 1, "seq_len": 490, "n_train": 10},
     "n_train is 10; expected fewer than 10."),
    (recall, {"seq_len": 5, "spread": 5},
     "spread is 5; expected less than seq_len = 5."),
    (recall, {"max_steps": 9},
     "max_steps is 9; expected at least 10, the batches over which answers are "
     "counted."),
    (ripples, {"max_delay": 800},
     "max_delay is 800; expected less than 800, the bits of a stream of the test."),
]
# fmt: on


@pytest.mark.parametrize(
    ("experiment", "change", "message"),
    [
        *WRONG,
        *(
            (e, change, f"{name} is {value!r}; expected a positive whole number.")
            for e, change in NOT_SIZES
            for name, value in change.items()
        ),
    ],
    ids=str,
)
def test_a_wrong_setting_is_told_in_one_sentence(experiment, change, message):
    [usual] = [one for one in EXPERIMENTS if one.func is experiment]
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        usual([0], **change)
