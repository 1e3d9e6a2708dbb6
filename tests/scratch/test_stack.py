import numpy as np

from rnn_tutorial.scratch.gru import GRU
from rnn_tutorial.scratch.lstm import LSTM
from rnn_tutorial.scratch.rnn import RNN
from rnn_tutorial.scratch.stack import Stack

ROUNDING = 1e-8  # the expected values below are written with nine digits


def two_layers_of_one_unit(rng):
    below, above = RNN(1, 1, rng), RNN(1, 1, rng)
    below.cell.W_xh[:], below.cell.W_hh[:], below.cell.b_h[:] = 1.0, 0.5, 0.0
    above.cell.W_xh[:], above.cell.W_hh[:], above.cell.b_h[:] = 0.5, -1.0, 0.1
    return Stack([below, above])


X, STATE_0 = np.array([[[1.0]]]), [np.array([[0.2]]), np.array([[-0.4]])]


def test_one_step_agrees_with_arithmetic_by_hand(rng):
    # x = 1, old states 0.2 below and -0.4 above:
    #   below: tanh(1 * 1 + 0.5 * 0.2)                    = tanh(1.1) = 0.800499022
    #   above: tanh(0.5 * 0.800499022 - 1 * -0.4 + 0.1)
    #          = tanh(0.900249511)                                    = 0.716419339
    output, state_n = two_layers_of_one_unit(rng).forward(X, STATE_0)
    np.testing.assert_allclose(output, [[[0.716419339]]], atol=ROUNDING)
    np.testing.assert_allclose(
        state_n, [[[0.800499022]], [[0.716419339]]], atol=ROUNDING
    )


def test_one_step_backward_agrees_with_arithmetic_by_hand(rng):
    # gradient 1 by the output, 0.5 by the last state below:
    #   above: da = 1 - 0.716419339²            = 0.486743330
    #          dW_xh = da * 0.800499022         = 0.389637559, dW_hh = da * -0.4
    #   below: dh = 0.5 * 0.486743330 + 0.5     = 0.743371665
    #          da = dh * (1 - 0.800499022²)     = 0.267020080 = dx = dW_xh
    #          dW_hh = da * 0.2                 = 0.053404016
    #   first states: 0.5 * 0.267020080 below, -1 * 0.486743330 above
    stack = two_layers_of_one_unit(rng)
    stack.forward(X, STATE_0)
    dstate_n = [np.array([[0.5]]), np.array([[0.0]])]
    dx, dstate_0, grads = stack.backward(np.array([[[1.0]]]), dstate_n)
    np.testing.assert_allclose(dx, [[[0.267020080]]], atol=ROUNDING)
    np.testing.assert_allclose(
        dstate_0, [[[0.133510040]], [[-0.486743330]]], atol=ROUNDING
    )
    np.testing.assert_allclose(grads["0.W_xh"], [[0.267020080]], atol=ROUNDING)
    np.testing.assert_allclose(grads["0.W_hh"], [[0.053404016]], atol=ROUNDING)
    np.testing.assert_allclose(grads["0.b_h"], [0.267020080], atol=ROUNDING)
    np.testing.assert_allclose(grads["1.W_xh"], [[0.389637559]], atol=ROUNDING)
    np.testing.assert_allclose(grads["1.W_hh"], [[-0.194697332]], atol=ROUNDING)
    np.testing.assert_allclose(grads["1.b_h"], [0.486743330], atol=ROUNDING)


def mixed_stack(rng):
    return Stack([LSTM(3, 4, rng), GRU(4, 2, rng), RNN(2, 5, rng)])


def test_each_layer_reads_what_the_one_below_puts_out(rng):
    stack = mixed_stack(rng)
    x = rng.normal(size=(2, 6, 3))
    output, (below, middle, above) = stack.forward(x)
    for layer, state_n in zip(stack.layers, (below, middle, above), strict=True):
        x, expected = layer.forward(x)
        np.testing.assert_array_equal(state_n, expected)
    np.testing.assert_array_equal(output, x)


def test_weights_and_gradients_carry_the_number_of_their_layer(rng):
    stack = mixed_stack(rng)
    output, _ = stack.forward(rng.normal(size=(2, 6, 3)))
    _, _, grads = stack.backward(output)
    assert grads.keys() == stack.parameters().keys()
    for number, layer in enumerate(stack.layers):
        for name, parameter in layer.parameters().items():
            assert stack.parameters()[f"{number}.{name}"] is parameter
            assert grads[f"{number}.{name}"].shape == parameter.shape
