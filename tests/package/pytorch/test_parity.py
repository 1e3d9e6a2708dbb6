"""NumPy, PyTorch written out, and `torch.nn`: the same numbers, the same names."""

import inspect

import numpy as np
import pytest
import torch
from cells import (
    EXPLICIT,
    FALSE_ALARM,
    KINDS,
    LIBRARY,
    SCRATCH,
    TOLERANCE,
    Case,
    assert_close,
    explicit_results,
    library_results,
    run,
    scratch_results,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import nn

from rnn_tutorial.pytorch import gru as pytorch_gru
from rnn_tutorial.pytorch import lstm as pytorch_lstm
from rnn_tutorial.pytorch import rnn as pytorch_rnn
from rnn_tutorial.pytorch import stack as pytorch_stack
from rnn_tutorial.pytorch.convert import (
    from_explicit,
    from_torch,
    grads_from_torch,
    to_explicit,
    to_torch,
)
from rnn_tutorial.scratch import gru, lstm, rnn, stack
from rnn_tutorial.scratch.gradcheck import max_difference

pytestmark = pytest.mark.filterwarnings(FALSE_ALARM)

TWINS = [
    (rnn.RNNCell, pytorch_rnn.RNNCell),
    (rnn.RNN, pytorch_rnn.RNN),
    (lstm.LSTMCell, pytorch_lstm.LSTMCell),
    (lstm.LSTM, pytorch_lstm.LSTM),
    (gru.GRUCell, pytorch_gru.GRUCell),
    (gru.GRU, pytorch_gru.GRU),
    (stack.Stack, pytorch_stack.Stack),
]

every_kind = pytest.mark.parametrize("kind", KINDS)
every_depth = pytest.mark.parametrize("num_layers", [1, 2, 3])
every_dtype = pytest.mark.parametrize("dtype", TOLERANCE)
every_pair = pytest.mark.parametrize(
    ("ours", "twin"), TWINS, ids=[ours.__name__ for ours, _ in TWINS]
)
both_ways = pytest.mark.parametrize("convert", [to_torch, to_explicit])
sizes = st.integers(1, 5)


@every_kind
@every_depth
@every_dtype
@settings(max_examples=20)
@given(
    batch_size=sizes,
    seq_len=st.integers(1, 9),
    input_size=sizes,
    hidden_size=sizes,
    seed=st.integers(0, 2**32 - 1),
)
@example(batch_size=1, seq_len=1, input_size=1, hidden_size=1, seed=0)
@example(batch_size=2, seq_len=20, input_size=1, hidden_size=32, seed=0)
@example(batch_size=7, seq_len=3, input_size=40, hidden_size=50, seed=0)
def test_all_three_agree_forwards_and_backwards(kind, num_layers, dtype, **sizes):
    case = Case(kind, num_layers, dtype=dtype, **sizes)
    ours = scratch_results(case.network, *case.arrays)
    assert_close(ours, explicit_results(case.network, *case.arrays))
    assert_close(ours, library_results(case.network, *case.arrays))


@every_kind
@every_depth
def test_all_three_start_with_nothing_remembered(kind, num_layers):
    case = Case(kind, num_layers)
    ours, _ = case.network.forward(case.x)
    for convert in (to_explicit, to_torch):
        theirs, _ = run(convert(case.network), case.x)
        assert_close({"output": ours}, {"output": theirs})


def outputs_before_and_after_adding_the_biases(module, part):
    x = torch.ones(2, 5, module.input_size)
    with torch.no_grad():
        before, _ = module(x)
        module.bias_ih_l0[part] += module.bias_hh_l0[part]
        module.bias_hh_l0[part] = 0.0
        after, _ = module(x)
    return before, after


@pytest.mark.parametrize(
    ("kind", "part"),
    [("RNN", slice(None)), ("LSTM", slice(None)), ("GRU", slice(0, 8))],
)
def test_of_the_two_biases_of_torch_only_the_sum_counts(kind, part):
    torch.manual_seed(0)
    module = LIBRARY[kind](3, 4, batch_first=True)
    ours = from_torch(module).parameters()
    before, after = outputs_before_and_after_adding_the_biases(module, part)
    torch.testing.assert_close(after, before)
    for name, parameter in from_torch(module).parameters().items():
        np.testing.assert_array_equal(parameter, ours[name])


def test_the_two_biases_of_a_gru_candidate_count_apart():
    torch.manual_seed(0)
    candidate = slice(8, 12)
    module = nn.GRU(3, 4, batch_first=True)
    before, after = outputs_before_and_after_adding_the_biases(module, candidate)
    assert max_difference(after, before) > 0.01


def test_moving_a_bias_from_b_hn_to_b_changes_what_our_gru_says(rng):
    network, x = gru.GRU(3, 4, rng), np.ones((2, 5, 3))
    before, _ = network.forward(x)
    network.cell.b[8:] += network.cell.b_hn
    network.cell.b_hn[:] = 0.0
    after, _ = network.forward(x)
    assert max_difference(after, before) > 0.01


@every_kind
@every_depth
@both_ways
def test_conversion_copies(convert, kind, num_layers):
    case = Case(kind, num_layers)
    before, _ = case.network.forward(case.x)
    with torch.no_grad():
        for parameter in convert(case.network).parameters():
            parameter.zero_()
    after, _ = case.network.forward(case.x)
    np.testing.assert_array_equal(after, before)


@every_kind
@every_depth
def test_gradients_are_copies(kind, num_layers):
    case = Case(kind, num_layers)
    theirs = to_torch(case.network)
    theirs(torch.from_numpy(case.x))[0].sum().backward()
    grads = grads_from_torch(theirs)
    theirs.zero_grad(set_to_none=False)
    assert all(np.abs(array).min() > 0 for array in grads.values())


@every_kind
@every_depth
@both_ways
def test_conversion_leaves_the_global_generator_alone(convert, kind, num_layers):
    network = Case(kind, num_layers).network
    before = torch.random.get_rng_state()
    convert(network)
    assert torch.equal(torch.random.get_rng_state(), before)


def public(kind):
    return {name for name in dir(kind) if not name.startswith("_")}


def arguments(function):
    return list(inspect.signature(function).parameters)


@every_pair
def test_twins_offer_the_same_methods_and_arguments(ours, twin):
    module = public(nn.Module)
    assert public(ours) - module - {"backward", "WEIGHTS"} == public(twin) - module
    for name in (public(ours) & public(twin)) - {"parameters"}:
        method = getattr(ours, name)
        if callable(method):
            assert arguments(method) == arguments(getattr(twin, name)), name


@every_pair
def test_twins_are_made_from_the_same_arguments_but_for_the_random_source(ours, twin):
    of_torch = [name for name in arguments(twin) if name != "device"]
    wanted = ["generator" if name == "rng" else name for name in arguments(ours)]
    assert of_torch == wanted


def new_scratch(kind, *sizes, seed=0, **options):
    return SCRATCH[kind](*sizes, np.random.default_rng(seed), **options)


def new_explicit(kind, *sizes, seed=0, **options):
    generator = torch.Generator().manual_seed(seed)
    return from_explicit(EXPLICIT[kind](*sizes, generator, **options))


both_twins = pytest.mark.parametrize("new", [new_scratch, new_explicit])


@both_twins
@every_kind
def test_initial_weights_depend_on_the_seed_alone(new, kind):
    torch.manual_seed(1)
    first = new(kind, 3, 4, seed=5).parameters()
    torch.manual_seed(2)
    again = new(kind, 3, 4, seed=5).parameters()
    other = new(kind, 3, 4, seed=6).parameters()
    for name, parameter in first.items():
        np.testing.assert_array_equal(again[name], parameter)
        assert not np.array_equal(other[name], parameter)


@every_kind
def test_explicit_weights_come_from_the_global_generator_if_none_is_given(kind):
    torch.manual_seed(0)
    first = EXPLICIT[kind](3, 4)
    torch.manual_seed(0)
    again = EXPLICIT[kind](3, 4)
    for parameter, same in zip(first.parameters(), again.parameters(), strict=True):
        assert torch.equal(parameter, same)


@both_twins
@every_kind
def test_initial_weights_fill_the_range_of_one_over_root_hidden_size(new, kind):
    bound = 0.1  # 1 / sqrt(100)
    for name, parameter in new(kind, 50, 100).parameters().items():
        assert -bound <= parameter.min() < -0.95 * bound, name
        assert bound >= parameter.max() > 0.95 * bound, name
        # Uniform in ±bound: this standard deviation; 10 % off for 100 draws.
        assert parameter.std() == pytest.approx(bound / np.sqrt(3), rel=0.1), name


@both_twins
def test_forget_bias_sets_the_forget_gate_and_nothing_else(new):
    drawn, opened = new("LSTM", 3, 4), new("LSTM", 3, 4, forget_bias=2.5)
    wanted = drawn.parameters()
    wanted["b"][4:8] = 2.5
    for name, parameter in opened.parameters().items():
        np.testing.assert_array_equal(parameter, wanted[name])
