import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from rnn_tutorial.baselines import LinearForecaster, persistence, seasonal
from rnn_tutorial.predict import as_forecaster, free_run, free_runs, next_step
from rnn_tutorial.pytorch.forecaster import Forecaster

FLOAT32 = 1e-6


def linear_model(weights):
    model = nn.Sequential(nn.Flatten(), nn.Linear(len(weights), 1, bias=False))
    model[1].load_state_dict({"weight": torch.tensor([weights])})
    return model


def test_next_step_is_the_models_own_forecast():
    # 1 * 10 + 2 * 100 + 3 * 1000
    assert next_step(linear_model([1.0, 2.0, 3.0]), [10.0, 100.0, 1000.0]) == 3210.0


def test_free_run_feeds_forecasts_back():
    # Fibonacci: the sum of the last two
    forecasts = free_run(linear_model([1.0, 1.0]), [1.0, 1.0], steps=6)
    assert forecasts.tolist() == [2, 3, 5, 8, 13, 21]


def test_free_run_of_the_exact_rule_follows_the_sine():
    omega = 4 * np.pi / 499
    wave = np.sin(omega * np.arange(120))
    rule = linear_model([-1.0, 2 * np.cos(omega)]).double()
    forecasts = free_run(rule, wave[:2], steps=118)
    # The rule's weight is float32 here, so errors grow slowly along the run.
    np.testing.assert_allclose(forecasts, wave[2:], atol=1e-2)


def test_free_run_starts_with_the_next_step_of_a_row_or_a_column(rng):
    torch.manual_seed(0)
    model, window = Forecaster(4), rng.normal(size=20)
    first = free_run(model, window, steps=3)[0]
    assert next_step(model, window) == pytest.approx(float(first), abs=FLOAT32)
    assert next_step(model, window[:, None]) == next_step(model, window)


def test_window_is_left_as_it_is(rng):
    window = rng.normal(size=20).astype(np.float32)
    before = window.copy()
    free_run(Forecaster(4), window, steps=30)
    np.testing.assert_array_equal(window, before)


@settings(max_examples=20)
@given(
    st.lists(st.floats(-1, 1), min_size=1, max_size=6),
    st.integers(1, 9),
    st.integers(0, 2**32 - 1),
)
def test_free_runs_are_one_step_forecasts_in_a_row(weights, steps, seed):
    forecaster = LinearForecaster(np.array(weights), bias=0.5)
    x = np.random.default_rng(seed).normal(size=(3, len(weights), 1))
    runs = free_runs(forecaster, x, steps)
    assert runs.shape == (3, steps)
    known = x[:, :, 0]
    for step in range(steps):
        window = known[:, -len(weights) :, None]
        np.testing.assert_array_equal(runs[:, [step]], forecaster(window))
        known = np.column_stack([known, runs[:, step]])


@pytest.mark.parametrize("layer", [nn.RNN, nn.LSTM, nn.GRU])
def test_many_free_runs_are_each_one_by_itself(rng, layer):
    torch.manual_seed(0)
    model, x = Forecaster(4, layer=layer), rng.normal(size=(5, 6, 1))
    together = free_runs(as_forecaster(model), x, steps=8)
    alone = [free_run(model, window, steps=8) for window in x]
    np.testing.assert_allclose(together, alone, atol=FLOAT32)
    assert together.dtype == np.float32


def test_a_season_goes_round_and_round():
    x = np.array([[[1], [2], [3]], [[4], [5], [6]]])
    runs = free_runs(lambda x: seasonal(x, period=3), x, steps=7)
    assert runs.tolist() == [[1, 2, 3, 1, 2, 3, 1], [4, 5, 6, 4, 5, 6, 4]]


def test_windows_are_left_as_they_are(rng):
    x = rng.normal(size=(2, 3, 1))
    before = x.copy()
    free_runs(persistence, x, steps=5)[:] = 9
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_as_forecaster_says_what_the_model_says(rng, dtype):
    torch.manual_seed(0)
    model, x = Forecaster(4).to(dtype), rng.normal(size=(5, 6, 1))
    said = as_forecaster(model)(x)
    expected = model(torch.from_numpy(x).to(dtype)).detach().numpy()
    assert said.dtype == expected.dtype
    np.testing.assert_array_equal(said, expected)


def test_as_forecaster_reads_views_that_can_not_be_written_to(rng):
    torch.manual_seed(0)
    forecaster = as_forecaster(Forecaster(4))
    series = rng.normal(size=12)
    view = np.lib.stride_tricks.sliding_window_view(series, 5)[::-1, :, None]
    np.testing.assert_array_equal(forecaster(view), forecaster(view.copy()))


def test_as_forecaster_goes_with_a_model_that_goes_on_learning():
    model = linear_model([1.0, 1.0])
    forecaster = as_forecaster(model)
    x = np.ones((1, 2, 1))
    assert forecaster(x).tolist() == [[2]]
    model[1].weight.data *= 3
    assert forecaster(x).tolist() == [[6]]


def test_parts_of_a_model_keep_their_modes():
    model = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(5, 1)).train()
    model[1].eval()  # frozen by whoever trains it
    next_step(model, np.ones(5))
    assert [part.training for part in model.modules()] == [True, True, False, True]


def test_gradients_stay_as_they_are():
    model = linear_model([1.0, 1.0])
    forecaster = as_forecaster(model)
    forecaster(np.ones((3, 2, 1)))
    assert model[1].weight.grad is None
    model(torch.ones(1, 2, 1)).backward()
    forecaster(np.ones((3, 2, 1)))
    assert model[1].weight.grad.tolist() == [[1, 1]]
    assert model[1].weight.requires_grad


def test_mode_of_the_model_is_restored_after_an_error():
    model = linear_model([1.0, 1.0]).train()
    with pytest.raises(RuntimeError):
        next_step(model, np.ones(5))
    assert model.training


def test_dropout_is_off_while_forecasting():
    model = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(50, 1))
    assert len({next_step(model, np.ones(50)) for _ in range(5)}) == 1


NOT_A_SIZE = "expected a positive whole number."
X = np.ones((2, 3, 1))
# fmt: off
WRONG = [
    (lambda: free_runs(persistence, X, 0), f"steps is 0; {NOT_A_SIZE}"),
    (lambda: free_runs(persistence, X, 1.5), f"steps is 1.5; {NOT_A_SIZE}"),
    (lambda: free_runs(persistence, X[0], 1),
     "x has shape (3, 1); expected (batch, seq_len, 1)."),
    (lambda: free_runs(lambda x: x[:, -1], np.ones((2, 3, 4)), 1),
     "x has shape (2, 3, 4); expected (2, 3, 1)."),
    (lambda: free_runs(persistence, X[:, :0], 1),
     "x is empty; expected at least one number."),
    (lambda: free_runs(persistence, X * np.inf, 1),
     "x has inf at index (0, 0, 0); expected only finite numbers."),
    (lambda: free_runs(lambda x: x[:, -1, 0], X, 1),
     "forecast has shape (2,); expected (2, 1)."),
    (lambda: free_runs(lambda x: [[1.0], [1.0]], X, 1),
     "forecast is an object of class list; expected an array."),
]
# fmt: on


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_argument_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
