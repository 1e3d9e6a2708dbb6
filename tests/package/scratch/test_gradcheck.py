import numpy as np
import pytest
from cells import WITH_NEW, Case, leaves
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutorial.scratch.gradcheck import max_difference, numerical_gradient
from rnn_tutorial.scratch.layers import Linear, mse_loss

# Central differences with eps = 1e-5 are off by about eps² = 1e-10 of the gradient.
RELATIVE = 1e-6
SMALLEST_SCALE = 1e-3  # below it, rounding in the loss itself (1e-16 / eps) shows

sizes = st.integers(1, 4)
seeds = st.integers(0, 99)
any_sizes = settings(max_examples=10)
every_kind = pytest.mark.parametrize("kind", WITH_NEW)


def assert_gradients(computed, loss, arrays):
    for gradient, array in zip(leaves(computed), leaves(arrays), strict=True):
        measured = numerical_gradient(loss, array)
        scale = max(SMALLEST_SCALE, np.abs(measured).max())
        assert max_difference(gradient, measured) < RELATIVE * scale


def in_order(parameters, grads):
    """List weights and their gradients in the same order."""
    assert parameters.keys() == grads.keys()
    return list(parameters.values()), [grads[name] for name in parameters]


def weighted_sum(results, weights):
    pairs = zip(leaves(results), leaves(weights), strict=True)
    return float(sum((result * weight).sum() for result, weight in pairs))


@every_kind
@any_sizes
@given(batch_size=sizes, input_size=sizes, hidden_size=sizes, seed=seeds)
def test_cell_gradients_agree_with_measured_ones(kind, **options):
    case = Case(kind, **options)
    cell, x_t = case.network.cell, case.x[:, 0]

    def loss():
        return weighted_sum(cell.forward(x_t, case.state_0), case.dstate_n)

    dx_t, dstate_prev, grads = cell.backward(case.dstate_n, x_t, case.state_0)
    weights, dweights = in_order(cell.parameters(), grads)
    arrays = (x_t, case.state_0, weights)
    assert_gradients((dx_t, dstate_prev, dweights), loss, arrays)


@every_kind
@any_sizes
@given(
    batch_size=sizes,
    seq_len=st.integers(1, 6),
    input_size=sizes,
    hidden_size=sizes,
    seed=seeds,
)
def test_gradients_through_time_agree_with_measured_ones(kind, **options):
    case = Case(kind, **options)
    network, (x, state_0, doutput, dstate_n) = case.network, case.arrays

    def loss():
        return weighted_sum(network.forward(x, state_0), (doutput, dstate_n))

    loss()
    dx, dstate_0, grads = network.backward(doutput, dstate_n)
    weights, dweights = in_order(network.parameters(), grads)
    assert_gradients((dx, dstate_0, dweights), loss, (x, state_0, weights))


@any_sizes
@given(batch_size=sizes, input_size=sizes, output_size=sizes, seed=seeds)
def test_linear_and_loss_gradients_agree_with_measured_ones(
    batch_size, input_size, output_size, seed
):
    rng = np.random.default_rng(seed)
    layer = Linear(input_size, output_size, rng)
    x = rng.normal(size=(batch_size, input_size))
    target = rng.normal(size=(batch_size, output_size))

    def loss():
        return mse_loss(layer.forward(x), target)[0]

    dx, grads = layer.backward(mse_loss(layer.forward(x), target)[1])
    weights, dweights = in_order(layer.parameters(), grads)
    assert_gradients((dx, dweights), loss, (x, weights))


def test_a_gradient_that_is_a_thousandth_off_is_noticed():
    case = Case("RNN")
    network, x = case.network, case.x

    def loss():
        return weighted_sum(network.forward(x)[0], case.doutput)

    loss()
    dx, _, _ = network.backward(case.doutput)
    assert_gradients(dx, loss, x)
    with pytest.raises(AssertionError):
        assert_gradients(1.001 * dx, loss, x)


def test_gradient_of_a_cubic_is_three_times_the_square():
    a = np.array([[1.0, -2.0], [0.5, 0.0]])
    measured = numerical_gradient(lambda: float((a**3).sum()), a)
    np.testing.assert_allclose(measured, 3 * a**2, atol=1e-9)


def test_array_is_put_back_exactly(rng):
    a = rng.normal(size=(3, 2))
    before = a.copy()
    numerical_gradient(lambda: float(a.sum()), a)
    np.testing.assert_array_equal(a, before)


def test_array_is_put_back_when_the_function_fails():
    a = np.array([1.0])
    with pytest.raises(ZeroDivisionError):
        numerical_gradient(lambda: 1 / 0, a)
    assert a[0] == 1.0


def test_largest_difference_is_found_whatever_its_sign():
    a, b = [0.0, 5.0, 1.0], [0.5, 5.0, -1.0]
    assert max_difference(a, b) == max_difference(b, a) == 2.0


def test_nan_is_never_a_small_difference():
    assert not max_difference([0.0, np.nan], [0.0, 0.0]) < 1e-6
