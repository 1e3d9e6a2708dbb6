"""What stands in for PyTorch in the page gives PyTorch's numbers, seed by seed."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

import in_stand_in

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/_hooks/engine/publish/stand_ins"
LSTM, GRU = {"layer": "LSTM", "forget_bias": 3}, {"layer": "GRU", "update_bias": 1}
LATCH, RELU = (
    {"layer": "RNN", "self_weight": 1.5},
    {"layer": "RNN", "nonlinearity": "relu"},
)
# Experiments, so short that rounding has no time to grow.
CALLS = [
    ("adding", "adding_losses", 3, {"variant": LSTM, "seq_len": 8, "steps": 5}),
    ("adding", "adding_losses", 4, {"variant": GRU, "seq_len": 8, "steps": 5}),
    ("adding", "adding_losses", 5, {"variant": RELU, "seq_len": 8, "steps": 5}),
    (
        "recall",
        "recall",
        6,
        {"variant": LATCH, "seq_len": 5, "max_steps": 12, "spread": 2},
    ),
    ("exploding", "descend", 7, {"updates": 4, "max_norm": 1.0, "may_grow": False}),
    ("exploding", "descend", 8, {"updates": 4, "trained": ["head"]}),
    ("gradient_flow", "gradient_by_lag", 9, {"variant": LSTM, "seq_len": 12}),
    ("sine", "sine_spread", 10, {"epochs": 3, "n_train": 300}),
    (
        "echo",
        "echo_accuracy",
        11,
        {"delay": 2, "chunk_len": 4, "carry": True, "heard": 16, "cut_every": 3},
    ),
    ("echo", "ripples", 12, {"max_delay": 6}),
    ("detective", "detectives", 13, {"updates": 2, "variant": {"layer": "GRU"}}),
    (
        "held_gates",
        "accuracy_held",
        14,
        {"variant": LSTM, "holds": {"nothing": []}, "updates": 2},
    ),
    ("inside", "rotation", 15, {"max_steps": 10}),
]


@pytest.fixture(scope="module")
def answers():
    """What the stand-in says."""
    done = subprocess.run(
        [sys.executable, in_stand_in.__file__],
        input=json.dumps({"folder": str(FOLDER), "calls": CALLS}),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def numbers(value):
    """List all numbers in there, in order."""
    if isinstance(value, dict):
        return [n for key in sorted(value) for n in numbers(value[key])]
    if isinstance(value, list):
        return [n for part in value for n in numbers(part)]
    return [float(value)]


def test_a_seed_draws_what_it_draws_in_pytorch(answers):
    ours, theirs = answers["draws"], in_stand_in.draws(torch)
    assert list(ours) == list(theirs)
    assert (ours["order"], ours["whole"]) == (theirs["order"], theirs["whole"])
    for name, drawn in theirs.items():
        assert numbers(ours[name]) == pytest.approx(numbers(drawn), abs=1e-6), name


@pytest.mark.parametrize("index", range(len(CALLS)), ids=[call[1] for call in CALLS])
def test_an_experiment_gives_what_it_gives_with_pytorch(answers, index):
    ours = numbers(answers["found"][index])
    theirs = numbers(in_stand_in.run([CALLS[index]])[0])
    assert len(ours) == len(theirs)
    same = np.isclose(ours, theirs, rtol=2e-3, atol=1e-5, equal_nan=True)
    assert same.mean() > 0.995, np.array([ours, theirs]).T[~same]
