"""Each claim on the site has a negative control: values that must make it fail.

The condition of a claim is taken from the page itself and evaluated twice, with values
that bear it out and with the same values but for one that does not.
"""

import ast
import math
from pathlib import Path
from types import SimpleNamespace

import claims
import labs
import lessons
import numpy as np
import pytest

from rnn_tutorial.baselines import mse

DOCS = Path(__file__).parents[2] / "docs"


def losses(n_seeds, loss):
    """Stand for an experiment in which every seed has the same loss in every epoch."""
    return SimpleNamespace(losses=np.full((n_seeds, 300), loss))


# sentence: (values that bear it out, what is changed to refute it)
CONTROLS = {
    "The first build takes at most a quarter of the time of the tools that start "
    "Python anew for each page": (
        {"seconds": lambda *_: 2.0, "ours": "", "one_by_one": {"a": 9.0, "b": 8.0}},
        {"one_by_one": {"a": 9.0, "b": 7.9}},
    ),
    "After a change of the package, this site shows no result of the old one": (
        {"rows": {("us", "package edit"): {"stale": 0}}, "ours": "us"},
        {"rows": {("us", "package edit"): {"stale": 1}}},
    ),
    "In processes, ten seeds give exactly the numbers that they give one after the "
    "other": (
        {"runs": [{"way": "processes, 2", "same_results": True}]},
        {"runs": [{"way": "processes, 2", "same_results": False}]},
    ),
    "Left alone, the network keeps to the wave for all the steps that are left": (
        {"written": np.zeros(4), "y": np.zeros((4, 1)), "mse": mse},
        {"written": np.full(4, 0.3)},
    ),
    "The NumPy network and torch.nn.RNN agree over 20 steps": (
        {"difference": 1e-8},
        {"difference": 1e-5},
    ),
    "In the tenth epoch, every seed is still at least ten times worse than "
    "repeating the last value": (
        {"spread": losses(3, 0.02), "lazy": 3e-4},
        {"spread": losses(3, 0.002)},
    ),
    "Towards the end of 300 epochs, every seed is at least twice as good as "
    "repeating the last value": (
        {"at_the_end": np.array([1e-5, 1e-4]), "lazy": 3e-4},
        {"at_the_end": np.array([1e-5, 2e-4])},
    ),
    "The value after the first window is sin(20 · 4π / 499), not what another "
    "tutorial prints": (
        {"actual": 0.48, "by_hand": 0.48, "printed": {"actual": 0.87}},
        {"by_hand": 0.4801},
    ),
    "No seed falls smoothly through the first ten epochs, or ends them below twice the "
    "loss that another tutorial prints": (
        {
            "falls_smoothly": np.array([False, False]),
            "spread": losses(2, 0.02),
            "printed": {"loss, epoch 10": 0.0011},
        },
        {"falls_smoothly": np.array([False, True])},
    ),
    "Two weights forecast this wave at least a thousand times better than any of our "
    "networks": (
        {"error": 1e-9, "best_losses": np.array([1e-4, 1e-5])},
        {"best_losses": np.array([1e-4, 1e-7])},
    ),
    "For every seed the free run is at least 100 times worse than one step": (
        {"ratios": np.array([200.0, 5000.0])},
        {"ratios": np.array([90.0, 5000.0])},
    ),
    "Two weights, found by least squares, continue the slow wave to its end": (
        {"continued": np.zeros(4), "exact": np.zeros(24), "SEQ_LEN": 20, "mse": mse},
        {"continued": np.full(4, 0.01)},
    ),
    "With windows of two values, the network ends at least three times worse, by the "
    "median": (
        {"two_values": np.array([1e-3, 2e-5]), "as_above": np.array([1e-5, 2e-5])},
        {"two_values": np.array([1e-5, 2e-5])},
    ),
    "On the faster wave every seed's free run keeps to the wave": (
        {"fast": SimpleNamespace(free_run_error=np.array([0.001, 0.002]))},
        {"fast": SimpleNamespace(free_run_error=np.array([0.001, 0.2]))},
    ),
}


def code_of_pages():
    for path in sorted(DOCS.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        for piece in lessons.scan(text):
            if isinstance(piece, lessons.Block):
                yield piece.source
    for path in sorted((DOCS / "labs").glob("*.py")):
        for cell in labs.read(path.read_text(encoding="utf-8")).cells:
            if cell.cell_type == "code":
                yield cell.source


def claims_of_pages():
    """Find the sentence and the condition of every claim on the site."""
    for source in code_of_pages():
        for call in claims.calls(source):
            holds = next(k.value for k in call.keywords if k.arg == "holds")
            yield ast.literal_eval(call.args[0]), ast.unparse(holds)


CLAIMS = dict(claims_of_pages())


def test_every_claim_has_a_control_and_every_control_a_claim():
    unchecked = set(CLAIMS) - set(CONTROLS)
    assert not unchecked, "add a control for each of these claims to this file"
    gone = set(CONTROLS) - set(CLAIMS)
    assert not gone, "no page makes these claims any more: remove their controls"


@pytest.mark.parametrize("sentence", CONTROLS)
def test_a_claim_tells_true_from_false(sentence):
    good, perturbed = CONTROLS[sentence]

    def holds(values):
        return eval(CLAIMS[sentence], {"math": math, "np": np, "len": len}, values)

    assert holds(good)
    assert not holds(good | perturbed)
