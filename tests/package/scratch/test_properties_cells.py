"""What holds for every network of ours, in NumPy and in PyTorch, whatever the cell."""

from itertools import pairwise
from operator import itemgetter

import numpy as np
import pytest
import torch
from cells import (
    FALSE_ALARM,
    KINDS,
    LIBRARY,
    TOLERANCE,
    Case,
    assert_close,
    explicit_grads,
    layers_of,
    leaves,
    mapped,
    named,
    new_network,
    run,
    scratch_results,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rnn_tutorial.pytorch.convert import (
    from_explicit,
    from_torch,
    grads_from_torch,
    to_explicit,
    to_torch,
)
from rnn_tutorial.scratch.gradcheck import max_difference

pytestmark = pytest.mark.filterwarnings(FALSE_ALARM)

sizes = st.integers(1, 5)
steps = st.integers(1, 9)
layers = st.integers(1, 3)
seeds = st.integers(0, 2**32 - 1)
kinds = st.sampled_from(KINDS)
dtypes = st.sampled_from(sorted(TOLERANCE))


def cases_of(num_layers=layers, seq_len=steps, dtype=dtypes):
    return st.builds(
        Case,
        kinds,
        num_layers,
        batch_size=sizes,
        seq_len=seq_len,
        input_size=sizes,
        hidden_size=sizes,
        dtype=dtype,
        seed=seeds,
    )


def given_many(*strategies, **named_strategies):
    """Draw enough examples to meet every cell in every depth and number format."""
    return lambda test: settings(max_examples=200)(
        given(*strategies, **named_strategies)(test)
    )


def itself(network):
    return network


cases = cases_of()
every_twin = pytest.mark.parametrize("twin", [itself, to_explicit])


@every_twin
@given_many(case=cases, size=st.floats(0, 1e6))
def test_outputs_stay_between_minus_one_and_one(twin, case, size):
    scale = np.array(size, case.x.dtype)
    if case.kind == "GRU":  # it may keep what it starts with, so that has to be within
        state_0 = mapped(lambda state: np.clip(state, -1, 1), case.state_0)
    else:
        state_0 = mapped(lambda state: state * scale, case.state_0)
    output, _ = run(twin(case.network), case.x * scale, state_0)
    assert np.abs(output).max() <= 1.0


@every_twin
@given_many(case=cases_of(num_layers=st.just(1)))
def test_a_sequence_is_its_steps(twin, case):
    network = twin(case.network)
    output, state_n = run(network, case.x, case.state_0)
    state = case.state_0
    for t in range(case.x.shape[1]):
        state = run(network.cell, case.x[:, t], state)
        np.testing.assert_array_equal(output[:, t], leaves(state)[0])
    for last, wanted in zip(leaves(state_n), leaves(state), strict=True):
        np.testing.assert_array_equal(last, wanted)


@every_twin
@given_many(case=cases, cuts=st.sets(st.integers(1, 8)))
def test_a_sequence_may_be_cut_anywhere_if_the_state_is_carried(twin, case, cuts):
    network, seq_len = twin(case.network), case.x.shape[1]
    output, state_n = run(network, case.x, case.state_0)
    ends = [0, *sorted(cut for cut in cuts if cut < seq_len), seq_len]
    parts, state = [], case.state_0
    for start, end in pairwise(ends):
        part, state = run(network, case.x[:, start:end], state)
        parts.append(part)
    together = named(output=np.concatenate(parts, axis=1), state_n=state)
    assert_close(together, named(output=output, state_n=state_n))


def gradients(network, x, state_0, doutput, dstate_n):
    network.forward(x, state_0)
    return network.backward(doutput, dstate_n)


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
def test_gradients_flow_through_a_cut_if_the_states_gradient_is_carried(case, cut):
    cut = min(cut, case.x.shape[1] - 1)
    dx, dstate_0, grads = gradients(case.network, *case.arrays)
    whole = named(dx=dx, dstate_0=dstate_0) | grads
    dx, dstate_0, grads = gradients_in_two_chunks(case, cut, carry_gradient=True)
    assert_close(named(dx=dx, dstate_0=dstate_0) | grads, whole)


@given_many(
    cases_of(seq_len=st.integers(2, 9), dtype=st.just("float64")), st.integers(1, 8)
)
def test_a_gradient_that_is_not_carried_ends_at_the_cut_as_at_detach(case, cut):
    cut = min(cut, case.x.shape[1] - 1)
    _, _, truncated = gradients_in_two_chunks(case, cut, carry_gradient=False)
    x, state_0, *gradients_after = mapped(torch.from_numpy, case.arrays)
    twin = to_explicit(case.network)
    output, middle = twin(x[:, :cut], state_0)
    later_output, state_n = twin(x[:, cut:], mapped(torch.Tensor.detach, middle))
    output = torch.cat([output, later_output], dim=1)
    torch.autograd.backward(leaves((output, state_n)), leaves(gradients_after))
    assert_close(truncated, explicit_grads(twin))
    _, _, whole = gradients(case.network, *case.arrays)
    assert max(max_difference(truncated[name], whole[name]) for name in whole) > 1e-6


@every_twin
@given_many(case=cases, step=st.integers(0, 8))
def test_an_output_knows_nothing_of_later_inputs(twin, case, step):
    step = min(step, case.x.shape[1] - 1)
    before, _ = run(twin(case.network), case.x, case.state_0)
    case.x[:, step:] += 1.0
    after, _ = run(twin(case.network), case.x, case.state_0)
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
    run(to_explicit(case.network), case.x, case.state_0)
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


@st.composite
def any_weights(draw):
    """A NumPy network whose weights are any numbers, not only those of a start."""
    dtype, rng = draw(dtypes), np.random.default_rng(0)
    network = new_network(
        draw(kinds), draw(layers), draw(sizes), draw(sizes), rng, dtype
    )
    finite = st.floats(-(2.0**100), 2.0**100, width=32)
    for parameter in network.parameters().values():
        parameter[...] = draw(arrays(dtype, parameter.shape, elements=finite))
    return network


@given(any_weights())
def test_conversion_there_and_back_changes_nothing(network):
    for again in (
        from_torch(to_torch(network)),
        from_explicit(to_explicit(network)),
        from_explicit(to_explicit(from_torch(to_torch(network)))),
    ):
        assert again.parameters().keys() == network.parameters().keys()
        for name, parameter in network.parameters().items():
            converted = again.parameters()[name]
            np.testing.assert_array_equal(converted, parameter, err_msg=name)
            assert converted.dtype == parameter.dtype
            assert not np.shares_memory(converted, parameter)


@given(kinds, layers, sizes, sizes, seeds, dtypes)
def test_any_torch_module_computes_the_same_after_the_way_there_and_back(
    kind, num_layers, input_size, hidden_size, seed, dtype
):
    torch.manual_seed(seed)
    torch_dtype = getattr(torch, dtype)
    module = LIBRARY[kind](
        input_size, hidden_size, num_layers, batch_first=True, dtype=torch_dtype
    )
    ours = from_torch(module)
    x = torch.randn(3, 4, input_size, dtype=torch_dtype)
    expected = module(x)[0]
    expected.sum().backward()
    output, _ = ours.forward(x.numpy())
    _, _, grads = ours.backward(np.ones_like(output))
    again, _ = run(to_torch(ours), x.numpy())
    wanted = {"output": expected.detach().numpy()}
    assert_close({"output": again}, wanted)
    assert_close({"output": output, **grads}, wanted | grads_from_torch(module))


OTHERS = {
    "batch_first": False,
    "bidirectional": True,
    "bias": False,
    "dropout": 0.5,
    "nonlinearity": "relu",
    "proj_size": 2,
}


@st.composite
def torch_modules(draw):
    """A module of `torch.nn`, and in what it is unlike ours."""
    kind, num_layers = draw(kinds), draw(layers)
    possible = {"batch_first", "bidirectional", "bias"}
    possible |= {"RNN": {"nonlinearity"}, "LSTM": {"proj_size"}, "GRU": set()}[kind]
    possible |= {"dropout"} if num_layers > 1 else set()
    unlike = draw(st.sets(st.sampled_from(sorted(possible))))
    options = {"batch_first": True} | {name: OTHERS[name] for name in unlike}
    return LIBRARY[kind](3, 4, num_layers, **options), unlike


@given(torch_modules())
def test_a_torch_module_of_another_kind_is_never_taken_for_ours(drawn):
    module, unlike = drawn
    if not unlike:
        assert len(layers_of(from_torch(module))) == module.num_layers
        return
    message = rf"^module\.({'|'.join(unlike)}) is .*; expected "
    for convert in (from_torch, grads_from_torch):
        with pytest.raises(ValueError, match=message):
            convert(module)
