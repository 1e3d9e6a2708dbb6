"""What holds for every network in NumPy, whatever the cell."""

from itertools import pairwise
from operator import itemgetter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cells import (
    FALSE_ALARM,
    SCRATCH,
    TOLERANCE,
    Case,
    assert_close,
    gradients,
    leaves,
    mapped,
    named,
    scratch_results,
)
from rnn_tutorial.scratch.gradcheck import max_difference

pytestmark = pytest.mark.filterwarnings(FALSE_ALARM)

sizes = st.integers(1, 5)
steps = st.integers(1, 9)
dtypes = st.sampled_from(sorted(TOLERANCE))


def cases_of(seq_len=steps, dtype=dtypes):
    return st.builds(
        Case,
        st.sampled_from(tuple(SCRATCH)),
        batch_size=sizes,
        seq_len=seq_len,
        input_size=sizes,
        hidden_size=sizes,
        dtype=dtype,
        seed=st.integers(0, 2**32 - 1),
    )


def given_many(*strategies, **named_strategies):
    """Draw enough examples to meet every cell in each number format many times."""
    return lambda test: settings(max_examples=50)(
        given(*strategies, **named_strategies)(test)
    )


cases = cases_of()


@given_many(case=cases, size=st.floats(0, 1e6))
def test_outputs_stay_between_minus_one_and_one(case, size):
    scale = np.array(size, case.x.dtype)
    if case.kind not in ("RNN", "LSTM"):  # what it may keep has to be within
        state_0 = np.clip(case.state_0, -1, 1)
    else:
        state_0 = mapped(lambda state: state * scale, case.state_0)
    output, _ = case.network.forward(case.x * scale, state_0)
    assert np.abs(output).max() <= 1.0


@given_many(cases)
def test_a_sequence_is_its_steps(case):
    output, state_n = case.network.forward(case.x, case.state_0)
    state = case.state_0
    for t in range(case.x.shape[1]):
        state = case.network.cell.forward(case.x[:, t], state)
        np.testing.assert_array_equal(output[:, t], leaves(state)[0])
    for last, wanted in zip(leaves(state_n), leaves(state), strict=True):
        np.testing.assert_array_equal(last, wanted)


@given_many(case=cases, cuts=st.sets(st.integers(1, 8)))
def test_a_sequence_may_be_cut_anywhere_if_the_state_is_carried(case, cuts):
    network, seq_len = case.network, case.x.shape[1]
    output, state_n = network.forward(case.x, case.state_0)
    ends = [0, *sorted(cut for cut in cuts if cut < seq_len), seq_len]
    parts, state = [], case.state_0
    for start, end in pairwise(ends):
        part, state = network.forward(case.x[:, start:end], state)
        parts.append(part)
    together = named(output=np.concatenate(parts, axis=1), state_n=state)
    assert_close(together, named(output=output, state_n=state_n))


def gradients_in_two_chunks(case, cut, carry_gradient):
    x, later_x = np.split(case.x, [cut], axis=1)
    doutput, later_doutput = np.split(case.doutput, [cut], axis=1)
    _, middle = case.network.forward(x, case.state_0)
    later_dx, dmiddle, later = gradients(
        case.network, later_x, middle, later_doutput, case.dstate_n
    )
    dx, dstate_0, first = gradients(
        case.network, x, case.state_0, doutput, dmiddle if carry_gradient else None
    )
    dx = np.concatenate([dx, later_dx], axis=1)
    return dx, dstate_0, {name: first[name] + later[name] for name in first}


@given_many(cases_of(seq_len=st.integers(2, 9)), st.integers(1, 8))
def test_gradients_flow_through_a_cut_only_if_the_states_gradient_is_carried(case, cut):
    cut = min(cut, case.x.shape[1] - 1)
    dx, dstate_0, grads = gradients(case.network, *case.arrays)
    whole = named(dx=dx, dstate_0=dstate_0) | grads
    dx, dstate_0, grads = gradients_in_two_chunks(case, cut, carry_gradient=True)
    assert_close(named(dx=dx, dstate_0=dstate_0) | grads, whole)
    _, _, truncated = gradients_in_two_chunks(case, cut, carry_gradient=False)
    assert max(max_difference(truncated[name], grads[name]) for name in grads) > 1e-6


@given_many(cases, st.integers(0, 8))
def test_an_output_knows_nothing_of_later_inputs(case, step):
    step = min(step, case.x.shape[1] - 1)
    before, _ = case.network.forward(case.x, case.state_0)
    case.x[:, step:] += 1.0
    after, _ = case.network.forward(case.x, case.state_0)
    np.testing.assert_array_equal(after[:, :step], before[:, :step])
    assert not np.array_equal(after[:, step], before[:, step])


@given_many(cases, st.integers(0, 8))
def test_an_input_is_not_blamed_for_earlier_outputs(case, step):
    step = min(step, case.x.shape[1] - 1)
    case.doutput[:, step + 1 :] = 0.0
    dx, _, _ = gradients(case.network, case.x, case.state_0, case.doutput, None)
    np.testing.assert_array_equal(dx[:, step + 1 :], 0.0)
    assert np.any(dx[:, step] != 0.0)


@given_many(cases)
def test_every_item_of_a_batch_gets_what_it_would_get_alone(case):
    whole = scratch_results(case.network, *case.arrays)
    alone = [
        scratch_results(case.network, *mapped(itemgetter(slice(i, i + 1)), case.arrays))
        for i in range(len(case.x))
    ]
    joined = {
        name: sum(results[name] for results in alone)
        if name in case.network.parameters()  # the weights are shared
        else np.concatenate([results[name] for results in alone])
        for name in whole
    }
    assert_close(joined, whole)


@given_many(cases)
def test_nothing_that_is_handed_in_is_changed(case):
    handed_in = leaves((case.arrays, list(case.network.parameters().values())))
    before = [array.copy() for array in handed_in]
    gradients(case.network, *case.arrays)
    for array, kept in zip(handed_in, before, strict=True):
        np.testing.assert_array_equal(array, kept)


@given_many(cases)
def test_nothing_that_was_handed_out_changes_later(case):
    output, state_n = case.network.forward(case.x, case.state_0)
    first = case.network.backward(case.doutput, case.dstate_n)
    handed_out = leaves((output, state_n, *first[:2], list(first[2].values())))
    before = [array.copy() for array in handed_out]
    again = case.network.backward(case.doutput, case.dstate_n)
    case.network.forward(case.x + 1, case.state_0)
    for array, kept in zip(handed_out, before, strict=True):
        np.testing.assert_array_equal(array, kept)
    for name, grad in first[2].items():
        np.testing.assert_array_equal(again[2][name], grad)
