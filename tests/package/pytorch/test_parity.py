"""NumPy, `torch.nn`, and NumPy as a layer of PyTorch: the same numbers and names."""

import numpy as np
import pytest
import torch
from cells import (
    FALSE_ALARM,
    KINDS,
    LIBRARY,
    MGU,
    SCRATCH,
    TOLERANCE,
    Case,
    assert_close,
    assert_equal,
    library_results,
    scratch_results,
    written_results,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch import nn

from rnn_tutorial.pytorch.convert import from_torch, grads_from_torch, to_torch
from rnn_tutorial.scratch.gradcheck import max_difference
from rnn_tutorial.scratch.gru import GRU
from rnn_tutorial.scratch.recurrent import Recurrent

pytestmark = pytest.mark.filterwarnings(FALSE_ALARM)

every_kind = pytest.mark.parametrize("kind", KINDS)
every_dtype = pytest.mark.parametrize("dtype", TOLERANCE)
sizes = st.integers(1, 5)


@every_kind
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
def test_all_three_agree_forwards_and_backwards(kind, dtype, **sizes):
    case = Case(kind, dtype=dtype, **sizes)
    ours = scratch_results(case.network, *case.arrays)
    assert_equal(written_results(case.network, *case.arrays), ours)
    assert_close(ours, library_results(case.network, *case.arrays))


@every_kind
def test_both_start_with_nothing_remembered(kind):
    case = Case(kind)
    ours, _ = case.network.forward(case.x)
    theirs, _ = to_torch(case.network)(torch.from_numpy(case.x))
    assert_close({"output": ours}, {"output": theirs.detach().numpy()})


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
    assert_equal(from_torch(module).parameters(), ours)


def test_the_two_biases_of_a_gru_candidate_count_apart():
    torch.manual_seed(0)
    candidate = slice(8, 12)
    module = nn.GRU(3, 4, batch_first=True)
    before, after = outputs_before_and_after_adding_the_biases(module, candidate)
    assert max_difference(after, before) > 0.01


def test_moving_a_bias_from_b_hn_to_b_changes_what_our_gru_says(rng):
    network, x = GRU(3, 4, rng), np.ones((2, 5, 3))
    before, _ = network.forward(x)
    network.cell.b[8:] += network.cell.b_hn
    network.cell.b_hn[:] = 0.0
    after, _ = network.forward(x)
    assert max_difference(after, before) > 0.01


@every_kind
def test_conversion_copies_and_leaves_the_global_generator_alone(kind):
    case = Case(kind)
    before, _ = case.network.forward(case.x)
    generator = torch.random.get_rng_state()
    module = to_torch(case.network)
    assert torch.equal(torch.random.get_rng_state(), generator)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.zero_()
    after, _ = case.network.forward(case.x)
    np.testing.assert_array_equal(after, before)


@every_kind
def test_gradients_are_copies(kind):
    case = Case(kind)
    theirs = to_torch(case.network)
    theirs(torch.from_numpy(case.x))[0].sum().backward()
    grads = grads_from_torch(theirs)
    theirs.zero_grad(set_to_none=False)
    assert all(np.abs(array).min() > 0 for array in grads.values())


@every_kind
def test_a_network_around_a_cell_of_ours_is_converted_too(kind):
    network = Case(kind).network
    again = from_torch(to_torch(Recurrent(network.cell)))
    assert type(again) is type(network)
    assert_equal(again.parameters(), network.parameters())


@st.composite
def any_weights(draw):
    """A NumPy network whose weights are any numbers, not only those of a start."""
    dtype, rng = draw(st.sampled_from(sorted(TOLERANCE))), np.random.default_rng(0)
    network = SCRATCH[draw(st.sampled_from(KINDS))](
        draw(sizes), draw(sizes), rng, dtype
    )
    finite = st.floats(-(2.0**100), 2.0**100, width=32)
    for parameter in network.parameters().values():
        parameter[...] = draw(arrays(dtype, parameter.shape, elements=finite))
    return network


@settings(max_examples=40)
@given(any_weights())
def test_conversion_there_and_back_changes_nothing(network):
    again = from_torch(to_torch(network)).parameters()
    assert_equal(again, network.parameters())
    for name, parameter in network.parameters().items():
        assert not np.shares_memory(again[name], parameter)


@every_kind
@every_dtype
def test_any_torch_module_computes_the_same_after_the_way_there_and_back(kind, dtype):
    torch.manual_seed(0)
    torch_dtype = getattr(torch, dtype)
    module = LIBRARY[kind](3, 4, batch_first=True, dtype=torch_dtype)
    ours = from_torch(module)
    x = torch.randn(3, 4, 3, dtype=torch_dtype)
    expected = module(x)[0]
    expected.sum().backward()
    output, _ = ours.forward(x.numpy())
    _, _, grads = ours.backward(np.ones_like(output))
    again, _ = to_torch(ours)(x)
    wanted = {"output": expected.detach().numpy()}
    assert_close({"output": again.detach().numpy()}, wanted)
    assert_close({"output": output, **grads}, wanted | grads_from_torch(module))


UNLIKE_OURS = [
    *((kind, {"num_layers": 2}) for kind in KINDS),
    *((kind, {"batch_first": False}) for kind in KINDS),
    *((kind, {"bidirectional": True}) for kind in KINDS),
    *((kind, {"bias": False}) for kind in KINDS),
    ("RNN", {"nonlinearity": "relu"}),
    ("LSTM", {"proj_size": 2}),
    ("LSTM", {"proj_size": 2, "bias": False, "bidirectional": True}),
    ("GRU", {"num_layers": 2, "dropout": 0.5}),
]


@pytest.mark.parametrize(("kind", "unlike"), UNLIKE_OURS)
def test_a_torch_module_of_another_kind_is_never_taken_for_ours(kind, unlike):
    module = LIBRARY[kind](3, 4, **{"batch_first": True} | unlike)
    message = rf"^module\.({'|'.join(unlike)}) is .*; expected "
    for convert in (from_torch, grads_from_torch):
        with pytest.raises(ValueError, match=message):
            convert(module)


def test_a_class_that_ours_has_no_counterpart_of_is_named(rng):
    with pytest.raises(ValueError, match=r"^class of network.cell is .*MGUCell'>; "):
        to_torch(MGU(3, 4, rng))
    with pytest.raises(ValueError, match=r"^class of module is .*RNNBase'>; expected "):
        from_torch(nn.RNNBase("LSTM", 3, 4, batch_first=True))


def new(kind, *sizes, seed=0, **options):
    return SCRATCH[kind](*sizes, np.random.default_rng(seed), **options).parameters()


@every_kind
def test_initial_weights_depend_on_the_seed_alone(kind):
    first, again, other = (new(kind, 3, 4, seed=seed) for seed in (5, 5, 6))
    assert_equal(again, first)
    for name, parameter in first.items():
        assert not np.array_equal(other[name], parameter)


@every_kind
def test_initial_weights_fill_the_range_of_one_over_root_hidden_size(kind):
    bound = 0.1  # 1 / sqrt(100)
    for name, parameter in new(kind, 50, 100).items():
        assert -bound <= parameter.min() < -0.95 * bound, name
        assert bound >= parameter.max() > 0.95 * bound, name
        # Uniform in ±bound: this standard deviation; 10 % off for 100 draws.
        assert parameter.std() == pytest.approx(bound / np.sqrt(3), rel=0.1), name


def test_forget_bias_sets_the_forget_gate_and_nothing_else():
    wanted = new("LSTM", 3, 4)
    wanted["b"][4:8] = 2.5
    assert_equal(new("LSTM", 3, 4, forget_bias=2.5), wanted)
