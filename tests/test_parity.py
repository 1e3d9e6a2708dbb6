import numpy as np
import pytest
import torch

from rnn_tutorial.pytorch import rnn as pytorch
from rnn_tutorial.pytorch.convert import (
    from_explicit,
    from_torch,
    grads_from_torch,
    to_explicit,
    to_torch,
)
from rnn_tutorial.scratch import rnn as scratch

# The order of additions differs, nothing else: a few roundings of each format.
TOLERANCE = {"float64": 1e-10, "float32": 1e-5}
SIZES = [(1, 1, 1, 1), (3, 5, 2, 4), (2, 20, 1, 32), (4, 7, 8, 3)]

every_case = pytest.mark.parametrize(
    ("sizes", "dtype"), [(sizes, dtype) for sizes in SIZES for dtype in TOLERANCE]
)


class Case:
    def __init__(self, sizes, dtype):
        batch_size, seq_len, input_size, hidden_size = sizes
        rng = np.random.default_rng(0)
        self.rnn = scratch.RNN(input_size, hidden_size, rng, dtype)
        state = (batch_size, hidden_size)
        self.x = rng.normal(size=(batch_size, seq_len, input_size)).astype(dtype)
        self.h_0 = rng.normal(size=state).astype(dtype)
        self.doutput = rng.normal(size=(batch_size, seq_len, hidden_size)).astype(dtype)
        self.dh_n = rng.normal(size=state).astype(dtype)
        self.tolerance = TOLERANCE[dtype]

    def scratch_results(self):
        output, h_n = self.rnn.forward(self.x, self.h_0)
        dx, dh_0, grads = self.rnn.backward(self.doutput, self.dh_n)
        return {"output": output, "h_n": h_n, "dx": dx, "dh_0": dh_0, **grads}

    def torch_results(self, module, parameter_grads, add_layer_axis=False):
        x = torch.tensor(self.x, requires_grad=True)
        h_0 = torch.tensor(self.h_0, requires_grad=True)
        output, h_n = module(x, h_0[None] if add_layer_axis else h_0)
        h_n = h_n[0] if add_layer_axis else h_n
        doutput, dh_n = torch.from_numpy(self.doutput), torch.from_numpy(self.dh_n)
        ((output * doutput).sum() + (h_n * dh_n).sum()).backward()
        results = {"output": output, "h_n": h_n, "dx": x.grad, "dh_0": h_0.grad}
        arrays = {name: value.detach().numpy() for name, value in results.items()}
        return {**arrays, **parameter_grads(module)}

    def assert_same(self, ours, theirs):
        assert ours.keys() == theirs.keys()
        for name, array in ours.items():
            assert array.dtype == theirs[name].dtype, name
            np.testing.assert_allclose(
                array,
                theirs[name],
                rtol=self.tolerance,
                atol=self.tolerance,
                err_msg=name,
            )


def explicit_grads(module):
    return {name: p.grad.numpy() for name, p in module.cell.named_parameters()}


@every_case
def test_scratch_agrees_with_nn_rnn_forwards_and_backwards(sizes, dtype):
    case = Case(sizes, dtype)
    theirs = case.torch_results(to_torch(case.rnn), grads_from_torch, True)
    case.assert_same(case.scratch_results(), theirs)


@every_case
def test_scratch_agrees_with_explicit_torch_forwards_and_backwards(sizes, dtype):
    case = Case(sizes, dtype)
    theirs = case.torch_results(to_explicit(case.rnn), explicit_grads)
    case.assert_same(case.scratch_results(), theirs)


def test_default_initial_state_is_the_same_in_all_three(rng):
    rnn, x = scratch.RNN(2, 3, rng), rng.normal(size=(4, 5, 2))
    ours = rnn.forward(x)[0]
    with torch.no_grad():
        explicit = to_explicit(rnn)(torch.tensor(x))[0]
        theirs = to_torch(rnn)(torch.tensor(x))[0]
    np.testing.assert_allclose(explicit, ours, atol=TOLERANCE["float64"])
    np.testing.assert_allclose(theirs, ours, atol=TOLERANCE["float64"])


def test_from_torch_adds_the_two_biases():
    torch.manual_seed(0)
    theirs = torch.nn.RNN(3, 4, batch_first=True, dtype=torch.float64)
    x = torch.randn(2, 5, 3, dtype=torch.float64)
    ours = from_torch(theirs).forward(x.numpy())[0]
    np.testing.assert_allclose(ours, theirs(x)[0].detach(), atol=TOLERANCE["float64"])


@pytest.mark.parametrize("there_and_back", [
    lambda rnn: from_torch(to_torch(rnn)),
    lambda rnn: from_explicit(to_explicit(rnn)),
])  # fmt: skip
def test_weights_survive_the_way_there_and_back(there_and_back, rng):
    rnn = scratch.RNN(3, 4, rng)
    again = there_and_back(rnn)
    for name, parameter in rnn.parameters().items():
        np.testing.assert_array_equal(again.parameters()[name], parameter)


@pytest.mark.parametrize("convert", [to_torch, to_explicit])
def test_conversion_copies(convert, rng):
    rnn = scratch.RNN(3, 4, rng)
    before = rnn.cell.W_hh.copy()
    with torch.no_grad():
        for parameter in convert(rnn).parameters():
            parameter.zero_()
    np.testing.assert_array_equal(rnn.cell.W_hh, before)


def test_gradients_are_copies(rng):
    theirs = to_torch(scratch.RNN(3, 4, rng))
    theirs(torch.ones(2, 5, 3, dtype=torch.float64))[0].sum().backward()
    grads = grads_from_torch(theirs)
    theirs.zero_grad(set_to_none=False)
    assert all(np.abs(array).min() > 0 for array in grads.values())


@pytest.mark.parametrize("convert", [to_torch, to_explicit])
def test_conversion_leaves_the_global_generator_alone(convert, rng):
    rnn = scratch.RNN(3, 4, rng)
    before = torch.random.get_rng_state()
    convert(rnn)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_twins_offer_the_same_methods_and_arguments():
    for name in ("RNNCell", "RNN"):
        ours, twin = getattr(scratch, name), getattr(pytorch, name)
        assert arguments(ours.forward) == arguments(twin.forward)
        assert arguments(ours.__init__)[:3] == arguments(twin.__init__)[:3]


def arguments(function):
    return function.__code__.co_varnames[: function.__code__.co_argcount]


def test_explicit_weights_depend_on_the_generator_only():
    first = pytorch.RNN(3, 4, torch.Generator().manual_seed(5))
    torch.manual_seed(1)
    again = pytorch.RNN(3, 4, torch.Generator().manual_seed(5))
    other = pytorch.RNN(3, 4, torch.Generator().manual_seed(6))
    assert torch.equal(first.cell.W_hh, again.cell.W_hh)
    assert not torch.equal(first.cell.W_hh, other.cell.W_hh)


def test_explicit_weights_fill_the_range_of_one_over_root_hidden_size():
    generator = torch.Generator().manual_seed(0)
    weights = pytorch.RNNCell(400, 100, generator).W_xh.detach().numpy()
    assert np.abs(weights).max() <= 0.1
    assert weights.std() == pytest.approx(0.1 / np.sqrt(3), rel=0.02)
