"""The figures' table of cells against the package, and what follows from the table."""

import numpy as np
import pytest

from cells import SCRATCH
from rnn_tutorial.experiments.held_gates import Hold, states_held

WHOLE = {kind: network.cell_class for kind, network in SCRATCH.items()}
PARTS = {kind: cell.GATES or ("h",) for kind, cell in WHOLE.items()}
GATED = tuple(kind for kind, cell in WHOLE.items() if cell.GATES)
SIZES = {"inputSize": 1, "hiddenSize": 5}
X = np.sin(np.arange(9))


def cell_of(cell):
    return WHOLE[cell](1, 5, np.random.default_rng(0))


def states(cell, gate):
    """Return all states while a gate is held, as the package computes them."""
    hold = Hold(gate, 0.3, first=3, last=6)
    return states_held(cell_of(cell), X[None, :, None], [hold])[0]


@pytest.fixture(scope="module")
def told(node):
    hold = {"value": 0.3, "first": 3, "last": 6}
    keys = [(cell, gate) for cell in GATED for gate in PARTS[cell]]
    cases = [
        {
            "cell": cell,
            "holds": [hold | {"gate": gate}],
            "weights": {k: w.tolist() for k, w in cell_of(cell).parameters().items()},
        }
        for cell, gate in keys
    ]
    told = node("cells.mjs", {"sizes": SIZES, "x": X.tolist(), "cases": cases})
    return told | {"held": dict(zip(keys, told["held"], strict=True))}


def test_the_table_has_the_packages_order_and_shapes(told):
    assert list(told["cells"]) == list(PARTS)
    for name, cell in told["cells"].items():
        assert tuple(cell["parts"]) == PARTS[name]
        wanted = cell_of(name).parameters().items()
        assert cell["shapes"] == [[key, list(w.shape)] for key, w in wanted]


def test_every_list_of_cells_is_that_of_the_table(told):
    assert told["chosen"] == [f"one of {', '.join(PARTS)}"] * 2


@pytest.mark.parametrize("cell", GATED)
def test_a_gate_is_held_as_the_package_holds_it_and_no_candidate_is(told, cell):
    can = told["cells"][cell]["held"]
    assert told["cells"][cell]["offered"] == [*can, "bit", "noise", "t"]
    for gate in PARTS[cell]:
        if gate in can:
            found = told["held"][cell, gate]
            np.testing.assert_allclose(found, states(cell, gate), atol=1e-12)
        else:
            with pytest.raises(ValueError, match="gate"):
                states(cell, gate)


def test_a_forget_bias_is_for_a_forget_gate(told):
    for cell in told["cells"].values():
        blocks = np.reshape(cell["biases"], (-1, 5))
        bound = 2 / np.sqrt(5)  # of the sum of two draws
        for part, block in zip(cell["parts"], blocks, strict=True):
            assert set(block) == {9} if part == "f" else max(abs(block)) <= bound
