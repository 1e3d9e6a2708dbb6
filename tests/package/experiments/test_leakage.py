"""What leaks, when windows of a whole series are dealt out at random."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutorial.data.dated import stock_prices
from rnn_tutorial.data.windows import sliding_windows
from rnn_tutorial.experiments.leakage import BLOCKS, CUTS, dealt, leaky_errors
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.train import TrainConfig, seed_everything, train_and_choose

FLOAT32 = 1e-5

seeds = st.integers(0, 2**32 - 1)
block = np.repeat(np.arange(BLOCKS), 9)


def quarters(cut, seed=0):
    return dealt(block, cut, np.random.default_rng(seed))


@given(st.sampled_from(CUTS), seeds)
def test_quarters_are_of_one_size(cut, seed):
    assert np.bincount(quarters(cut, seed)).tolist() == [18, 18, 18, 18]


def test_in_time_comes_what_came():
    assert quarters("in time").tolist() == [0] * 18 + [1] * 18 + [2] * 18 + [3] * 18


@given(seeds)
def test_blocks_stay_whole_and_every_quarter_has_an_early_and_a_late_one(seed):
    of_block = quarters("blocks", seed).reshape(BLOCKS, 9)
    assert np.all(of_block == of_block[:, :1])
    for half in np.split(of_block[:, 0], 2):
        assert sorted(half) == [0, 1, 2, 3]


@given(seeds)
def test_only_shuffled_windows_share_values_with_the_test(seed):
    values = np.random.default_rng(seed).permutation(15 * BLOCKS).reshape(BLOCKS, 15)
    spans = np.concatenate(
        [np.hstack([x[..., 0], y]) for x, y in (sliding_windows(v, 6) for v in values)]
    )
    for cut in CUTS:
        quarter = quarters(cut, seed)
        test = np.isin(quarter, quarter[-1])
        shared = np.isin(spans[test, -1], spans[~test]).mean()
        assert (shared > 0.3) == (cut == "shuffled")
        assert cut == "shuffled" or shared == 0


@pytest.mark.parametrize("cut", CUTS)
def test_leaky_errors_agree_with_a_loop_written_out(cut):
    prices = stock_prices("IBM").values  # 123 months: 7 stretches of 15, one of 18
    starts = [i for b in range(8) for i in range(15 * b, 15 * b + 9 + 3 * (b == 7))]
    of = np.array([min(start // 15, 7) for start in starts])
    spans = np.array([prices[i : i + 7] for i in starts], dtype=np.float32)
    quarter = dealt(of, cut, np.random.default_rng(5))
    wrong = []
    for asked in np.unique(quarter[of >= 6]):
        learn = spans[(quarter != asked) & (quarter != (asked - 1) % 4)]
        mean, std = learn[:, :6].mean(), learn[:, :6].std()
        scaled = torch.from_numpy((spans - mean) / std)
        x, y = scaled[:, :6, None], scaled[:, 6:]
        choose = quarter == (asked - 1) % 4
        is_learned = (quarter != asked) & ~choose
        seed_everything(5)
        network = Forecaster()
        parts = [(x[part], y[part]) for part in (is_learned, choose)]
        train_and_choose(network, *parts, TrainConfig(updates=20))
        test = (quarter == asked) & (of >= 6)
        with torch.no_grad():
            wrong += ((network(x[test]) - y[test])[:, 0] * std).tolist()
    late = spans[of >= 6]
    still = late[:, 6] - late[:, 5]
    expected = [[np.sqrt(np.mean(np.square(e))) for e in (wrong, still)]]
    errors = leaky_errors([5], "IBM", cut, updates=20)
    np.testing.assert_allclose(errors, expected, rtol=FLOAT32)
