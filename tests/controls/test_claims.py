"""Each claim on the site has a negative control: values that must make it fail.

The condition of a claim is taken from the page itself and evaluated twice, with values
that bear it out and with the same values but for one that does not.
"""

import ast
import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from controls import forecasting, gates, names, shapes, stories
from engine.check import claims
from engine.plan import labs, lessons

from rnn_tutorial.metrics import mse

DOCS = Path(__file__).parents[2] / "docs"


def losses(n_seeds, loss):
    """Stand for an experiment in which every seed has the same loss in every epoch."""
    return SimpleNamespace(losses=np.full((n_seeds, 300), loss))


def recalled(*steps):
    solved = [step is not None for step in steps]
    return SimpleNamespace(steps=np.array(steps), solved=np.array(solved))


def reaching(*steps):
    biases = (0, 0.5, 1, 1.5, 2, 3)
    return {bias: np.array([n, n + 1]) for bias, n in zip(biases, steps, strict=True)}


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
    "The figures' RNN learns at least five times as fast as TensorFlow.js's in the "
    "same browser, LSTM and GRU at least three times, and the RNN takes at most twice "
    "PyTorch's time": (
        {
            "faster": {"RNN": 5.0, "LSTM": 3.0, "GRU": 3.1},
            "slower": {"RNN": 2.0, "LSTM": 9.0, "GRU": 9.0},
        },
        {"faster": {"RNN": 5.0, "LSTM": 2.9, "GRU": 3.1}},
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
    "Written out, in a loop, and from PyTorch: the same network three times": (
        {"differences": [0.0, 1e-16]},
        {"differences": [0.0, 1e-5]},
    ),
    "The network that hands on its state notices when the past changes its order, the "
    "forgetful one does not": (
        {
            "changed": 0.5,
            "forgetful": lambda x: np.ones((2, 3, 4)),
            "x": "in order",
            "shuffled": "in another order",
        },
        {"changed": 0.001},
    ),
    "The hand-written gradients of an RNN are those of PyTorch, and those found by "
    "trying": (
        {"to_autograd": {"b_h": 1e-15}, "to_trying": {"b_h": 1e-9}},
        {"to_autograd": {"b_h": 1e-15, "W_hh": 1e-9}},
    ),
    "A gradient that forgets the later steps is found out by trying": (
        {"difference": 3.0},
        {"difference": 1e-9},
    ),
    "Every network that starts afresh with each chunk comes within one percent of "
    "1 − d/(2k), and none beats it by more": ({"furthest": 0.004}, {"furthest": 0.011}),
    "With the state handed on and chunks at least twice as long as the delay, every "
    "seed echoes nearly all bits": (
        {"reached": np.array([0.999, 0.998])},
        {"reached": np.array([0.999, 0.96])},
    ),
    "With chunks of one or two steps, every seed learns an echo of three steps all the "
    "same": (
        {"short_echo": np.array([0.999, 0.998])},
        {"short_echo": np.array([0.999, 0.9])},
    ),
    "With chunks of two or four steps, most networks do not learn an echo of eight "
    "steps well": (
        {"long_echo": np.array([0.5, 0.8, 0.99])},
        {"long_echo": np.array([0.5, 0.98, 0.99])},
    ),
    "From the state of an untrained RNN a fitted linear layer reads the bit of eight "
    "steps ago nearly always, for every seed, and that of twenty steps ago it can only "
    "guess": (
        {"by_chance": np.tile(np.where(np.arange(24) < 9, 1.0, 0.5), (3, 1))},
        {"by_chance": np.tile(np.where(np.arange(24) < 7, 1.0, 0.5), (3, 1))},
    ),
    "With a larger learning rate most networks with chunks of two steps fail at the "
    "echo of three steps, and none with chunks of four": (
        {"hasty": {2: np.array([0.6, 0.5, 1.0]), 4: np.array([0.999, 0.998])}},
        {"hasty": {2: np.array([0.6, 0.99, 1.0]), 4: np.array([0.999, 0.998])}},
    ),
    "With gain 0.9 the gradient is nowhere above 0.9 to the power of the lag, for no "
    "seed": (
        {"gains": {"gain 0.9": 0.9 ** np.arange(100.0)}, "lags": np.arange(100)},
        {"gains": {"gain 0.9": 0.9 ** np.arange(100.0) * 1.001}},
    ),
    "With gain 1.5 the gradient is larger after 99 steps than at the start, for every "
    "seed, and with gain 3 more than a million times": (
        {
            "gains": {
                "gain 1.5": np.full((2, 100), 9.0),
                "gain 3.0": np.full((2, 100), 1e9),
            }
        },
        {
            "gains": {
                "gain 1.5": np.full((2, 100), 0.9),
                "gain 3.0": np.full((2, 100), 1e9),
            }
        },
    ),
    "Of 200 fresh nn.RNN(1, 32), at least nine in ten have a largest singular value "
    "above 1, and the gradient of every one that we measured vanishes all the same": (
        {"largest": np.full(200, 1.1), "plain": np.full((2, 100), 1e-15)},
        {"largest": np.linspace(0.5, 1.1, 200)},
    ),
    "A matrix with both eigenvalues at 0.9 stretches more than tenfold before it "
    "shrinks below a tenth": (
        {"W": 0.9 * np.eye(2), "growth": [5.0, 19.0, *[0.01] * 99]},
        {"growth": [5.0, 9.0, *[0.01] * 99]},
    ),
    "As PyTorch creates them, less than a billionth of the gradient of RNN, GRU and "
    "LSTM is left after 99 steps, for every seed": (
        {"out_of_the_box": np.array([1e-20, 1e-14])},
        {"out_of_the_box": np.array([1e-20, 1e-8])},
    ),
    "With a forget bias of 3 the LSTM's gradient does not vanish over 99 steps, and "
    "with 5 it grows more than fivefold, for every seed": (
        {
            "gated": {
                "LSTM, forget bias 3": np.full((2, 100), 4.0),
                "LSTM, forget bias 5": np.full((2, 100), 50.0),
            }
        },
        {
            "gated": {
                "LSTM, forget bias 3": np.full((2, 100), 4.0),
                "LSTM, forget bias 5": np.full((2, 100), 4.0),
            }
        },
    ),
    "The hand-written Jacobian of one step is that of PyTorch": (
        {"by_hand": np.eye(2), "by_torch": np.eye(2)},
        {"by_hand": np.eye(2)[::-1]},
    ),
    "Without clipping the loss of every seed becomes infinite; with it every seed ends "
    "below a hundredth": (
        {"broken": np.array([True, True]), "ends": np.array([1e-4, 1e-3])},
        {"broken": np.array([True, False])},
    ),
    "Without a limit most seeds end in infinity with every gain, even below 1; with a "
    "limit, or with a fifth of the step, none does": (
        {
            "infinite": {
                "no limit": [3, 2, 3],
                "limit 1": [0, 0, 0],
                "no limit, a fifth of the step": [0, 0, 0],
            },
            "seeds": lambda: range(3),
        },
        {
            "infinite": {
                "no limit": [3, 2, 3],
                "limit 1": [0, 0, 0],
                "no limit, a fifth of the step": [0, 1, 0],
            },
        },
    ),
    "Our clipping and PyTorch's find the same length and leave the same gradients": (
        {"ours": 13.0, "theirs": 13.0, "difference": 1e-8},
        {"ours": 13.01},
    ),
    "With its gates set by hand, an LSTM keeps a number over 1000 steps of noise": (
        {"kept": 0.69999},
        {"kept": 0.69},
    ),
    "The forget gates of a fresh nn.LSTM stand about half open, with a forget bias of "
    "3 they stand nearly open, for every seed": (
        {"default": np.array([0.49, 0.51]), "biased": np.array([0.95, 0.95])},
        {"default": np.array([0.49, 0.56])},
    ),
    "The NumPy LSTM is torch.nn.LSTM, forwards and backwards, over 20 steps": (
        {"forward": 1e-16, "backward": 1e-14},
        {"backward": 1e-6},
    ),
    "Gates in the order of another library: no error, and other numbers": (
        {"difference": 0.4},
        {"difference": 1e-9},
    ),
    "The NumPy GRU is torch.nn.GRU, forwards and backwards, over 20 steps": (
        {"forward": 1e-16, "backward": 1e-14},
        {"forward": 1e-6},
    ),
    "With the same weights, the two other forms of the GRU give other numbers": (
        {"differences": [0.4, 0.1]},
        {"differences": [0.4, 0.0]},
    ),
    "The update gates of a fresh nn.GRU stand about half open, for every seed": (
        {"update": np.array([0.49, 0.51])},
        {"update": np.array([0.49, 0.6])},
    ),
    "A GRU's two biases of the candidate can't be merged into one": (
        {"difference": 0.2},
        {"difference": 1e-9},
    ),
    "Over 10 steps every network solves the task with every seed, within 600 updates": (
        {"results": {10: {"RNN": recalled(20, 40)}}, "short": [40]},
        {"results": {10: {"RNN": recalled(20, None)}}},
    ),
    "As PyTorch creates it, no LSTM recalls the bit over 20, 40 or 80 steps within 600 "
    "updates": ({"default": {20: 0, 40: 0, 80: 0}}, {"default": {20: 1, 40: 0, 80: 0}}),
    "Over 20 steps most seeds of the plain RNN solve the task within 600 updates, and "
    "more than of the GRU and the LSTM as they come": (
        {
            "plain": 2,
            "seeds": lambda: range(3),
            "solved_within": lambda result, steps: result,
            "results": {20: {"GRU": 1, "LSTM": 0}},
            "budget": 600,
        },
        {"results": {20: {"GRU": 2, "LSTM": 0}}},
    ),
    "With a forget bias of 3 the LSTM solves every length with every seed, within 600 "
    "updates": (
        {
            "results": {80: {"LSTM, forget bias 3": recalled(20, 40)}},
            "lengths": [80],
            "steps": {80: np.array([20, 40])},
        },
        {"results": {80: {"LSTM, forget bias 3": recalled(20, None)}}},
    ),
    "With a forget bias of 1 every seed solves 20 steps, and none solves 80, within "
    "600 updates": (
        {"one": {20: 3, 80: 0}, "seeds": lambda: range(3)},
        {"one": {20: 3, 80: 1}},
    ),
    "At each of three learning rates the plain RNN solves 20 steps with more seeds "
    "than the GRU and the LSTM as they come, and that LSTM with none": (
        {
            "by_rate": {("RNN", 0.1): 3, ("GRU", 0.1): 2, ("LSTM", 0.1): 0},
            "rates": (0.1,),
        },
        {"by_rate": {("RNN", 0.1): 3, ("GRU", 0.1): 3, ("LSTM", 0.1): 0}},
    ),
    "However long they were allowed to train here, at most one in ten of the GRUs and "
    "LSTMs that started as PyTorch creates them recalled the bit over 40 or 80 steps": (
        {"late": {40: [1, 0], 80: [0, 0]}, "seeds": lambda: range(3)},
        {"late": {40: [1, 0], 80: [0, 1]}},
    ),
    "There a forget bias of 3 does not help: the typical LSTM with it has no less than "
    "half of the error of one without": (
        {"middle": {"LSTM": 0.0005, "LSTM, forget bias 3": 0.0004}},
        {"middle": {"LSTM": 0.0005, "LSTM, forget bias 3": 0.0002}},
    ),
    "On the adding problem over 40 steps every GRU and LSTM, as they come, ends below "
    "a tenth of the error of guessing, and no plain RNN gets better than nine tenths "
    "of it": (
        {
            "gated": np.array([1e-4, 1e-3]),
            "added": {"RNN": np.array([0.16, 0.17])},
            "GUESSING": 1 / 6,
        },
        {"added": {"RNN": np.array([0.16, 0.01])}},
    ),
    "One, three and four layers in a cell: the formula counts the parameters of "
    "PyTorch's networks exactly": (
        {"by_formula": {"RNN": 1153}, "counts": {"RNN": 1153}},
        {"by_formula": {"RNN": 1121}},
    ),
    "Between gains that fade for every seed and gains that grow for every seed, there "
    "are gains at which it depends on the seed": (
        {
            "all_fade": np.array([True, False, False]),
            "all_grow": np.array([False, False, True]),
        },
        {"all_grow": np.array([False, True, True])},
    ),
    "For every seed a larger forget bias never makes the memory of a fresh LSTM "
    "shorter, and from 0 to 2 at least five times as long": (
        {"reach": reaching(10, 20, 30, 70, 160, 200)},
        {"reach": reaching(10, 20, 19, 70, 160, 200)},
    ),
    "An LSTM written and trained in NumPy recalls the bit in at least 99 of 100 new "
    "sequences": ({"right": 0.995}, {"right": 0.98}),
    "Over 10 steps the GRU adds at least three times as exactly as the plain RNN, by "
    "the median over the seeds": (
        {"short": {"RNN": np.array([0.01, 0.02]), "GRU": np.array([1e-4, 1e-4])}},
        {"short": {"RNN": np.array([0.01, 0.02]), "GRU": np.array([0.01, 0.01])}},
    ),
    **forecasting.CONTROLS,
    **gates.CONTROLS,
    **stories.CONTROLS,
    **names.CONTROLS,
    **shapes.CONTROLS,
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
        return eval(CLAIMS[sentence], {"math": math, "np": np} | values)

    assert holds(good)
    assert not holds(good | perturbed)
