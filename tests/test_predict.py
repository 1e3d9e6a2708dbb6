import numpy as np
import pytest
import torch
from torch import nn

from rnn_tutorial.baselines import mse, persistence
from rnn_tutorial.predict import free_run, next_step
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


def test_free_run_starts_with_the_next_step(rng):
    torch.manual_seed(0)
    model, window = Forecaster(4), rng.normal(size=20)
    first = free_run(model, window, steps=3)[0]
    assert next_step(model, window) == pytest.approx(float(first), abs=FLOAT32)


def test_window_may_stand_in_a_column(rng):
    torch.manual_seed(0)
    model, window = Forecaster(4), rng.normal(size=20)
    assert next_step(model, window[:, None]) == next_step(model, window)


def test_window_is_left_as_it_is(rng):
    window = rng.normal(size=20).astype(np.float32)
    before = window.copy()
    free_run(Forecaster(4), window, steps=30)
    np.testing.assert_array_equal(window, before)


@pytest.mark.parametrize("training", [True, False])
def test_mode_of_the_model_is_restored(training):
    model = Forecaster(4).train(training)
    next_step(model, np.ones(5))
    assert model.training is training


def test_mode_of_the_model_is_restored_after_an_error():
    model = linear_model([1.0, 1.0]).train()
    with pytest.raises(RuntimeError):
        next_step(model, np.ones(5))
    assert model.training


def test_dropout_is_off_while_forecasting():
    model = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(50, 1))
    assert len({next_step(model, np.ones(50)) for _ in range(5)}) == 1


def test_forecasting_leaves_no_gradients():
    model = Forecaster(4)
    next_step(model, np.ones(5))
    assert all(parameter.grad is None for parameter in model.parameters())


def test_forecaster_uses_the_state_of_the_last_step():
    torch.manual_seed(0)
    model, x = Forecaster(4), torch.randn(3, 7, 1)
    _, h_n = model.rnn(x)
    torch.testing.assert_close(model(x), model.head(h_n[0]))


def test_forecaster_of_the_tutorial_has_1153_weights():
    # RNN 1 * 32 + 32 * 32 + 2 * 32, head 32 + 1
    assert sum(p.numel() for p in Forecaster().parameters()) == 1153


def test_persistence_repeats_the_last_value_of_each_window():
    x = np.array([[[1.0], [2.0]], [[3.0], [4.0]]])
    assert persistence(x).tolist() == [[2.0], [4.0]]


def test_persistence_is_a_copy():
    x = np.array([[[1.0], [2.0]]])
    persistence(x)[0] = 99.0
    assert x[0, 1, 0] == 2.0


def test_mse_of_hand_worked_errors():
    assert mse([[1.0], [2.0]], [[0.0], [4.0]]) == 2.5  # (1 + 4) / 2


def test_mse_sums_float32_in_float64():
    # In float32 the square of 1e-30 would be 0.
    tiny = np.full(3, 1e-30, np.float32)
    assert mse(tiny, np.zeros(3)) == pytest.approx(1e-60, rel=1e-6, abs=0)
