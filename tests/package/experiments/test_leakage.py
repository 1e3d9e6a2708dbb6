"""What leaks, when windows of a whole series are shuffled."""

import inspect

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutorial.data.forecast_task import ForecastTask
from rnn_tutorial.data.stocks import stock_prices
from rnn_tutorial.experiments.leakage import leaky_errors, leaky_windows
from rnn_tutorial.pytorch.forecaster import Forecaster

FLOAT32 = 1e-4  # relative; sums in another order, through a few updates

seeds = st.integers(0, 2**32 - 1)


def shares_seen(train, test):
    """Of the test's targets, which share stands in a window or target of training?"""
    learned = set(np.concatenate([array.ravel() for array in train]))
    return np.mean([target in learned for target in test[1][:, 0]])


@given(st.integers(8, 60), st.integers(1, 4), seeds)
def test_all_windows_are_dealt_out_once(n_points, seq_len, seed):
    prices = np.random.default_rng(seed).permutation(n_points).astype(float)
    parts = leaky_windows(prices, seq_len, np.random.default_rng(seed))
    scaled = ((prices - prices.mean()) / prices.std()).astype(np.float32)
    count = n_points - seq_len
    dealt = [
        tuple(window) + tuple(target)
        for x, y in parts
        for window, target in zip(x[..., 0], y, strict=True)
    ]
    spans = [tuple(scaled[i : i + seq_len + 1]) for i in range(count)]
    assert sorted(dealt) == sorted(spans)
    assert len(parts[0][0]) == round(0.75 * count)


def test_windows_of_all_times_are_in_both_parts():
    prices = np.arange(400.0)
    for part in leaky_windows(prices, 6, np.random.default_rng(0)):
        places = part[1][:, 0] * prices.std() + prices.mean()
        shares, _ = np.histogram(places, bins=4, range=(6, 400))
        assert np.all(shares > len(places) / 8)  # half of what is expected


def test_the_generator_shuffles():
    prices = np.arange(30.0)
    first, again, other = (
        leaky_windows(prices, 6, np.random.default_rng(seed))[1][1]
        for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(first, again)
    assert np.any(first != other)


@given(seeds)
def test_training_has_seen_nearly_all_of_a_leaky_test_and_nothing_of_a_fair_one(seed):
    prices = np.random.default_rng(seed).permutation(200).astype(float)
    leaky = leaky_windows(prices, 6, np.random.default_rng(seed))
    assert shares_seen(*leaky) > 0.9  # 1 - 0.25**6 is expected
    fair = ForecastTask(prices, test_start=150, seq_len=6)
    assert shares_seen(fair.train, fair.test) == 0


def test_leaky_errors_agree_with_a_loop_written_out():
    prices = stock_prices("GOOG").values  # 68 months: 62 windows of six
    scaled = torch.tensor((prices - prices.mean()) / prices.std(), dtype=torch.float32)
    spans = torch.stack([scaled[i : i + 7] for i in range(62)])
    order = np.random.default_rng(5).permutation(62)
    learn, test = spans[order[:46]], spans[order[46:]]
    torch.manual_seed(5)
    model = Forecaster()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(4):
        optimizer.zero_grad()
        torch.mean((model(learn[:, :6, None]) - learn[:, 6:]) ** 2).backward()
        optimizer.step()
    wrong = (model(test[:, :6, None]) - test[:, 6:]).detach().numpy() * prices.std()
    moved = (test[:, 5] - test[:, 6]).numpy() * prices.std()
    expected = [[np.sqrt(np.mean(wrong**2)), np.sqrt(np.mean(moved**2))]]
    np.testing.assert_allclose(leaky_errors([5], "GOOG", epochs=4), expected, FLOAT32)


def test_windows_of_six_months_and_200_epochs_are_leaked_unasked():
    parameters = inspect.signature(leaky_errors).parameters
    assert [parameters[name].default for name in ("seq_len", "epochs")] == [6, 200]
