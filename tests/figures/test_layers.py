"""The layers of the page's Python against PyTorch: all states, and all gradients."""

import numpy as np
import pytest

from cells import KINDS, Case, leaves, library_results

CLOSE = 1e-5  # in parts of the largest number: 32 bits keep about seven digits
LENGTHS = 6, 1, 4  # one after the other, in the same buffers


def steps_first(array):
    return array.swapaxes(0, 1)


def handed_over(case):
    """List what the page's Python hands over, in that order."""
    N, T, D = case.x.shape
    begin, (dh, *dc) = leaves(case.state_0), leaves(case.dstate_n)
    own_bias = case.network.parameters().get("b_hn", np.empty(0))
    weights = [*case.network.parameters().values()][:3]
    given = [steps_first(case.x), begin[0], begin[-1], *weights, own_bias]
    dstates = steps_first(case.doutput).copy()
    dstates[-1] += dh  # who takes the last state gets it twice
    return {
        "sizes": [case.kind, D, case.network.hidden_size, N, T],
        "given": [np.ravel(array).tolist() for array in given],
        "dstates": np.ravel([*dstates, *dc]).tolist(),
    }


def pytorchs(case):
    """Return the states and the gradients that PyTorch has, in the layers' order."""
    found = library_results(case.network, *case.arrays)
    states, dstate = steps_first(found["output[0]"]), [found["dstate_0[0]"], None]
    if "state_n[1]" in found:
        states = [*states, found["state_n[1]"]]
        dstate[1] = found["dstate_0[1]"]
    weights = [found[name] for name in case.network.parameters()]
    return states, [steps_first(found["dx[0]"]), *dstate, *weights]


@pytest.fixture(scope="module")
def cases():
    sizes = {"batch_size": 3, "input_size": 2, "hidden_size": 5, "dtype": "float32"}
    keys = [(kind, length) for kind in KINDS for length in LENGTHS]
    return {key: Case(key[0], seq_len=key[1], **sizes) for key in keys}


@pytest.fixture(scope="module")
def answers(node, wasm, cases):
    given = [handed_over(case) for case in cases.values()]
    told = node("layers.mjs", {"wasm": wasm, "cases": given})
    return {name: dict(zip(cases, told[name], strict=True)) for name in told}


def assert_close(ours, theirs):
    ours, theirs = np.asarray(ours), np.ravel(theirs)
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() <= CLOSE * np.abs(theirs).max()


@pytest.mark.parametrize("backend", ["simd", "plain"])
@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_states_and_gradients_are_pytorchs(cases, answers, kind, length, backend):
    states, grads = pytorchs(cases[kind, length])
    answer = answers[backend][kind, length]
    assert_close(answer["states"], states)
    for ours in answer["grads"].values():  # at once, and after others have read
        for own, theirs in zip(ours, grads, strict=False):
            if theirs is not None:
                assert_close(own, theirs)
