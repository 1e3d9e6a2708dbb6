import numpy as np
import pytest
import torch

from rnn_tutorial.scratch.layers import Linear, mse_loss

EXACT = 1e-15  # sums of a few small numbers in float64


def hand_set_layer(rng):
    layer = Linear(input_size=2, output_size=2, rng=rng)
    layer.W_hy[:] = [[1.0, 2.0], [3.0, 4.0]]
    layer.b_y[:] = [10.0, 20.0]
    return layer


def test_output_is_weighted_sum_plus_bias(rng):
    # (1, -1): 1 * 1 - 1 * 3 + 10 = 8, and 1 * 2 - 1 * 4 + 20 = 18
    y = hand_set_layer(rng).forward(np.array([[1.0, -1.0]]))
    np.testing.assert_allclose(y, [[8.0, 18.0]], atol=EXACT)


def test_backward_agrees_with_arithmetic_by_hand(rng):
    # dy = (1, 10): dx = (1 * 1 + 10 * 2, 1 * 3 + 10 * 4) = (21, 43), dW = xᵀ dy
    layer = hand_set_layer(rng)
    layer.forward(np.array([[1.0, -1.0]]))
    dx, grads = layer.backward(np.array([[1.0, 10.0]]))
    np.testing.assert_allclose(dx, [[21.0, 43.0]], atol=EXACT)
    np.testing.assert_allclose(grads["W_hy"], [[1, 10], [-1, -10]], atol=EXACT)
    np.testing.assert_allclose(grads["b_y"], [1.0, 10.0], atol=EXACT)


def test_gradients_add_up_over_the_batch(rng):
    layer = hand_set_layer(rng)
    layer.forward(np.array([[1.0, 2.0], [3.0, 4.0]]))
    _, grads = layer.backward(np.ones((2, 2)))
    np.testing.assert_allclose(grads["W_hy"], [[4, 4], [6, 6]], atol=EXACT)
    np.testing.assert_allclose(grads["b_y"], [2, 2], atol=EXACT)


def test_initial_weights_fill_the_range_of_one_over_root_input_size(rng):
    weights = Linear(input_size=100, output_size=400, rng=rng).W_hy
    assert np.abs(weights).max() <= 0.1
    assert weights.std() == pytest.approx(0.1 / np.sqrt(3), rel=0.02)


def test_parameters_are_the_arrays_themselves(rng):
    layer = Linear(2, 1, rng)
    layer.parameters()["W_hy"][:] = 0.0
    layer.parameters()["b_y"][:] = 5.0
    np.testing.assert_array_equal(layer.forward(np.ones((1, 2))), [[5.0]])


def test_mse_of_hand_worked_errors():
    # errors (0, 1, -3): (0 + 1 + 9) / 3, gradient 2/3 of each error
    prediction = np.array([[1.0], [3.0], [1.0]])
    target = np.array([[1.0], [2.0], [4.0]])
    loss, dprediction = mse_loss(prediction, target)
    assert loss == pytest.approx(10 / 3, abs=EXACT)
    np.testing.assert_allclose(dprediction, [[0.0], [2 / 3], [-2.0]], atol=EXACT)


def test_mse_and_its_gradient_agree_with_torch(rng):
    prediction, target = rng.normal(size=(2, 5, 3))
    theirs = torch.tensor(prediction, requires_grad=True)
    torch_loss = torch.nn.functional.mse_loss(theirs, torch.tensor(target))
    torch_loss.backward()
    loss, dprediction = mse_loss(prediction, target)
    assert loss == pytest.approx(torch_loss.item(), abs=EXACT)
    np.testing.assert_allclose(dprediction, theirs.grad, atol=EXACT)
