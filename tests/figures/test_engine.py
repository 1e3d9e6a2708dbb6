"""The figures' engine against PyTorch: forwards, backwards, and while it learns."""

import numpy as np
import pytest
import torch
from torch import nn

from cells import SCRATCH, grads_of
from rnn_tutorial import sine_wave, sliding_windows
from rnn_tutorial.explorables import payloads
from rnn_tutorial.pytorch.convert import grads_from_torch
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.pytorch.layers import LAYERS
from rnn_tutorial.pytorch.written import Written

CELLS = {kind: LAYERS[kind] for kind in SCRATCH}
# How far from PyTorch, in its own numbers; 32 bits keep about seven digits.
PRECISION = {"float64": 1e-9, "float32": 1e-4, "simd": 1e-4}
EPOCHS = 20
MANY, ONE = (80, 32), (1, 7)  # windows and units: many at a time; an odd size


def network(cell, hidden_size, precision):
    torch.manual_seed(0)
    model = Forecaster(hidden_size, layer=CELLS[cell])
    for name, bias in model.rnn.named_parameters():
        # Ours has one bias where PyTorch adds two; with this one at zero and at rest
        # they learn alike. A GRU's candidate needs both.
        if name.startswith("bias_hh"):
            bias.data[: 2 * hidden_size if cell == "GRU" else None] = 0
    return model.double() if precision == "float64" else model


def data(windows, dtype):
    x, y = sliding_windows(sine_wave(), 20)
    return torch.tensor(x[-windows:], dtype=dtype), torch.tensor(
        y[-windows:], dtype=dtype
    )


def weights_of(model):
    payload = payloads.network(model)
    return {k: np.ravel(w).tolist() for k, w in payload["weights"].items()}


def rest(model):
    """Keep the second bias of PyTorch where it is."""
    if isinstance(model.rnn, Written):  # has one, as ours
        return
    cell, hidden_size = type(model.rnn), model.rnn.hidden_size
    grad = model.rnn.bias_hh_l0.grad
    grad[: 2 * hidden_size if cell is nn.GRU else None] = 0


def reference(model, x, y):
    """Let PyTorch do what the engine does."""
    states, _ = model.rnn(x)
    outputs = model(x)
    loss = ((outputs - y) ** 2).mean()
    loss.backward()
    by_hand = isinstance(model.rnn, Written)
    grads = grads_of(model.rnn) if by_hand else grads_from_torch(model.rnn)
    grads |= {
        "W_hy": model.head.weight.grad.numpy().T,
        "b_y": model.head.bias.grad.numpy(),
    }
    found = {
        "outputs": outputs.detach().numpy(),
        "states": states.detach().numpy().swapaxes(0, 1),
        "grads": {name: grad.flatten() for name, grad in grads.items()},
        "losses": [],
    }
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(EPOCHS):
        loss = ((model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        rest(model)
        optimizer.step()
        found["losses"].append(loss.item())
    return found | {"params": weights_of(model)}


@pytest.fixture(scope="module")
def runs(node, wasm):
    """Every cell in every precision, for many windows and for one."""
    cases, wanted = {}, {}
    for cell in CELLS:
        for precision in PRECISION:
            for windows, hidden_size in (MANY, ONE):
                model = network(cell, hidden_size, precision)
                dtype = next(model.parameters()).dtype
                x, y = data(windows, dtype)
                key = cell, precision, windows
                cases[key] = {
                    "sizes": {
                        "cell": cell,
                        "inputSize": 1,
                        "hiddenSize": hidden_size,
                        "outputSize": 1,
                        "seqLen": 20,
                        "batchSize": windows,
                    },
                    "weights": weights_of(model),
                    "x": x.numpy().swapaxes(0, 1).ravel().tolist(),
                    "y": y.numpy().ravel().tolist(),
                    "epochs": EPOCHS,
                    "precision": precision,
                }
                wanted[key] = reference(model, x, y)
    told = node("engine.mjs", {"wasm": wasm, "cases": list(cases.values())})
    assert told["cells"] == list(CELLS)
    answers = zip(cases, told["answers"], strict=True)
    return {key: (answer, wanted[key]) for key, answer in answers}


def assert_close(ours, theirs, tolerance):
    """Compare relative to the largest number of an array, as gradients are small."""
    ours, theirs = np.array(ours, float).ravel(), np.array(theirs, float).ravel()
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() <= tolerance * np.abs(theirs).max()


every_run = pytest.mark.parametrize("windows", [MANY[0], ONE[0]])
every_precision = pytest.mark.parametrize("precision", PRECISION)
every_cell = pytest.mark.parametrize("cell", CELLS)


@every_run
@every_precision
@every_cell
def test_forward_and_gradients_equal_pytorchs(runs, cell, precision, windows):
    ours, theirs = runs[cell, precision, windows]
    assert_close(ours["outputs"], theirs["outputs"], PRECISION[precision])
    assert_close(ours["states"][1:], theirs["states"], PRECISION[precision])
    assert set(ours["grads"]) == set(theirs["grads"])
    for name, grad in theirs["grads"].items():
        assert_close(ours["grads"][name], grad, PRECISION[precision])


@every_run
@every_precision
@every_cell
def test_twenty_epochs_equal_pytorchs(runs, cell, precision, windows):
    ours, theirs = runs[cell, precision, windows]
    assert len(ours["losses"]) == EPOCHS
    if windows == MANY[0]:  # with one window the loss falls to next to nothing
        wanted = pytest.approx(theirs["losses"], rel=PRECISION[precision])
        assert ours["losses"] == wanted
    assert_close(ours["losses"], theirs["losses"], PRECISION[precision])
    learned = [
        np.concatenate([run["params"][n] for n in theirs["params"]])
        for run in (ours, theirs)
    ]
    assert_close(*learned, PRECISION[precision])


@every_precision
@every_cell
def test_the_gradient_by_every_state_equals_pytorchs(runs, cell, precision):
    ours, _ = runs[cell, precision, 1]
    model = network(cell, ONE[1], precision)
    x, _ = data(1, next(model.parameters()).dtype)
    begin = torch.zeros(1, 1, ONE[1], dtype=x.dtype)
    state = (begin, begin.clone()) if cell == "LSTM" else begin
    hidden = []  # every state on the way, to be asked for its gradient
    for step in x[0]:
        _, state = model.rnn(step[None, None], state)
        parts = state if cell == "LSTM" else (state,)
        for part in parts:
            part.requires_grad_() if part.is_leaf else part.retain_grad()
        hidden.append(parts)
    hidden[-1][0].sum().backward()
    back = ours["jacobian"]
    assert len(back) == 21
    for (dh, dc), parts in zip(back, hidden[::-1], strict=False):
        tolerance = PRECISION[precision]
        assert_close(dh, parts[0].grad.numpy(), tolerance)
        if cell == "LSTM" and parts is not hidden[-1]:
            assert_close(dc, parts[1].grad.numpy(), tolerance)


@pytest.fixture(scope="module")
def backends(node, wasm):
    return node("backends.mjs", {"wasm": wasm})


def test_both_kinds_of_arithmetic_agree_on_odd_sizes(backends):
    assert set(backends["kernels"]) == set(backends["names"])
    for name, found in backends["kernels"].items():
        assert found["changed"], name
        assert found["worst"] < 3e-6, name


def test_the_fast_squashing_is_exact_to_single_precision(backends):
    assert backends["tanh"] < 3e-7
    assert backends["sigmoid"] < 3e-6
    assert backends["ends"] == ["1", "-1", "NaN", "0"]


def test_without_webassembly_plain_javascript_takes_over(backends):
    slow, fast = "JavaScript, 32 bit", "WebAssembly, 32 bit"
    assert backends["backends"] == [slow, slow, slow, fast]
    assert "too large" in backends["full"]


def test_the_same_seed_gives_the_same_numbers(backends):
    # Mulberry32 of seed 42, worked out with Python's integers.
    state, wanted = 42, []
    for _ in range(3):
        state = (state + 0x6D2B79F5) % 2**32
        mixed = (state ^ state >> 15) * (state | 1) % 2**32
        mixed ^= (mixed + (mixed ^ mixed >> 7) * (mixed | 61)) % 2**32
        wanted.append((mixed ^ mixed >> 14) % 2**32 / 2**32)
    assert backends["draws"] == backends["again"] == wanted
    assert backends["other"] != wanted[0]
    assert abs(backends["mean"]) < 0.03
    assert abs(backends["spread"] - 1) < 0.03
