"""A run of the playground against PyTorch and the package."""

import numpy as np
import pytest
import torch
from numpy.lib.stride_tricks import sliding_window_view

from cells import LIBRARY, SCRATCH, written
from rnn_tutorial import baselines
from rnn_tutorial.predict import free_run
from rnn_tutorial.pytorch.convert import to_torch
from rnn_tutorial.pytorch.forecaster import Forecaster

WINDOW, UNITS, EPOCHS = 10, 8, 12
SEEDS = range(2)
STARTS = (2, 3, 4)  # seeds from which the playground is begun as it is offered
# What the page proposes to try: series, units, window.
TRIED = [
    ("square", 16, 20),
    ("square", 16, 10),
    ("logistic", 32, 20),
    ("noise", 16, 20),
]
SAVED = {"settings", "epochs", "series", "initial", "learned"}


def settings(cell="RNN", **changes):
    given = {"cell": cell, "units": UNITS, "window": WINDOW, "data": "square"}
    return given | {"drawn": [], "seed": 3, "rates": [[0, 0.01]]} | changes


@pytest.fixture(scope="module")
def told(node, wasm):
    cases = [
        {"settings": settings(cell), "epochs": EPOCHS, "backend": backend}
        for cell in SCRATCH
        for backend in ("plain", "simd")
    ]
    changed = {"epochs": EPOCHS, "changes": [[4, 0.1], [4, 0.3], [9, 0.001]]}
    cases.append({"settings": settings(), **changed})
    rates = [[0, 0.01], [4, 0.3], [9, 0.001]]
    cases.append({"settings": settings(rates=rates), "epochs": EPOCHS})
    lost = settings(units=64, rates=[[0, 1]], data="noise")
    cases.append({"settings": lost, "epochs": 100, "backend": "simd"})
    clean = settings(data="sine")
    cases.append({"settings": clean, "epochs": 0})
    names = [(cell, backend) for cell in SCRATCH for backend in ("plain", "simd")]
    names += ["changed", "scheduled", "lost", "clean"]
    for data, units, window in TRIED:
        for seed in SEEDS:
            tried = {"data": data, "units": units, "window": window, "seed": seed}
            cases.append({"settings": tried, "epochs": 400, "backend": "simd"})
            names.append((data, window, seed))
    for seed in STARTS:
        cases.append({"settings": {"seed": seed}, "epochs": 300, "backend": "simd"})
        names.append(("as offered", seed))
    series = [["square", 3], ["noise", 3], ["noise", 4], ["logistic", 3], ["drawn", 0]]
    given = {"wasm": wasm, "cases": cases, "series": series}
    answer = node("run.mjs", given)
    assert answer["cells"] == list(SCRATCH)
    runs = dict(zip(names, answer["runs"], strict=True))
    return runs | {name: answer[name] for name in ("series", "first")}


def parts(run):
    """Cut the series as the page says it does, by the early part's mean and spread."""
    series = np.array(run["saved"]["series"])
    cut = round(0.75 * len(series))
    scaled = (series - series[:cut].mean()) / series[:cut].std()
    return scaled[:cut], scaled[cut:]


def windows(part):
    """Return the windows and the value after each, in double precision."""
    both = sliding_window_view(part, WINDOW + 1).copy()
    return both[:, :WINDOW, None], both[:, WINDOW:]


def model_of(run, cell, which):
    model = Forecaster(UNITS).double()
    layer = SCRATCH[cell](1, UNITS, np.random.default_rng(0))
    weights = run["saved"][which]
    for name, array in layer.cell.parameters().items():
        array[...] = np.reshape(weights[name], array.shape)
    model.rnn = to_torch(layer) if cell in LIBRARY else written(layer)
    with torch.no_grad():
        model.head.weight.copy_(torch.tensor(weights["W_hy"]).view(1, UNITS))
        model.head.bias.copy_(torch.tensor(weights["b_y"]))
    return model


def rmse(forecasts, y):
    return np.sqrt(np.mean((np.ravel(forecasts) - np.ravel(y)) ** 2))


@pytest.mark.parametrize("cell", SCRATCH)
@pytest.mark.parametrize("backend", ["plain", "simd"])
def test_what_a_run_shows_is_what_pytorch_computes(told, cell, backend):
    run = told[cell, backend]
    early, late = parts(run)
    x, y = windows(late)
    for shown, which in (("before", "initial"), ("after", "learned")):
        model, shot = model_of(run, cell, which), run[shown]
        forecasts = model(torch.from_numpy(x)).detach().numpy()
        np.testing.assert_allclose(shot["forecasts"], forecasts[:, 0], atol=2e-5)
        assert shot["error"] == pytest.approx(rmse(forecasts, y), rel=1e-4)
        alone = free_run(model, x[0], steps=len(shot["free"]))
        np.testing.assert_allclose(shot["free"], alone, atol=1e-3)
        states = model.rnn(torch.from_numpy(x[:1]))[0].detach().numpy()[0]
        np.testing.assert_allclose(shot["states"], states, atol=2e-5)
    seen, wanted = windows(early)
    first = model_of(run, cell, "initial")(torch.from_numpy(seen)).detach().numpy()
    assert run["losses"][0] == pytest.approx(rmse(first, wanted), rel=1e-4)
    assert run["errors"][0] == pytest.approx(run["before"]["error"], rel=1e-5)
    assert len(run["losses"]) == len(run["errors"]) == run["saved"]["epochs"] == EPOCHS
    assert set(run["saved"]) == SAVED


def test_the_baselines_are_those_of_the_package(told):
    for run in (told["RNN", "plain"], told["clean"]):
        early, late = parts(run)
        x, y = windows(late)
        lazy = rmse(baselines.persistence(x), y)
        assert run["baselines"]["persistence"] == pytest.approx(lazy, rel=1e-4)
        seen, wanted = windows(early)
        linear = rmse(baselines.fit_linear(seen, wanted)(x), y)
        found = run["baselines"]["linear"]
        assert found == pytest.approx(linear, rel=1e-3, abs=1e-4)


def test_a_changed_learning_rate_is_dated_by_the_run(told):
    changed, scheduled = told["changed"], told["scheduled"]
    assert changed["saved"]["settings"]["rates"] == [[0, 0.01], [4, 0.3], [9, 0.001]]
    assert changed["losses"] == scheduled["losses"]
    assert changed["losses"][:4] == told["RNN", "plain"]["losses"][:4]
    assert changed["losses"][6] != told["RNN", "plain"]["losses"][6]


def test_a_run_that_is_ten_times_worse_than_the_mean_ends(told):
    run = told["lost"]
    assert run["diverged"]
    assert run["losses"][-1] > 10 > max(run["losses"][:-1])
    assert len(run["losses"]) < 100
    assert not told["RNN", "plain"]["diverged"]


def test_the_series_are_what_they_are_called(told):
    square, noise, other, chaos, drawn = map(np.array, told["series"])
    period = np.where(np.arange(500) % 25 < 12.5, 1, -1)
    assert abs(square - period).max() < 0.6
    assert 0.08 < (square - period).std() < 0.12
    wave = np.sin(2 * np.pi * np.arange(500) / 25)
    assert 0.08 < (noise - wave).std() < 0.12
    assert abs(noise - other).max() > 0.1  # another seed, other noise
    np.testing.assert_allclose(chaos[1:], 3.9 * chaos[:-1] * (1 - chaos[:-1]))
    assert 0 < chaos.min() < chaos.max() < 1
    np.testing.assert_allclose(drawn[:50], drawn[50:100])
    assert -1 <= drawn.min() < -0.9
    assert 0.9 < drawn.max() <= 1


def test_the_playground_shows_what_its_page_says(told):
    def ratios(*tried):
        """By how much the network's error is the weighted sum's."""
        runs = [told[*tried, seed] for seed in SEEDS]
        return [r["after"]["error"] / r["baselines"]["linear"] for r in runs]

    assert max(ratios("square", 20)) < 0.7  # beats the weighted sum
    assert min(ratios("square", 10)) > 0.8  # sees too little to do so
    assert max(ratios("logistic", 20)) < 0.2  # by far
    assert min(ratios("noise", 20)) > 0.8  # hard to beat


def test_the_first_run_beats_both_baselines_and_never_leaps(told):
    assert told["first"]["seed"] in STARTS
    for seed in STARTS:
        run = told["as offered", seed]
        errors = np.array(run["errors"])
        assert errors[-1] < 0.9 * min(run["baselines"].values()), seed
        # One step may lead a bit upwards; a leap undoes what many have done.
        assert (errors / np.minimum.accumulate(errors)).max() < 1.5, seed
