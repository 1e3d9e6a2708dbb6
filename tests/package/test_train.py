import io
import re
import sys
from contextlib import redirect_stderr
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from rnn_tutorial.data.recall import recall_batch
from rnn_tutorial.data.sine import sine_wave
from rnn_tutorial.data.windows import sliding_windows
from rnn_tutorial.experiments.sine import sine_spread
from rnn_tutorial.metrics import mse
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.pytorch.layers import LAYERS
from rnn_tutorial.train import (
    DivergedError,
    TrainConfig,
    seed_everything,
    train,
    train_and_choose,
    train_forecaster,
    train_on_batches,
)

FLOAT32, FLOAT64 = 1e-6, 1e-12
CLIPPING = 1e-5  # PyTorch divides by the length plus 1e-6, and so shortens too much


@pytest.fixture
def examples():
    return sliding_windows(sine_wave(n_points=60, cycles=2), seq_len=8)


def seeded_forecaster(hidden_size=4):
    seed_everything(0)
    return Forecaster(hidden_size)


def test_the_seed_alone_chooses_losses_and_weights(examples):
    config = TrainConfig(updates=2)
    runs = [train_forecaster(*examples, config, 4, seed) for seed in (3, 3, 4)]
    (first, losses), (again, same), (_, other) = runs
    assert losses == same
    assert same_weights(first, again)
    assert losses.losses[0] != other.losses[0]


def test_the_first_tutorials_seed_is_0(examples):
    config = TrainConfig(updates=1)
    default, zero = (train_forecaster(*examples, config, 4, *s) for s in ((), (0,)))
    assert same_weights(default[0], zero[0])


def test_loss_falls_to_a_tenth(examples):
    _, history = train_forecaster(*examples, TrainConfig(updates=60))
    assert history.final < history.losses[0] / 10


def test_first_loss_is_that_of_the_untrained_model(examples):
    x, y = examples
    model = seeded_forecaster()
    with torch.no_grad():
        untrained = mse(model(torch.from_numpy(x)), y)
    history = train(model, x, y, TrainConfig(updates=2))
    assert history.losses[0] == pytest.approx(untrained, rel=FLOAT32)


def test_final_loss_was_measured_before_the_last_update(examples):
    x, y = examples
    _, longer = train_forecaster(x, y, TrainConfig(updates=4))
    model, _ = train_forecaster(x, y, TrainConfig(updates=3))
    with torch.no_grad():
        after_three_updates = mse(model(torch.from_numpy(x)), y)
    assert longer.final == pytest.approx(after_three_updates, rel=FLOAT32)


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


def test_a_learning_rate_falls_by_the_same_step_with_every_update(examples):
    x, y = (torch.from_numpy(array) for array in examples)
    model = seeded_forecaster()
    optimizer = torch.optim.Adam(model.parameters())
    expected = []
    for rate in (0.04, 0.03, 0.02, 0.01):
        optimizer.param_groups[0]["lr"] = rate
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        expected.append(loss.item())
    config = TrainConfig(4, learning_rate=0.04, falling=True)
    history = train(seeded_forecaster(), x, y, config)
    assert history.losses == pytest.approx(expected, rel=1e-5)


def test_float64_lists_and_tensors_train_alike(examples):
    x, y = examples
    config = TrainConfig(updates=2)
    arrays = train(seeded_forecaster(), x, y, config)
    doubles = train(seeded_forecaster(), x.astype(float), y.tolist(), config)
    tensors = train(seeded_forecaster(), torch.tensor(x), torch.tensor(y), config)
    assert arrays == doubles == tensors


def test_training_draws_no_random_numbers(examples):
    model = seeded_forecaster()
    before = torch.random.get_rng_state()
    train(model, *examples, TrainConfig(updates=2))
    assert torch.equal(torch.random.get_rng_state(), before)


def recall_batches(count):
    rng = np.random.default_rng(0)
    return [recall_batch(8, 5, rng) for _ in range(count)]


def test_the_weights_that_were_best_in_validation_are_kept(examples):
    x, y = examples
    with torch.no_grad():
        untrained = seeded_forecaster()(torch.from_numpy(x)).numpy()
    last = []
    for wanted in (y, untrained):
        model = seeded_forecaster()
        config = TrainConfig(updates=6)
        chosen = train_and_choose(model, examples, (x, wanted), config, 9, every=2)
        assert len(chosen.errors) == 4  # after 0, 2, 4 and 6 updates
        assert chosen.updates == 2 * int(np.argmin(chosen.errors))
        with torch.no_grad():
            kept = mse(model(torch.from_numpy(x)).numpy(), wanted)
        assert kept == pytest.approx(min(chosen.errors), rel=1e-4, abs=FLOAT64)
        assert (chosen.updates == 0) == (wanted is untrained)
        last.append(chosen.last)
    assert same_weights(model, seeded_forecaster())
    assert same_weights(*last)


def test_choosing_changes_nothing_of_the_training_in_batches(examples):
    x, y = map(torch.from_numpy, examples)
    model = seeded_forecaster()
    chosen = train_and_choose(model, (x, y), (x, y), TrainConfig(updates=5), 30, 1)
    other = seeded_forecaster()
    optimizer = torch.optim.Adam(other.parameters(), lr=0.01)
    order = [batch for _ in range(3) for batch in torch.randperm(52).split(30)]
    for batch in order[:5]:
        optimizer.zero_grad()
        torch.mean((other(x[batch]) - y[batch]) ** 2).backward()
        optimizer.step()
    for kept, expected in zip(
        chosen.last.parameters(), other.parameters(), strict=True
    ):
        torch.testing.assert_close(kept, expected)


def test_sizes_of_choosing_are_told_in_one_sentence(examples):
    for name in ("batch_size", "every"):
        with pytest.raises(ValueError, match=f"^{name} is 0; expected a positive"):
            train_and_choose(
                Forecaster(), examples, examples, TrainConfig(), **{name: 0}
            )


def test_updates_end_with_the_batches():
    steps = []
    history = train_on_batches(
        seeded_forecaster(),
        iter(recall_batches(3)),
        TrainConfig(updates=10),
        lambda step, *_: steps.append(step),
    )
    assert (len(history.losses), steps) == (3, [1, 2, 3])


def test_batches_that_are_not_needed_stay():
    batches = iter(all_batches := recall_batches(5))
    train_on_batches(seeded_forecaster(), batches, TrainConfig(updates=3))
    assert next(batches) is all_batches[3]


@pytest.mark.parametrize("enough", [True, 1, np.True_])
def test_training_ends_after_the_step_that_is_enough(enough):
    batches = iter(all_batches := recall_batches(5))
    model = seeded_forecaster()
    config = TrainConfig(updates=5)
    history = train_on_batches(
        model, batches, config, lambda step, *_: enough if step == 2 else None
    )
    assert len(history.losses) == 2
    assert next(batches) is all_batches[2]
    twice = seeded_forecaster()
    train_on_batches(twice, all_batches, TrainConfig(updates=2))
    assert same_weights(model, twice)  # the second update was made


@pytest.mark.parametrize("more", [None, False, 0, np.False_])
def test_training_goes_on_while_nobody_says_enough(more):
    history = train_on_batches(
        seeded_forecaster(), recall_batches(4), TrainConfig(4), lambda *_: more
    )
    assert len(history.losses) == 4


def test_each_batch_gives_its_loss_and_then_one_update():
    batches = recall_batches(4)
    model = seeded_forecaster()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    expected = []
    for arrays in batches:
        x, y = map(torch.from_numpy, arrays)
        loss = ((model(x) - y) ** 2).mean()
        expected.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    config = TrainConfig(updates=4, learning_rate=0.02)
    history = train_on_batches(seeded_forecaster(), batches, config)
    assert history.losses == pytest.approx(expected, rel=1e-5)


def test_whoever_watches_gets_what_was_predicted_before_the_update():
    batches = recall_batches(3)
    seen = []
    history = train_on_batches(
        seeded_forecaster(),
        batches,
        TrainConfig(updates=3),
        lambda *happened: seen.append(happened),
    )
    with torch.no_grad():
        untrained = seeded_forecaster()(torch.from_numpy(batches[0][0]))
    torch.testing.assert_close(seen[0][2], untrained, rtol=0, atol=FLOAT32)
    for i, (step, loss, prediction, y) in enumerate(seen):
        assert (step, loss) == (i + 1, history.losses[i])
        assert not prediction.requires_grad
        np.testing.assert_array_equal(y, batches[i][1])
        assert mse(prediction, y) == pytest.approx(loss, rel=FLOAT32)


def test_batches_of_another_shape_are_refused():
    x, y = recall_batches(1)[0]
    expected = re.escape("y has shape (8,); expected (8, 1).")
    with pytest.raises(ValueError, match=f"^{expected}$"):
        train_on_batches(seeded_forecaster(), [(x, y[:, 0])], TrainConfig())


def same_weights(model, other):
    pairs = zip(model.parameters(), other.parameters(), strict=True)
    return all(torch.equal(first, second) for first, second in pairs)


def sgd_step(max_norm, learning_rate=0.5):
    """Return by what one update of plain gradient descent moves the weights."""
    model = seeded_forecaster().double()
    before = nn.utils.parameters_to_vector(model.parameters()).detach()
    config = TrainConfig(1, learning_rate, max_norm=max_norm, optimizer=torch.optim.SGD)
    train_on_batches(model, recall_batches(1), config)
    return nn.utils.parameters_to_vector(model.parameters()).detach() - before


def test_plain_gradient_descent_steps_against_the_gradient():
    model = seeded_forecaster().double()
    x, y = (torch.from_numpy(array).double() for array in recall_batches(1)[0])
    ((model(x) - y) ** 2).mean().backward()
    gradient = torch.cat([weights.grad.flatten() for weights in model.parameters()])
    step = sgd_step(max_norm=None, learning_rate=0.5)
    torch.testing.assert_close(step, -0.5 * gradient, rtol=0, atol=FLOAT64)


def test_no_step_is_longer_than_the_limit_and_a_short_one_stays():
    free = sgd_step(max_norm=None)
    length = 2 * free.norm().item()  # of the gradient; the learning rate is a half
    for max_norm in (1e-3, length / 7, 0.99 * length):
        step = sgd_step(max_norm)
        expected = free * max_norm / length
        torch.testing.assert_close(step, expected, rtol=CLIPPING, atol=FLOAT64)
        assert step.norm() <= 0.5 * max_norm + FLOAT64
    for max_norm in (1.01 * length, 1e3):
        assert torch.equal(sgd_step(max_norm), free)


def test_the_optimiser_is_made_of_the_class_that_was_asked_for(examples):
    made = []

    class Noted(torch.optim.RMSprop):
        def __init__(self, parameters, lr):
            super().__init__(parameters, lr)
            made.append(lr)

    config = TrainConfig(updates=3, learning_rate=0.02)
    noted = TrainConfig(updates=3, learning_rate=0.02, optimizer=Noted)
    adams = train(seeded_forecaster(), *examples, config)
    others = train(seeded_forecaster(), *examples, noted)
    assert made == [0.02]
    assert others.losses[0] == adams.losses[0]
    assert others.losses[1] != adams.losses[1]


def test_the_first_tutorial_trains_with_adam_unclipped():
    config = TrainConfig()
    assert (config.optimizer, config.max_norm) == (torch.optim.Adam, None)


@pytest.mark.parametrize("optimizer", ["SGD", nn.Linear, None])
def test_an_optimiser_that_is_none_is_told_in_one_sentence(optimizer):
    expected = f"optimizer is {optimizer!r}; expected a class derived from Optimizer."
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        TrainConfig(optimizer=optimizer)


@pytest.mark.parametrize("max_norm", [0, -1.0, float("inf"), "1", True])
def test_a_limit_that_is_no_length_is_told_in_one_sentence(max_norm):
    expected = f"max_norm is {max_norm!r}; expected a positive number."
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        TrainConfig(max_norm=max_norm)


def test_batches_go_where_the_model_is():
    model = seeded_forecaster().to("meta")
    # "meta" is everywhere, but has no values: training ends where it reads the loss.
    with pytest.raises(RuntimeError, match="meta tensors"):
        train_on_batches(model, recall_batches(1), TrainConfig())
    assert {weights.device.type for weights in model.parameters()} == {"meta"}


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
def test_cuda_trains_like_the_processor(examples):
    runs = {}
    for device in ("cpu", "cuda"):
        model = seeded_forecaster().to(device)
        history = train(model, *examples, TrainConfig(updates=5, max_norm=0.5))
        assert {weights.device.type for weights in model.parameters()} == {device}
        runs[device] = history.losses
    assert runs["cuda"] == pytest.approx(runs["cpu"], rel=1e-3)  # TF32 may be on


# Per gate 32 rows of 1 + 32 weights and two biases; the head has 32 and one.
@pytest.mark.parametrize(
    ("layer", "count"), [(nn.RNN, 1153), (nn.GRU, 3393), (nn.LSTM, 4513)]
)
def test_forecasters_have_one_three_or_four_blocks_of_weights(layer, count):
    model = Forecaster(hidden_size=32, layer=layer)
    assert type(model.rnn) is layer
    assert sum(weights.numel() for weights in model.parameters()) == count


@pytest.mark.parametrize("layer", [nn.RNN, nn.GRU, nn.LSTM])
def test_forecasts_are_made_from_the_last_hidden_state(layer):
    seed_everything(0)
    model = Forecaster(hidden_size=3, input_size=2, layer=layer)
    x = torch.randn(4, 6, 2)
    _, state = model.rnn(x)
    h_T = state[0] if layer is nn.LSTM else state
    torch.testing.assert_close(model(x), model.head(h_T[0]), rtol=0, atol=FLOAT32)


def test_layers_that_are_no_class_of_a_recurrent_layer_are_refused():
    names = " or ".join(repr(layer) for layer in LAYERS.values())
    expected = f"layer is 'LSTM'; expected {names}."
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        Forecaster(layer="LSTM")


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
        train(seeded_forecaster(), *examples, TrainConfig(updates=2), progress=progress)
    return stream.getvalue()


@pytest.fixture
def notebook(monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    kernel_shell = SimpleNamespace(kernel="a kernel")
    module = SimpleNamespace(get_ipython=lambda: kernel_shell)
    monkeypatch.setitem(sys.modules, "IPython", module)


def test_nothing_is_printed_when_nobody_watches(examples, capsys):
    train(seeded_forecaster(), *examples, TrainConfig(updates=2))
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("silenced", "progress", "shown"),
    [
        (False, None, True),
        (True, None, False),
        (False, False, False),  # the argument outranks the terminal
        (True, True, True),  # and the environment
    ],
)
def test_a_bar_counts_updates_in_a_terminal(
    examples, monkeypatch, silenced, progress, shown
):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    if silenced:
        monkeypatch.setenv("TQDM_DISABLE", "1")
    seen = errors_seen_in_terminal(examples, progress)
    assert ("update" in seen) == bool(seen) == shown


@pytest.mark.parametrize("silenced", [False, True])
def test_a_bar_counts_updates_in_a_notebook_unless_the_environment_says_no(
    examples, notebook, monkeypatch, capsys, silenced
):
    if silenced:
        monkeypatch.setenv("TQDM_DISABLE", "1")
    train(seeded_forecaster(), *examples, TrainConfig(updates=2))
    seen = capsys.readouterr().err
    assert ("update" in seen) == bool(seen) == (not silenced)


@pytest.mark.parametrize(
    ("max_norm", "hint"), [(None, "1e+30 or a max_norm."), (1.0, "1e+30.")]
)
def test_loss_that_overflows_stops_with_the_update_and_a_hint(examples, max_norm, hint):
    config = TrainConfig(updates=5, learning_rate=1e30, max_norm=max_norm)
    expected = f"loss is inf in update 2; try a learning_rate below {hint}"
    with pytest.raises(DivergedError, match=f"^{re.escape(expected)}$"):
        train(seeded_forecaster(), *examples, config)


def test_a_spread_is_the_training_of_the_tutorial_whatever_the_other_seeds():
    spread = sine_spread(seeds=[0, 1], epochs=2)
    x, y = sliding_windows(sine_wave(), seq_len=20)
    _, history = train_forecaster(x, y, TrainConfig(updates=2), seed=1)
    assert spread.seeds.tolist() == [0, 1]
    assert np.all(spread.losses[0] != spread.losses[1])
    assert spread.losses[1].tolist() == list(history.losses)
