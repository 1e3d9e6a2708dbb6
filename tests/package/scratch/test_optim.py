import numpy as np
import pytest
import torch
from cells import Case

from rnn_tutorial.scratch.optim import SGD, Adam, clip_grad_norm

EXACT = 1e-12  # a few operations in float64, in another order
ROUNDING = 1e-8  # the expected values below are written with nine digits
ADDED_BY_TORCH = 1e-6  # clip_grad_norm_ divides by the length plus this

SHAPES = {"W_hh": (4, 4), "b_h": (4,), "W_hy": (4, 1)}

both = pytest.mark.parametrize("optimiser", [SGD, Adam])


def normals(rng, dtype="float64"):
    return {name: rng.normal(size=size).astype(dtype) for name, size in SHAPES.items()}


def as_torch(arrays):
    return {name: torch.tensor(array) for name, array in arrays.items()}


def give(tensors, grads):
    for name, tensor in tensors.items():
        tensor.grad = torch.tensor(grads[name])


@pytest.mark.parametrize(
    ("dtype", "tolerance"), [("float64", EXACT), ("float32", 1e-6)]
)
@pytest.mark.parametrize(
    ("ours", "theirs"), [(SGD, torch.optim.SGD), (Adam, torch.optim.Adam)]
)
def test_twenty_steps_are_those_of_torch(ours, theirs, dtype, tolerance, rng):
    weights = normals(rng, dtype)
    tensors = as_torch(weights)
    optimiser = ours(weights, learning_rate=0.01)
    optimiser_of_torch = theirs(tensors.values(), lr=0.01)
    for _ in range(20):
        grads = normals(rng, dtype)
        give(tensors, grads)
        optimiser.step(grads)
        optimiser_of_torch.step()
    for name, tensor in tensors.items():
        assert weights[name].dtype == dtype
        np.testing.assert_allclose(weights[name], tensor, rtol=0, atol=tolerance)


def test_step_of_gradient_descent_agrees_with_arithmetic_by_hand():
    # 1 - 0.1 * 0.5 = 0.95 and 2 - 0.1 * -1 = 2.1
    weights = {"w": np.array([1.0, 2.0])}
    SGD(weights, learning_rate=0.1).step({"w": np.array([0.5, -1.0])})
    np.testing.assert_allclose(weights["w"], [0.95, 2.1], rtol=0, atol=EXACT)


def test_two_steps_of_adam_agree_with_arithmetic_by_hand():
    # From w = 1, with gradients 2 and -1:
    #   m = 0.1   * 2 = 0.2,    corrected 0.2   / (1 - 0.9)   = 2
    #   v = 0.001 * 4 = 0.004,  corrected 0.004 / (1 - 0.999) = 4
    #   w = 1 - 0.1 * 2 / √4                                  = 0.9
    #   m = 0.9   * 0.2   + 0.1   * -1 = 0.08,      / (1 - 0.9²)   = 0.421052632
    #   v = 0.999 * 0.004 + 0.001 * 1  = 0.004996,  / (1 - 0.999²) = 2.499249625
    #   w = 0.9 - 0.1 * 0.421052632 / √2.499249625                 = 0.873366297
    weights = {"w": np.array([1.0])}
    adam = Adam(weights, learning_rate=0.1)
    adam.step({"w": np.array([2.0])})
    np.testing.assert_allclose(weights["w"], [0.9], rtol=0, atol=ROUNDING)
    adam.step({"w": np.array([-1.0])})
    np.testing.assert_allclose(weights["w"], [0.873366297], rtol=0, atol=ROUNDING)


@both
def test_steps_leave_the_gradients_alone(optimiser, rng):
    weights, grads = normals(rng), normals(rng)
    before = {name: grad.copy() for name, grad in grads.items()}
    stepper = optimiser(weights, learning_rate=0.1)
    stepper.step(grads)
    stepper.step(grads)
    for name, grad in grads.items():
        np.testing.assert_array_equal(grad, before[name])


@both
def test_a_step_changes_the_networks_own_weights_and_lowers_the_loss(optimiser):
    case = Case("LSTM")
    stepper = optimiser(case.network.parameters(), learning_rate=1e-3)
    output, _ = case.network.forward(case.x)
    _, _, grads = case.network.backward(case.doutput)
    stepper.step(grads)
    better, _ = case.network.forward(case.x)
    assert (better * case.doutput).sum() < (output * case.doutput).sum()


@both
def test_a_refused_step_changes_nothing(optimiser, rng):
    weights, grads = normals(rng), normals(rng)
    before = {name: weight.copy() for name, weight in weights.items()}
    del grads["W_hy"]  # the last of them
    with pytest.raises(ValueError, match=r"^grads has no 'W_hy';"):
        optimiser(weights, learning_rate=0.1).step(grads)
    for name, weight in weights.items():
        np.testing.assert_array_equal(weight, before[name])


def test_gradients_of_length_13_are_shortened_to_the_limit():
    # √(3² + 4² + 12²) = 13, so each is multiplied with 6.5 / 13
    grads = {"a": np.array([3.0, -4.0]), "b": np.array([[12.0]])}
    assert clip_grad_norm(grads, max_norm=6.5) == 13.0
    np.testing.assert_allclose(grads["a"], [1.5, -2.0], rtol=0, atol=EXACT)
    np.testing.assert_allclose(grads["b"], [[6.0]], rtol=0, atol=EXACT)


@pytest.mark.parametrize("max_norm", [5, 5.000001, 1e9])
def test_gradients_within_the_limit_are_left_alone(max_norm):
    grads = {"a": np.array([3.0]), "b": np.array([-4.0])}
    assert clip_grad_norm(grads, max_norm) == 5.0
    assert grads == {"a": np.array([3.0]), "b": np.array([-4.0])}


def test_gradients_of_zero_have_no_length():
    grads = {"a": np.zeros(3)}
    assert clip_grad_norm(grads, max_norm=1.0) == 0.0
    np.testing.assert_array_equal(grads["a"], np.zeros(3))


@pytest.mark.parametrize("max_norm", [0.1, 1.0, 4.0, 100.0])
@pytest.mark.parametrize(
    ("dtype", "tolerance"), [("float64", EXACT), ("float32", 1e-6)]
)
def test_clipping_agrees_with_torch(max_norm, dtype, tolerance, rng):
    grads = normals(rng, dtype)
    tensors = as_torch(grads)
    give(tensors, grads)
    length_of_torch = torch.nn.utils.clip_grad_norm_(tensors.values(), max_norm)
    length = clip_grad_norm(grads, max_norm)
    assert length == pytest.approx(length_of_torch.item(), rel=tolerance)
    for name, tensor in tensors.items():
        assert grads[name].dtype == dtype
        np.testing.assert_allclose(
            grads[name], tensor.grad, rtol=tolerance + ADDED_BY_TORCH, atol=0
        )
