"""The experiments measure what they say, and their numbers travel unharmed."""

import re
from dataclasses import is_dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn

from engine.session.serialise import from_text, to_text
from rnn_tutorial.data.adding import GUESSING, adding_batch
from rnn_tutorial.data.echo import best_accuracy
from rnn_tutorial.data.recall import recall_batch
from rnn_tutorial.data.sine import sine_wave
from rnn_tutorial.experiments import echo
from rnn_tutorial.experiments.adding import adding_losses
from rnn_tutorial.experiments.clipping import clipped_losses
from rnn_tutorial.experiments.detective import (
    counting_accuracy,
    detectives,
    verdict_loss,
)
from rnn_tutorial.experiments.echo import echo_accuracy
from rnn_tutorial.experiments.forecasting import Setting, forecast_errors
from rnn_tutorial.experiments.gradient_flow import gradient_by_lag
from rnn_tutorial.experiments.leakage import leaky_errors
from rnn_tutorial.experiments.names import counted_perplexity, learn_names
from rnn_tutorial.experiments.recall import LOOKED_AT, SOLVED, Recall, recall
from rnn_tutorial.experiments.ripples import BATCH_SIZE, TESTED, ripples
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pytorch.forecaster import Forecaster

FLOAT64 = 1e-9  # relative; a product of up to a dozen matrices, in another order
FLOAT32 = 1e-6
FORGETFUL, LEARNER = Variant("RNN"), Variant("LSTM", forget_bias=3)
VARIANTS = [
    Variant("RNN"),
    Variant("RNN", gain=1.5),
    Variant("GRU"),
    Variant("LSTM"),
    Variant("LSTM", forget_bias=3),
]

EXPERIMENTS = {
    "gradient_by_lag": partial(
        gradient_by_lag, variant=Variant("LSTM"), seq_len=5, hidden_size=3
    ),
    "recall": partial(
        recall, variant=Variant("RNN"), seq_len=5, max_steps=12, hidden_size=3
    ),
    "echo_accuracy": partial(
        echo_accuracy, delay=1, chunk_len=400, carry=True, hidden_size=3
    ),
    "ripples": partial(ripples, max_delay=3, hidden_size=3),
    "clipped_losses": partial(clipped_losses, max_norm=None, steps=40, seq_len=20),
    "adding_losses": partial(
        adding_losses, variant=Variant("GRU"), seq_len=4, steps=3, hidden_size=3
    ),
    "forecast_errors": partial(
        forecast_errors,
        setting=Setting("noisy sine", seq_len=5, epochs=3, n_points=60),
        forecaster="MLP",
        steps=(1, 3),
    ),
    "leaky_errors": partial(leaky_errors, company="GOOG", epochs=3),
    "learn_names": partial(
        learn_names, moments=(0, 2), temperatures=(1.0,), hidden_size=3
    ),
    "counted_perplexity": partial(
        counted_perplexity, lengths=(1, 2), smoothings=(1.0,)
    ),
    "detectives": partial(
        detectives, stories=["the butler", "the cook was innocent"], updates=3
    ),
}
every_experiment = pytest.mark.parametrize(
    "experiment", EXPERIMENTS.values(), ids=EXPERIMENTS.keys()
)


def assert_same(result, other):
    assert type(result) is type(other)
    for first, second in zip(parts(result), parts(other), strict=True):
        assert first.dtype == second.dtype
        np.testing.assert_array_equal(first, second)


def parts(result):
    if is_dataclass(result):
        result = list(vars(result).values())
    if isinstance(result, list):
        return [part for item in result for part in parts(item)]
    return [np.asarray(result)]


@every_experiment
def test_a_seeds_numbers_depend_on_nothing_but_the_seed(experiment):
    together = parts(experiment([3, 0, 1]))
    alone = parts(experiment([0]))
    for numbers, number in zip(together, alone, strict=True):
        np.testing.assert_array_equal(numbers[1], number[0])


@every_experiment
def test_seeds_are_different_experiments(experiment):
    results = parts(experiment([0, 1]))
    assert any(np.any(numbers[0] != numbers[1]) for numbers in results)


@every_experiment
def test_arguments_and_result_travel_through_a_build(experiment):
    arguments = experiment.keywords | {"seeds": range(2)}
    arrived = from_text(to_text(arguments))
    assert arrived == arguments
    result = experiment.func(**arrived)
    assert_same(from_text(to_text(result)), result)
    assert_same(result, experiment(range(2)))


@every_experiment
def test_no_seed_is_no_experiment(experiment):
    with pytest.raises(ValueError, match=r"^seeds is empty; expected at least one"):
        experiment([])


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
    size = hidden_size * (2 if variant.layer == "LSTM" else 1)
    expected = [1.0]
    state = torch.zeros(size, dtype=torch.float64)
    with torch.no_grad():
        states = [state := final_state(layer, x[:, t : t + 1], state) for t in range(9)]
    for start in range(9, 0, -1):
        run = partial(final_state, layer, x[:, start:])
        jacobian = torch.autograd.functional.jacobian(run, states[start - 1])
        expected.append(torch.linalg.matrix_norm(jacobian, 2).item())
    np.testing.assert_allclose(measured, expected, rtol=FLOAT64)


@pytest.mark.parametrize("seq_len", [1, 2, 7])
def test_lag_zero_changes_nothing(seq_len):
    norms = gradient_by_lag([0, 1], Variant("GRU"), seq_len, hidden_size=3)
    assert norms.shape == (2, seq_len)
    assert norms[:, 0].tolist() == [1.0, 1.0]


def recalled_in_a_loop(variant, seq_len, seed, steps):
    """Count right answers, batch by batch, in a loop written out."""
    torch.manual_seed(seed)
    model = Forecaster(hidden_size=32, layer=variant.layer_class)
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
    result = recall([5], FORGETFUL, seq_len=40, max_steps=max_steps)
    right = recalled_in_a_loop(FORGETFUL, 40, seed=5, steps=max_steps)
    share = right[-10:].mean() / 64
    assert result.steps.tolist() == [max_steps]
    assert result.accuracy.tolist() == [pytest.approx(share, abs=FLOAT32)]
    assert result.solved.tolist() == [False]


def test_who_solves_the_task_stops_at_once():
    result = recall([5], LEARNER, seq_len=6, max_steps=60)
    right = recalled_in_a_loop(LEARNER, 6, seed=5, steps=60)
    shares = np.convolve(right, np.full(10, 1 / 640), mode="valid")
    solved = np.flatnonzero(shares > 0.99 - FLOAT32)[0]
    assert result.steps.tolist() == [solved + 10] < [60]
    assert result.accuracy.tolist() == [pytest.approx(shares[solved], abs=FLOAT32)]
    assert result.solved.tolist() == [True]


def test_ten_batches_of_perfect_answers_are_needed_at_least():
    easy = recall([8, 15], FORGETFUL, seq_len=1)  # right before they learn anything
    assert easy.solved.tolist() == [True, True]
    assert easy.steps.tolist() == [LOOKED_AT] * 2 == [10] * 2


def test_solved_means_right_in_99_of_100_cases():
    result = Recall(np.array([9, 9, 9]), np.array([0.5, 0.9899, 0.99]))
    assert result.solved.tolist() == [False, False, True]
    assert SOLVED == 0.99


@pytest.fixture
def brief(monkeypatch):
    """Fewer bits, as many as are enough."""
    monkeypatch.setattr(echo, "HEARD", 1600)


# Going back from the end of a stream, each echo that its chunk has not heard is a fresh
# coin: what is answered depends on later bits only. So the number of right ones among n
# is binomial, and their share within five of its standard deviations of a half.
def within(unknown):
    share_of_all_bits = unknown / (echo.BATCH_SIZE * echo.TESTED)
    return 5 * share_of_all_bits * 0.5 / np.sqrt(unknown)


@pytest.mark.parametrize(("delay", "chunk_len"), [(4, 4), (5, 4)])
def test_a_chunk_that_is_too_short_leaves_nothing_but_chance(brief, delay, chunk_len):
    accuracy = echo_accuracy([0], delay, chunk_len, carry=False)
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
    answers = BATCH_SIZE * (TESTED - max_delay)
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


def test_training_and_test_streams_differ_and_are_whole(chunks):
    echo_accuracy([0], delay=3, chunk_len=10, carry=True)
    heard = torch.cat([x for x, _, _ in chunks], dim=1)
    assert heard.shape == (32, 150, 1)
    assert not torch.equal(heard[0, :50], heard[0, 100:])  # of the first stream
    assert set(heard.unique().tolist()) == {-1.0, 1.0}


def test_without_a_limit_the_loss_explodes_and_never_comes_back():
    losses = clipped_losses(range(2), max_norm=None)
    assert losses.shape == (2, 300)
    for run in losses:
        finite = np.isfinite(run)
        count = finite.sum()
        assert 0 < count < 300
        assert finite[:count].all()
        assert np.all(run[count:] == np.inf)
        assert run[:count].max() > 1e3


def test_with_a_limit_the_loss_stays_finite():
    losses = clipped_losses(range(2), max_norm=1.0)
    assert losses.shape == (2, 300)
    assert np.isfinite(losses).all()
    assert losses.max() < 1e3


def test_clipping_changes_nothing_before_the_first_update():
    free = clipped_losses([0], max_norm=None, steps=3)
    clipped = clipped_losses([0], max_norm=1.0, steps=3)
    assert free[0, 0] == clipped[0, 0]
    assert np.all(free[0, 1:] != clipped[0, 1:])


def test_a_limit_that_is_never_reached_changes_nothing():
    free = clipped_losses([0], max_norm=None, steps=5)
    np.testing.assert_array_equal(free, clipped_losses([0], max_norm=1e9, steps=5))


def test_two_numbers_are_soon_added():
    losses = adding_losses([0, 1], Variant("GRU"), seq_len=4, steps=200)
    assert losses.shape == (2, 200)
    assert np.all(losses[:, -20:].mean(axis=1) < GUESSING / 20)


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
    losses = adding_losses([2], Variant("GRU"), seq_len=5, steps=4)
    np.testing.assert_allclose(losses, [expected], rtol=1e-5)


NOT_A_SIZE = "expected a positive whole number."
GRU = Variant("GRU")
WRONG = [
    (lambda: gradient_by_lag([0], GRU, seq_len=0), f"seq_len is 0; {NOT_A_SIZE}"),
    (
        lambda: gradient_by_lag([0], GRU, hidden_size="5"),
        f"hidden_size is '5'; {NOT_A_SIZE}",
    ),
    (lambda: recall([0], GRU, seq_len=0), f"seq_len is 0; {NOT_A_SIZE}"),
    (lambda: recall([0], GRU, 5, hidden_size=0), f"hidden_size is 0; {NOT_A_SIZE}"),
    (lambda: recall([0], GRU, 5, max_steps=0), f"max_steps is 0; {NOT_A_SIZE}"),
    (
        lambda: recall([0], GRU, 5, max_steps=9),
        "max_steps is 9; expected at least 10, the batches over which answers are "
        "counted.",
    ),
    (lambda: echo_accuracy([0], 0, 4, True), f"delay is 0; {NOT_A_SIZE}"),
    (lambda: echo_accuracy([0], 3, 0, True), f"chunk_len is 0; {NOT_A_SIZE}"),
    (
        lambda: echo_accuracy([0], 3, 1601, True),
        "chunk_len is 1601; expected at most 1600, the bits of a stream of the test.",
    ),
    (
        lambda: echo_accuracy([0], 3, 4, True, hidden_size=2.5),
        f"hidden_size is 2.5; {NOT_A_SIZE}",
    ),
    (
        lambda: echo_accuracy([0], 3, 4, True, learning_rate=-1),
        "learning_rate is -1; expected a positive number.",
    ),
    (lambda: ripples([0], max_delay=0), f"max_delay is 0; {NOT_A_SIZE}"),
    (
        lambda: ripples([0], max_delay=800),
        "max_delay is 800; expected less than 800, the bits of a stream of the test.",
    ),
    (lambda: ripples([0], hidden_size=0), f"hidden_size is 0; {NOT_A_SIZE}"),
    (lambda: clipped_losses([0], None, seq_len=0), f"seq_len is 0; {NOT_A_SIZE}"),
    (lambda: clipped_losses([0], None, steps=0), f"steps is 0; {NOT_A_SIZE}"),
    (lambda: clipped_losses([0], 0), "max_norm is 0; expected a positive number."),
    (
        lambda: clipped_losses([0], None, gain=-1),
        "gain is -1; expected a positive number.",
    ),
    (lambda: detectives([0], embedding_size=0), f"embedding_size is 0; {NOT_A_SIZE}"),
    (lambda: detectives([0], updates=0), f"epochs is 0; {NOT_A_SIZE}"),
    (
        lambda: detectives([0], ["the buttler"], updates=1),
        "text has the word 'buttler'; expected known ones, such as 'butler'.",
    ),
    (lambda: counting_accuracy([0], updates=0), f"updates is 0; {NOT_A_SIZE}"),
    (
        lambda: verdict_loss(torch.zeros(2, 1), torch.zeros(2)),
        "answers has shape (2,); expected (2, 1).",
    ),
    (lambda: adding_losses([0], GRU, steps=0), f"steps is 0; {NOT_A_SIZE}"),
    (
        lambda: learn_names([0], moments=()),
        "moments is empty; expected at least one item.",
    ),
    (lambda: learn_names([0], moments=(0,)), f"last of moments is 0; {NOT_A_SIZE}"),
    (
        lambda: learn_names([0], moments=(0, 10, 10)),
        "moments has 10 behind 10; expected numbers that rise.",
    ),
    (
        lambda: learn_names([0], moments=(-1, 10)),
        "number in moments is -1; expected a whole number, 0 or more.",
    ),
    (
        lambda: learn_names([0], temperatures=()),
        "temperatures is empty; expected at least one item.",
    ),
    (
        lambda: learn_names([0], temperatures=(1.0, 0)),
        "temperature is 0; expected a positive number.",
    ),
    (lambda: learn_names([0], hidden_size=0), f"hidden_size is 0; {NOT_A_SIZE}"),
    (
        lambda: counted_perplexity([0], lengths=()),
        "lengths is empty; expected at least one item.",
    ),
    (
        lambda: counted_perplexity([0], smoothings=()),
        "smoothings is empty; expected at least one item.",
    ),
    (lambda: counted_perplexity([0], lengths=(0,)), f"n is 0; {NOT_A_SIZE}"),
    (
        lambda: adding_losses([0], GRU, seq_len=1),
        "seq_len is 1; expected at least 2, for two marks.",
    ),
]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_setting_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
