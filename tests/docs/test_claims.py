"""Each claim on the site has a negative control: values that must make it fail.

The condition of a claim is taken from the page itself and evaluated twice, with values
that bear it out and with the same values but for one that does not.
"""

import ast
import math
from pathlib import Path

import labs
import lessons
import numpy as np
import pytest

from rnn_tutorial.baselines import mse

DOCS = Path(__file__).parents[2] / "docs"

STRAIGHT = np.arange(10.0).reshape(5, 2)

# sentence: (values that bear it out, what is changed to refute it)
CONTROLS = {
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
        {"spread": np.full((3, 300), 0.02), "lazy": 3e-4},
        {"spread": np.full((3, 300), 0.002)},
    ),
    "Towards the end of 300 epochs, every seed is at least twice as good as "
    "repeating the last value": (
        {"at_the_end": np.array([1e-5, 1e-4]), "lazy": 3e-4},
        {"at_the_end": np.array([1e-5, 2e-4])},
    ),
    "The actual value is sin(20 · 4π / 499), which is not what that page printed": (
        {"actual": 0.48, "by_hand": 0.48, "printed": {"actual": 0.87}},
        {"by_hand": 0.4801},
    ),
    "No seed falls smoothly through the first ten epochs, or ends them below "
    "twice the printed loss": (
        {
            "falls_smoothly": np.array([False, False]),
            "spread": np.full((2, 300), 0.02),
            "printed": {"loss, epoch 10": 0.0011},
        },
        {"falls_smoothly": np.array([False, True])},
    ),
    "Two weights forecast this wave at least a thousand times better than our "
    "network": (
        {
            "last_two": STRAIGHT,
            "weights": np.array([0.0, 1.0]),
            "target": STRAIGHT[:, 1],
            "losses": [1e-4],
            "mse": mse,
        },
        {"weights": np.array([0.0, 1.01])},
    ),
    "For every seed the free run is at least 100 times worse than one step": (
        {"slow": np.array([[1e-5, 0.5], [1e-5, 0.2]])},
        {"slow": np.array([[1e-5, 0.5], [1e-2, 0.2]])},
    ),
    "Two weights, found by least squares, continue the slow wave to its end": (
        {"continued": np.zeros(4), "exact": np.zeros(24), "SEQ_LEN": 20, "mse": mse},
        {"continued": np.full(4, 0.01)},
    ),
    "With windows of two values, the network ends at least three times worse": (
        {"two_values": 1e-3, "as_above": 1e-5},
        {"two_values": 2e-5},
    ),
    "On the faster wave every seed's free run keeps to the wave": (
        {"fast": np.array([[1e-5, 0.001], [1e-5, 0.002]])},
        {"fast": np.array([[1e-5, 0.001], [1e-5, 0.2]])},
    ),
}


class Spread:
    """Stands for an experiment's result in a condition."""

    def __init__(self, losses):
        self.losses = losses


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
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "claim":
                holds = next(k.value for k in node.keywords if k.arg == "holds")
                yield ast.literal_eval(node.args[0]), ast.unparse(holds)


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
        if "spread" in values:
            values = values | {"spread": Spread(values["spread"])}
        return eval(CLAIMS[sentence], {"math": math, "np": np, "len": len}, values)

    assert holds(good)
    assert not holds(good | perturbed)
