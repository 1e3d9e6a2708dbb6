import io
import sys
from contextlib import redirect_stderr
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from rnn_tutorial.baselines import mse
from rnn_tutorial.data.sine import sine_wave
from rnn_tutorial.data.windows import sliding_windows
from rnn_tutorial.experiments.sine import sine_spread
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.train import (
    TrainConfig,
    seed_everything,
    train,
    train_forecaster,
)

FLOAT32 = 1e-6


@pytest.fixture
def examples():
    return sliding_windows(sine_wave(n_points=60, cycles=2), seq_len=8)


def seeded_forecaster(hidden_size=4):
    seed_everything(0)
    return Forecaster(hidden_size)


def test_same_seed_gives_the_same_losses_and_weights(examples):
    runs = [train_forecaster(*examples, TrainConfig(seed=3)) for _ in range(2)]
    assert runs[0][1] == runs[1][1]
    for first, again in zip(*(run[0].parameters() for run in runs), strict=True):
        assert torch.equal(first, again)


def test_another_seed_gives_other_losses(examples):
    _, first = train_forecaster(*examples, TrainConfig(seed=3))
    _, other = train_forecaster(*examples, TrainConfig(seed=4))
    assert first.losses != other.losses


def test_loss_falls_to_a_tenth(examples):
    _, history = train_forecaster(*examples, TrainConfig(epochs=60))
    assert history.final < history.losses[0] / 10


def test_first_loss_is_that_of_the_untrained_model(examples):
    x, y = examples
    model = seeded_forecaster()
    with torch.no_grad():
        untrained = mse(model(torch.from_numpy(x)), y)
    history = train(model, x, y, TrainConfig(epochs=2))
    assert history.losses[0] == pytest.approx(untrained, rel=FLOAT32)


def test_final_loss_was_measured_before_the_last_update(examples):
    x, y = examples
    _, shorter = train_forecaster(x, y, TrainConfig(epochs=4))
    model, _ = train_forecaster(x, y, TrainConfig(epochs=3))
    with torch.no_grad():
        after_three_updates = mse(model(torch.from_numpy(x)), y)
    assert shorter.final == pytest.approx(after_three_updates, rel=FLOAT32)


def test_losses_agree_with_a_loop_written_out(examples):
    x, y = (torch.from_numpy(array) for array in examples)
    model = seeded_forecaster()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    expected = []
    for _ in range(5):
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        expected.append(loss.item())
    history = train(seeded_forecaster(), x, y, TrainConfig(5, learning_rate=0.02))
    assert history.losses == pytest.approx(expected, rel=1e-5)


def test_float64_lists_and_tensors_train_alike(examples):
    x, y = examples
    config = TrainConfig(epochs=2)
    arrays = train(seeded_forecaster(), x, y, config)
    doubles = train(seeded_forecaster(), x.astype(float), y.tolist(), config)
    tensors = train(seeded_forecaster(), torch.tensor(x), torch.tensor(y), config)
    assert arrays == doubles == tensors


def test_training_draws_no_random_numbers(examples):
    model = seeded_forecaster()
    before = torch.random.get_rng_state()
    train(model, *examples, TrainConfig(epochs=2))
    assert torch.equal(torch.random.get_rng_state(), before)


def test_callback_gets_every_epoch_with_its_loss(examples):
    seen = []
    history = train(
        seeded_forecaster(),
        *examples,
        TrainConfig(epochs=3),
        on_epoch=lambda epoch, loss: seen.append((epoch, loss)),
    )
    assert seen == list(enumerate(history.losses, start=1))


def test_seed_everything_covers_python_numpy_and_torch():
    import random

    def draw():
        return random.random(), np.random.rand(), torch.rand(1).item()

    seed_everything(1)
    first = draw()
    seed_everything(1)
    again = draw()
    seed_everything(2)
    other = draw()
    assert first == again
    assert all(a != b for a, b in zip(first, other, strict=True))


class Terminal(io.StringIO):
    def isatty(self):
        return True


def errors_seen_in_terminal(examples, progress=None):
    with redirect_stderr(Terminal()) as stream:
        train(seeded_forecaster(), *examples, TrainConfig(epochs=2), progress=progress)
    return stream.getvalue()


@pytest.fixture
def notebook(monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    kernel_shell = SimpleNamespace(kernel="a kernel")
    module = SimpleNamespace(get_ipython=lambda: kernel_shell)
    monkeypatch.setitem(sys.modules, "IPython", module)


def test_nothing_is_printed_when_nobody_watches(examples, capsys):
    train(seeded_forecaster(), *examples, TrainConfig(epochs=2))
    assert capsys.readouterr() == ("", "")


def test_bar_is_shown_in_a_terminal(examples, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    assert "epoch" in errors_seen_in_terminal(examples)


def test_bar_is_shown_in_a_notebook(examples, notebook, capsys):
    train(seeded_forecaster(), *examples, TrainConfig(epochs=2))
    assert "epoch" in capsys.readouterr().err


def test_environment_silences_the_bar_in_a_notebook(
    examples, notebook, monkeypatch, capsys
):
    monkeypatch.setenv("TQDM_DISABLE", "1")
    train(seeded_forecaster(), *examples, TrainConfig(epochs=2))
    assert capsys.readouterr().err == ""


def test_environment_silences_the_bar_in_a_terminal(examples, monkeypatch):
    monkeypatch.setenv("TQDM_DISABLE", "1")
    assert errors_seen_in_terminal(examples) == ""


def test_progress_argument_outranks_the_terminal(examples, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    assert errors_seen_in_terminal(examples, progress=False) == ""


def test_progress_argument_outranks_the_environment(examples, monkeypatch):
    monkeypatch.setenv("TQDM_DISABLE", "1")
    assert "epoch" in errors_seen_in_terminal(examples, progress=True)


def test_loss_that_overflows_stops_with_epoch_and_hint(examples):
    config = TrainConfig(epochs=5, learning_rate=1e30)
    with pytest.raises(
        ValueError, match=r"^loss is inf in epoch 2; try a learning_rate"
    ):
        train(seeded_forecaster(), *examples, config)


def test_seed_of_a_spread_does_not_depend_on_the_other_seeds():
    together = sine_spread(seeds=[0, 1, 2], epochs=3)
    alone = sine_spread(seeds=[2], epochs=3)
    np.testing.assert_array_equal(together.losses[2], alone.losses[0])
    assert together.first_prediction[2] == alone.first_prediction[0]


def test_seeds_of_a_spread_differ():
    spread = sine_spread(seeds=[0, 1], epochs=2)
    assert spread.seeds.tolist() == [0, 1]
    assert np.all(spread.losses[0] != spread.losses[1])


def test_spread_is_the_training_of_the_tutorial():
    spread = sine_spread(seeds=[1], epochs=2)
    x, y = sliding_windows(sine_wave(), seq_len=20)
    model, history = train_forecaster(x, y, TrainConfig(epochs=2, seed=1))
    with torch.no_grad():
        prediction = model(torch.from_numpy(x[:1])).item()
    assert spread.losses.tolist() == [list(history.losses)]
    assert spread.first_prediction[0] == pytest.approx(prediction, abs=FLOAT32)
    assert spread.first_target == y[0, 0]
