import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutorial.scratch.gradcheck import max_difference, numerical_gradient
from rnn_tutorial.scratch.layers import Linear, mse_loss
from rnn_tutorial.scratch.rnn import RNN, RNNCell

# Central differences with eps = 1e-5 are off by about eps² = 1e-10 of the gradient.
RELATIVE = 1e-6
SMALLEST_SCALE = 1e-3  # below it, rounding in the loss itself (1e-16 / eps) shows

sizes = st.integers(1, 4)
any_sizes = settings(max_examples=10, deadline=None, derandomize=True, database=None)


def assert_gradient(computed, loss, array):
    measured = numerical_gradient(loss, array)
    scale = max(SMALLEST_SCALE, np.abs(measured).max())
    assert max_difference(computed, measured) < RELATIVE * scale


@any_sizes
@given(batch_size=sizes, input_size=sizes, hidden_size=sizes, seed=st.integers(0, 99))
def test_cell_gradients_agree_with_measured_ones(
    batch_size, input_size, hidden_size, seed
):
    rng = np.random.default_rng(seed)
    cell = RNNCell(input_size, hidden_size, rng)
    x_t = rng.normal(size=(batch_size, input_size))
    h_prev = rng.normal(size=(batch_size, hidden_size))
    dh_t = rng.normal(size=(batch_size, hidden_size))

    def loss():
        return float((cell.forward(x_t, h_prev) * dh_t).sum())

    dx_t, dh_prev, grads = cell.backward(dh_t, x_t, h_prev, cell.forward(x_t, h_prev))
    assert_gradient(dx_t, loss, x_t)
    assert_gradient(dh_prev, loss, h_prev)
    for name, parameter in cell.parameters().items():
        assert_gradient(grads[name], loss, parameter)


@any_sizes
@given(
    batch_size=sizes,
    seq_len=st.integers(1, 6),
    input_size=sizes,
    hidden_size=sizes,
    seed=st.integers(0, 99),
)
def test_gradients_through_time_agree_with_measured_ones(
    batch_size, seq_len, input_size, hidden_size, seed
):
    rng = np.random.default_rng(seed)
    rnn = RNN(input_size, hidden_size, rng)
    x = rng.normal(size=(batch_size, seq_len, input_size))
    h_0 = rng.normal(size=(batch_size, hidden_size))
    doutput = rng.normal(size=(batch_size, seq_len, hidden_size))
    dh_n = rng.normal(size=(batch_size, hidden_size))

    def loss():
        output, h_n = rnn.forward(x, h_0)
        return float((output * doutput).sum() + (h_n * dh_n).sum())

    loss()
    dx, dh_0, grads = rnn.backward(doutput, dh_n)
    assert_gradient(dx, loss, x)
    assert_gradient(dh_0, loss, h_0)
    for name, parameter in rnn.parameters().items():
        assert_gradient(grads[name], loss, parameter)


@any_sizes
@given(batch_size=sizes, input_size=sizes, output_size=sizes, seed=st.integers(0, 99))
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
    assert_gradient(dx, loss, x)
    for name, parameter in layer.parameters().items():
        assert_gradient(grads[name], loss, parameter)


def test_a_wrong_gradient_is_noticed(rng):
    cell, x_t, h_prev = RNNCell(2, 3, rng), np.ones((1, 2)), np.zeros((1, 3))
    h_t = cell.forward(x_t, h_prev)
    dx_t, _, _ = cell.backward(np.ones((1, 3)), x_t, h_prev, h_t)
    with pytest.raises(AssertionError):
        assert_gradient(
            1.001 * dx_t, lambda: float(cell.forward(x_t, h_prev).sum()), x_t
        )


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
