"""What the experiments take away from trained networks is what they say."""

import numpy as np
import pytest
import torch

from rnn_tutorial.experiments import inside
from rnn_tutorial.experiments.inside import (
    motion,
    principal_plane,
    rotation,
    transplants,
)
from rnn_tutorial.experiments.recall import Learned
from rnn_tutorial.experiments.variants import Variant

SEED = 3
LATCH = Variant("RNN", self_weight=1.5)


@pytest.fixture
def taught(monkeypatch):
    """Lets experiments use a network that is made by hand, and not trained."""

    def use(variant, change):
        def made(*_, **__):
            model = variant.forecaster(32, SEED)
            with torch.no_grad():
                change(model)
            return Learned(model, [1.0], True)

        monkeypatch.setattr(inside, "train_until_solved", made)

    return use


def test_the_plane_is_that_of_most_variance():
    rng = np.random.default_rng(0)
    directions = np.linalg.qr(rng.normal(size=(5, 5)))[0]
    states = rng.normal(size=(20, 50, 5)) * [4, 3, 0.1, 0.1, 0.1] @ directions + 7
    plane = principal_plane(states)
    np.testing.assert_allclose(abs(plane.axes @ directions[:2].T), np.eye(2), atol=0.1)
    np.testing.assert_allclose(plane.centre, states.mean(axis=(0, 1)))
    assert 0.99 < plane.share < 1


def pendulum(model):
    """Turn by a quarter at each step in one plane, and let all else die."""
    rnn = model.rnn
    for weights in (*rnn.parameters(), *model.head.parameters()):
        weights.zero_()
    rnn.weight_ih_l0[0] = 1
    rnn.weight_hh_l0[:2, :2] = 1.5 * torch.tensor([[0.0, -1], [1, 0]])
    rnn.weight_hh_l0[5, 5] = 0.5
    model.head.weight[0, 1] = -1  # after 20 steps it has turned by 19 quarters


def test_a_pendulum_is_its_turn_and_nothing_else(taught):
    taught(Variant("RNN"), pendulum)
    found = rotation([SEED])
    np.testing.assert_allclose(found.after[0, :3], [1.5, 1.5, 0.5])
    assert found.right[0] == found.alone[0] == 1
    assert abs(found.without[0] - 0.5) < 0.1
    assert np.all(np.diff(found.before[0]) <= 0)
    assert found.before[0, 0] < 1


def test_a_pendulum_turns_and_a_latch_does_not(taught):
    taught(Variant("RNN"), pendulum)
    turning = motion([SEED], Variant("RNN")).leaning[0]
    assert turning[[19, 21, 23]] == pytest.approx([1, -1, 1], abs=0.1)
    assert abs(turning[20]) < 0.1
    taught(LATCH, lambda model: None)
    assert motion([SEED], LATCH).leaning[0, 9:].min() > 0.9


def test_a_notebook_that_is_exchanged_takes_the_answer_along(taught):
    def keeper(model):
        lstm = model.rnn
        for weights in (*lstm.parameters(), *model.head.parameters()):
            weights.zero_()
        i, f, g, o = range(4)
        bias, weight = lstm.bias_ih_l0.view(4, 32), lstm.weight_ih_l0.view(4, 32)
        bias[i], bias[f], bias[g], bias[o] = -36, 50, 50, 50
        weight[i] = 40  # only a 1 is let in
        model.head.weight[0, 0], model.head.bias[0] = 1, -0.3

    taught(Variant("LSTM"), keeper)
    shares = transplants([SEED], at=(1, 10, 19))
    assert shares["nothing"].min() > 0.95
    np.testing.assert_array_equal(shares["h"], shares["nothing"])
    assert shares["c"].max() < 0.05


def test_what_cannot_be_taken_apart_is_refused():
    with pytest.raises(ValueError, match="layer of the variant is 'LSTM'; expected"):
        rotation([0], Variant("LSTM"))
    with pytest.raises(ValueError, match="layer of the variant is 'GRU'; expected"):
        transplants([0], Variant("GRU"))
