import numpy as np

from rnn_tutorial.scratch.rnn import RNN, RNNCell

ROUNDING = 1e-8  # the expected values below are written with nine digits


def two_unit_cell(rng):
    cell = RNNCell(input_size=1, hidden_size=2, rng=rng)
    cell.W_xh[:] = [[0.5, -0.25]]
    cell.W_hh[:] = [[0.1, 0.2], [-0.3, 0.4]]
    cell.b_h[:] = [0.0, 0.1]
    return cell


def one_unit_rnn(rng):
    rnn = RNN(input_size=1, hidden_size=1, rng=rng)
    rnn.cell.W_xh[:], rnn.cell.W_hh[:], rnn.cell.b_h[:] = 1.0, 0.5, 0.0
    return rnn


def test_first_step_agrees_with_arithmetic_by_hand(rng):
    # x = 1, h = (0, 0):
    #   unit 1: 1 * 0.5  + 0 + 0.0 =  0.5,  tanh =  0.462117157
    #   unit 2: 1 * -0.25 + 0 + 0.1 = -0.15, tanh = -0.148885034
    h_t = two_unit_cell(rng).forward(np.array([[1.0]]), np.zeros((1, 2)))
    np.testing.assert_allclose(h_t, [[0.462117157, -0.148885034]], atol=ROUNDING)


def test_second_step_agrees_with_arithmetic_by_hand(rng):
    # x = -2, h = (0.462117157, -0.148885034) from the first step:
    #   unit 1: -2 * 0.5   + 0.1 * 0.462117157 - 0.3 * -0.148885034 + 0.0
    #         = -1 + 0.046211716 + 0.044665510       = -0.909122774
    #   unit 2: -2 * -0.25 + 0.2 * 0.462117157 + 0.4 * -0.148885034 + 0.1
    #         = 0.5 + 0.092423431 - 0.059554014 + 0.1 =  0.632869417
    #   tanh of both: -0.720710947 and 0.560024869
    h_prev = np.array([[0.462117157, -0.148885034]])
    h_t = two_unit_cell(rng).forward(np.array([[-2.0]]), h_prev)
    np.testing.assert_allclose(h_t, [[-0.720710947, 0.560024869]], atol=ROUNDING)


def test_one_step_backward_agrees_with_arithmetic_by_hand(rng):
    # dh = (1, 0) after the first step: da = (1 - 0.462117157²) = 0.786447733
    #   dx = 0.786447733 * 0.5 = 0.393223866, dh_prev = da * (0.1, -0.3)
    cell, x_t, h_prev = two_unit_cell(rng), np.array([[1.0]]), np.zeros((1, 2))
    dx_t, dh_prev, grads = cell.backward(np.array([[1.0, 0.0]]), x_t, h_prev)
    np.testing.assert_allclose(dx_t, [[0.393223866]], atol=ROUNDING)
    np.testing.assert_allclose(dh_prev, [[0.078644773, -0.235934320]], atol=ROUNDING)
    np.testing.assert_allclose(grads["W_xh"], [[0.786447733, 0.0]], atol=ROUNDING)
    np.testing.assert_allclose(grads["W_hh"], np.zeros((2, 2)), atol=ROUNDING)
    np.testing.assert_allclose(grads["b_h"], [0.786447733, 0.0], atol=ROUNDING)


def test_gradient_through_two_steps_agrees_with_arithmetic_by_hand(rng):
    # W_xh = 1, W_hh = 0.5, x = (1, 0), gradient 1 at the last state only:
    #   h_1 = tanh(1)                          = 0.761594156
    #   h_2 = tanh(0.5 * h_1)                  = 0.363399484
    #   da_2 = 1 - h_2²                        = 0.867940815 (also dx_2)
    #   da_1 = 0.5 * da_2 * (1 - h_1²)         = 0.182256436 (also dx_1)
    #   dW_xh = da_1 * 1 + da_2 * 0            = 0.182256436
    #   dW_hh = da_1 * 0 + da_2 * h_1          = 0.661018652
    #   db_h = da_1 + da_2                     = 1.050197251
    #   dh_0 = 0.5 * da_1                      = 0.091128218
    rnn = one_unit_rnn(rng)
    output, _ = rnn.forward(np.array([[[1.0], [0.0]]]))
    dx, dh_0, grads = rnn.backward(np.zeros_like(output), np.array([[1.0]]))
    np.testing.assert_allclose(dx, [[[0.182256436], [0.867940815]]], atol=ROUNDING)
    np.testing.assert_allclose(dh_0, [[0.091128218]], atol=ROUNDING)
    np.testing.assert_allclose(grads["W_xh"], [[0.182256436]], atol=ROUNDING)
    np.testing.assert_allclose(grads["W_hh"], [[0.661018652]], atol=ROUNDING)
    np.testing.assert_allclose(grads["b_h"], [1.050197251], atol=ROUNDING)


def test_cell_starts_with_nothing_remembered(rng):
    state = RNNCell(3, 2, rng).initial_state(batch_size=4)
    np.testing.assert_array_equal(state, np.zeros((4, 2)))
