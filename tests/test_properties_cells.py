"""What holds for every RNN of ours, in NumPy and PyTorch, and for `torch.nn.RNN`."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rnn_tutorial.pytorch.convert import (
    from_explicit,
    from_torch,
    grads_from_torch,
    to_explicit,
    to_torch,
)
from rnn_tutorial.scratch import rnn as scratch

# NumPy's BLAS says so of about one float32 product in a million, though all numbers are
# finite. Whether the result is right, these tests see for themselves.
pytestmark = pytest.mark.filterwarnings("ignore:invalid value encountered in matmul")

# The order of additions differs, nothing else: a few roundings of each format.
TOLERANCE = {"float64": 1e-10, "float32": 1e-4}
KIND = {
    "num_layers": 1,
    "bidirectional": False,
    "nonlinearity": "tanh",
    "batch_first": True,
    "bias": True,
}

sizes = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)
dtypes = st.sampled_from(sorted(TOLERANCE))


class Case:
    """An RNN of the tutorial, what goes in, and what comes back as gradients."""

    def __init__(self, batch_size, seq_len, input_size, hidden_size, seed, dtype):
        rng = np.random.default_rng(seed)

        def normal(*shape):
            return rng.normal(size=shape).astype(dtype)

        self.dtype, self.tolerance = dtype, TOLERANCE[dtype]
        self.rnn = scratch.RNN(input_size, hidden_size, rng, dtype)
        self.x = normal(batch_size, seq_len, input_size)
        self.h_0 = normal(batch_size, hidden_size)
        self.doutput = normal(batch_size, seq_len, hidden_size)
        self.dh_n = normal(batch_size, hidden_size)

    @property
    def arrays(self):
        return self.x, self.h_0, self.doutput, self.dh_n

    def assert_close(self, found, expected):
        assert found.keys() == expected.keys()
        for name, array in found.items():
            wanted = np.asarray(expected[name])
            assert array.dtype == wanted.dtype == self.dtype, name
            atol = self.tolerance * max(1.0, np.abs(wanted).max())
            np.testing.assert_allclose(
                array, wanted, rtol=0, atol=atol, equal_nan=False, err_msg=name
            )


cases = st.builds(Case, sizes, st.integers(1, 9), sizes, sizes, seeds, dtypes)


def numpy_results(rnn, x, h_0, doutput, dh_n):
    output, h_n = rnn.forward(x, h_0)
    dx, dh_0, grads = rnn.backward(doutput, dh_n)
    return {"output": output, "h_n": h_n, "dx": dx, "dh_0": dh_0, **grads}


def autograd_results(forward, x, h_0, doutput, dh_n):
    x, h_0 = (torch.tensor(array, requires_grad=True) for array in (x, h_0))
    output, h_n = forward(x, h_0)
    gradients = torch.tensor(doutput), torch.tensor(dh_n)
    torch.autograd.backward((output, h_n), gradients)
    results = {"output": output, "h_n": h_n, "dx": x.grad, "dh_0": h_0.grad}
    return {name: tensor.detach().numpy() for name, tensor in results.items()}


def explicit_results(module, *arrays):
    results = autograd_results(module, *arrays)
    grads = {name: p.grad.numpy() for name, p in module.cell.named_parameters()}
    return {**results, **grads}


def builtin_results(module, *arrays):
    def forward(x, h_0):
        output, h_n = module(x, h_0[None])
        return output, h_n[0]

    return {**autograd_results(forward, *arrays), **grads_from_torch(module)}


def numpy_run(case, x, h_0):
    return case.rnn.forward(x, h_0)


def explicit_run(case, x, h_0):
    with torch.no_grad():
        output, h_n = to_explicit(case.rnn)(torch.tensor(x), torch.tensor(h_0))
    return output.numpy(), h_n.numpy()


every_twin = pytest.mark.parametrize("run", [numpy_run, explicit_run])


@given(cases)
@example(Case(2, 60, 1, 32, 0, "float64"))
@example(Case(7, 3, 40, 50, 0, "float32"))
def test_all_three_agree_forwards_and_backwards(case):
    ours = numpy_results(case.rnn, *case.arrays)
    case.assert_close(ours, explicit_results(to_explicit(case.rnn), *case.arrays))
    case.assert_close(ours, builtin_results(to_torch(case.rnn), *case.arrays))


@given(cases)
def test_one_step_of_both_cells_agrees_forwards_and_backwards(case):
    cell, twin = case.rnn.cell, to_explicit(case.rnn).cell
    x_t = case.x[:, 0]
    h_t = cell.forward(x_t, case.h_0)
    dx_t, dh_prev, grads = cell.backward(case.dh_n, x_t, case.h_0, h_t)
    x, h_prev = (torch.tensor(array, requires_grad=True) for array in (x_t, case.h_0))
    h = twin(x, h_prev)
    h.backward(torch.tensor(case.dh_n))
    case.assert_close(
        {"h_t": h_t, "dx_t": dx_t, "dh_prev": dh_prev, **grads},
        {"h_t": h.detach(), "dx_t": x.grad, "dh_prev": h_prev.grad}
        | {name: parameter.grad for name, parameter in twin.named_parameters()},
    )


@every_twin
@given(case=cases, size=st.floats(0, 1e6))
def test_states_stay_between_minus_one_and_one(run, case, size):
    scale = np.array(size, case.dtype)
    output, h_n = run(case, case.x * scale, case.h_0 * scale)
    assert np.abs(output).max() <= 1.0
    np.testing.assert_array_equal(h_n, output[:, -1])


@every_twin
@given(case=cases, cuts=st.sets(st.integers(1, 8)))
def test_a_sequence_may_be_cut_anywhere_if_the_state_is_carried(run, case, cuts):
    output, h_n = run(case, case.x, case.h_0)
    seq_len = case.x.shape[1]
    ends = [0, *sorted(cut for cut in cuts if cut < seq_len), seq_len]
    parts, state = [], case.h_0
    for start, end in pairwise(ends):
        part, state = run(case, case.x[:, start:end], state)
        parts.append(part)
    together = {"output": np.concatenate(parts, axis=1), "h_n": state}
    case.assert_close(together, {"output": output, "h_n": h_n})


@given(cases)
def test_a_sequence_is_its_steps(case):
    output, h_n = case.rnn.forward(case.x)
    twin = to_explicit(case.rnn)
    with torch.no_grad():
        twin_output, twin_h_n = twin(torch.tensor(case.x))
    h_t, twin_h_t = (c.initial_state(len(case.x)) for c in (case.rnn.cell, twin.cell))
    for t in range(case.x.shape[1]):
        h_t = case.rnn.cell.forward(case.x[:, t], h_t)
        with torch.no_grad():
            twin_h_t = twin.cell(torch.tensor(case.x[:, t]), twin_h_t)
        np.testing.assert_array_equal(output[:, t], h_t)
        np.testing.assert_array_equal(twin_output[:, t], twin_h_t)
    np.testing.assert_array_equal(h_n, h_t)
    np.testing.assert_array_equal(twin_h_n, twin_h_t)


@given(cases.filter(lambda case: case.x.shape[1] > 1), st.integers(1, 8))
def test_gradients_flow_through_a_cut_if_the_states_gradient_is_carried(case, cut):
    cut = min(cut, case.x.shape[1] - 1)
    whole = numpy_results(case.rnn, *case.arrays)
    _, middle = case.rnn.forward(case.x[:, :cut], case.h_0)
    second = numpy_results(
        case.rnn, case.x[:, cut:], middle, case.doutput[:, cut:], case.dh_n
    )
    first = numpy_results(
        case.rnn, case.x[:, :cut], case.h_0, case.doutput[:, :cut], second["dh_0"]
    )
    together = {
        "output": np.concatenate([first["output"], second["output"]], axis=1),
        "h_n": second["h_n"],
        "dx": np.concatenate([first["dx"], second["dx"]], axis=1),
        "dh_0": first["dh_0"],
    } | {name: first[name] + second[name] for name in case.rnn.parameters()}
    case.assert_close(together, whole)


@every_twin
@given(case=cases, step=st.integers(0, 8))
def test_an_output_knows_nothing_of_later_inputs(run, case, step):
    step = min(step, case.x.shape[1] - 1)
    output, _ = run(case, case.x, case.h_0)
    case.x[:, step:] += 1.0
    changed, _ = run(case, case.x, case.h_0)
    np.testing.assert_array_equal(changed[:, :step], output[:, :step])
    assert not np.array_equal(changed[:, step], output[:, step])


@given(cases)
def test_every_item_of_a_batch_gets_what_it_would_get_alone(case):
    whole = numpy_results(case.rnn, *case.arrays)
    alone = [
        numpy_results(case.rnn, *(array[i : i + 1] for array in case.arrays))
        for i in range(len(case.x))
    ]
    joined = {
        name: sum(results[name] for results in alone)
        if name in case.rnn.parameters()  # the weights are shared
        else np.concatenate([results[name] for results in alone])
        for name in whole
    }
    case.assert_close(joined, whole)


@every_twin
@given(case=cases, data=st.data())
def test_a_batch_in_another_order_gives_the_outputs_in_that_order(run, case, data):
    order = data.draw(st.permutations(range(len(case.x))))
    output, h_n = run(case, case.x, case.h_0)
    moved = run(case, case.x[order], case.h_0[order])
    expected = {"output": output[order], "h_n": h_n[order]}
    case.assert_close(dict(zip(expected, moved, strict=True)), expected)


@given(cases)
def test_nothing_that_is_handed_in_is_changed(case):
    handed_in = [*case.arrays, *case.rnn.parameters().values()]
    before = [array.copy() for array in handed_in]
    numpy_results(case.rnn, *case.arrays)
    explicit_results(to_explicit(case.rnn), *case.arrays)
    for array, kept in zip(handed_in, before, strict=True):
        np.testing.assert_array_equal(array, kept)


@st.composite
def any_weights(draw):
    """A NumPy RNN whose weights are any finite numbers, not only those of a start."""
    input_size, hidden_size, dtype = draw(sizes), draw(sizes), draw(dtypes)
    rnn = scratch.RNN(input_size, hidden_size, np.random.default_rng(0), dtype)
    finite = st.floats(-(2.0**100), 2.0**100, width=32)
    for parameter in rnn.parameters().values():
        parameter[...] = draw(arrays(dtype, parameter.shape, elements=finite))
    return rnn


@given(any_weights())
def test_conversion_there_and_back_changes_nothing(rnn):
    for again in (
        from_torch(to_torch(rnn)),
        from_explicit(to_explicit(rnn)),
        from_explicit(to_explicit(from_torch(to_torch(rnn)))),
    ):
        for name, parameter in rnn.parameters().items():
            converted = again.parameters()[name]
            np.testing.assert_array_equal(converted, parameter, err_msg=name)
            assert converted.dtype == parameter.dtype
            assert not np.shares_memory(converted, parameter)


@given(sizes, sizes, seeds, dtypes)
def test_any_torch_rnn_computes_the_same_after_the_way_there_and_back(
    input_size, hidden_size, seed, dtype
):
    torch.manual_seed(seed)
    dtype_of_torch = getattr(torch, dtype)
    rnn = torch.nn.RNN(input_size, hidden_size, batch_first=True, dtype=dtype_of_torch)
    x = torch.randn(3, 4, input_size, dtype=dtype_of_torch)
    ours = from_torch(rnn)
    with torch.no_grad():
        expected = rnn(x)[0].numpy()
        again = to_torch(ours)(x)[0].numpy()
    output, _ = ours.forward(x.numpy())
    for found in (again, output):
        assert found.dtype == expected.dtype
        np.testing.assert_allclose(found, expected, rtol=0, atol=TOLERANCE[dtype])


@given(
    st.fixed_dictionaries(
        {
            "num_layers": st.integers(1, 3),
            "bidirectional": st.booleans(),
            "nonlinearity": st.sampled_from(["tanh", "relu"]),
            "batch_first": st.booleans(),
            "bias": st.booleans(),
        }
    )
)
@example(KIND)
def test_a_torch_rnn_of_another_kind_is_never_taken_for_ours(kind):
    rnn = torch.nn.RNN(3, 4, **kind)
    if kind == KIND:
        assert from_torch(rnn).cell.W_xh.shape == (3, 4)
        return
    for convert in (from_torch, grads_from_torch):
        with pytest.raises(ValueError, match=r"^rnn\.\w+ is .*; expected "):
            convert(rnn)
