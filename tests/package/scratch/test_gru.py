import numpy as np
import pytest
from cells import OPEN, SHUT, fills, said_with_open_block, steered

from rnn_tutorial.scratch.gru import GRUCell
from rnn_tutorial.scratch.recurrent import Recurrent

ROUNDING = 1e-8  # the expected values below are written with nine digits

X_T, H_PREV = np.array([[2.0]]), np.array([[0.5, -0.4]])


def two_unit_cell(rng):
    cell = GRUCell(input_size=1, hidden_size=2, rng=rng)
    cell.W_x[:] = [[0.5, -0.5, 1.0, 0.25, -0.5, 1.0]]
    cell.W_h[:] = [[0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [0.9, -0.8, 0.7, -0.6, 0.5, -0.4]]
    cell.b[:] = [0.1, 0.2, -0.1, -0.2, 0.3, 0.0]
    cell.b_hn[:] = [0.4, -0.3]
    return cell


def test_gates_agree_with_arithmetic_by_hand(rng):
    # x = 2, h = (0.5, -0.4), two units per gate; sigmoid of
    #   r: 2 *  0.5  + 0.5 * 0.1 - 0.4 *  0.9 + 0.1 =  0.79, so 0.687831331
    #      2 * -0.5  + 0.5 * 0.2 - 0.4 * -0.8 + 0.2 = -0.38,    0.406126897
    #   z: 2 *  1.0  + 0.5 * 0.3 - 0.4 *  0.7 - 0.1 =  1.77,    0.854457671
    #      2 *  0.25 + 0.5 * 0.4 - 0.4 * -0.6 - 0.2 =  0.74,    0.676995856
    # and tanh, where the reset gate multiplies what the old state says, of
    #   n: 2 * -0.5 + 0.3 + r * (0.5 * 0.5 - 0.4 *  0.5 + 0.4)
    #      = -0.7 + 0.687831331 * 0.45              = -0.390475901, so -0.371770426
    #      2 *  1.0 + 0.0 + r * (0.5 * 0.6 - 0.4 * -0.4 - 0.3)
    #      =  2.0 + 0.406126897 * 0.16              =  2.064980304,     0.968342145
    r, z, n = two_unit_cell(rng).gates(X_T, H_PREV)
    np.testing.assert_allclose(r, [[0.687831331, 0.406126897]], atol=ROUNDING)
    np.testing.assert_allclose(z, [[0.854457671, 0.676995856]], atol=ROUNDING)
    np.testing.assert_allclose(n, [[-0.371770426, 0.968342145]], atol=ROUNDING)


def test_one_step_agrees_with_arithmetic_by_hand(rng):
    # With these gates, what is new gets 1 - z and what is old gets z:
    #   0.145542329 * -0.371770426 + 0.854457671 *  0.5 = 0.373120502
    #   0.323004144 *  0.968342145 + 0.676995856 * -0.4 = 0.041980183
    h_t = two_unit_cell(rng).forward(X_T, H_PREV)
    np.testing.assert_allclose(h_t, [[0.373120502, 0.041980183]], atol=ROUNDING)


def test_one_step_backward_agrees_with_arithmetic_by_hand(rng):
    # dh = (1, -0.5) after this step; told = (0.45, 0.16) is what r multiplies:
    #   da_n = dh * (1 - z) * (1 - n²)         =  0.125426451 and -0.010063758
    #   da_z = dh * (h_prev - n) * z * (1 - z) =  0.108413160 and  0.149609376
    #   da_r = da_n * told * r * (1 - r)       =  0.012119171 and -0.000388361
    #   da_n * r, for what the old state says  =  0.086272242 and -0.004087163
    #   dx: the six da, times the row of W_x, added up
    #   dh_prev: z * dh = (0.854457671, -0.338497928), plus the rows of W_h times
    #   the da, those of n times r
    da_gates = [0.012119171, -0.000388361, 0.108413160, 0.149609376]
    da_x = [*da_gates, 0.125426451, -0.010063758]
    da_h = [*da_gates, 0.086272242, -0.004087163]
    dh_t = np.array([[1.0, -0.5]])
    dx_t, dh_prev, grads = two_unit_cell(rng).backward(dh_t, X_T, H_PREV)
    np.testing.assert_allclose(dx_t, [[0.079292287]], atol=ROUNDING)
    np.testing.assert_allclose(dh_prev, [[0.988643438, -0.296385412]], atol=ROUNDING)
    np.testing.assert_allclose(grads["W_x"], 2 * np.array([da_x]), atol=ROUNDING)
    np.testing.assert_allclose(grads["W_h"], np.outer(H_PREV, da_h), atol=ROUNDING)
    np.testing.assert_allclose(grads["b"], da_x, atol=ROUNDING)
    np.testing.assert_allclose(grads["b_hn"], da_h[4:], atol=ROUNDING)


def cell_with(rng, **biases):
    return steered(GRUCell(input_size=3, hidden_size=4, rng=rng), **biases)


def inputs(rng):
    return rng.normal(size=(2, 3)), rng.normal(size=(2, 4))


def test_update_gate_at_one_keeps_the_old_state(rng):
    x_t, h_prev = inputs(rng)
    h_t = cell_with(rng, z=OPEN).forward(x_t, h_prev)
    np.testing.assert_array_equal(h_t, h_prev)


def test_update_gate_at_zero_takes_the_candidate(rng):
    cell, (x_t, h_prev) = cell_with(rng, z=SHUT), inputs(rng)
    _, _, n = cell.gates(x_t, h_prev)
    np.testing.assert_array_equal(cell.forward(x_t, h_prev), n)


def test_gradient_of_a_state_that_is_kept_comes_back_whole(rng):
    gru = Recurrent(cell_with(rng, z=OPEN))
    output, _ = gru.forward(rng.normal(size=(2, 100, 3)))
    dh_n = rng.normal(size=(2, 4))
    _, dh_0, _ = gru.backward(np.zeros_like(output), dh_n)
    np.testing.assert_array_equal(dh_0, dh_n)


def test_reset_gate_at_zero_hides_the_old_state_from_the_candidate(rng):
    cell, (x_t, h_prev) = cell_with(rng, r=SHUT), inputs(rng)
    _, _, n = cell.gates(x_t, h_prev)
    _, _, without_past = cell.gates(x_t, np.zeros_like(h_prev))
    np.testing.assert_array_equal(n, without_past)


def test_reset_gate_at_zero_hides_the_second_bias_too(rng):
    cell, (x_t, h_prev) = cell_with(rng, r=SHUT), inputs(rng)
    _, _, n = cell.gates(x_t, h_prev)
    cell.b_hn += 1.0
    _, _, with_other_bias = cell.gates(x_t, h_prev)
    np.testing.assert_array_equal(n, with_other_bias)


def test_the_candidate_can_be_asked_what_it_says_to_another_reset_gate(rng):
    cell, (x_t, h_prev) = GRUCell(input_size=3, hidden_size=4, rng=rng), inputs(rng)
    said = dict(zip(cell.GATES, cell.gates(x_t, h_prev), strict=True))
    own = cell.candidate(x_t, h_prev, said)
    np.testing.assert_array_equal(own, said[cell.CANDIDATE])
    for value, bias in ((0.0, SHUT), (0.5, 0.0), (1.0, OPEN)):
        told = cell.candidate(x_t, h_prev, said | {"r": np.full((2, 4), value)})
        _, _, n = steered(cell, r=bias).gates(x_t, h_prev)
        np.testing.assert_allclose(told, n, rtol=0, atol=1e-15)


def test_reset_gate_acts_after_the_product_with_the_old_state(rng):
    # One unit is reset, the other is not, and each candidate hears only the other unit:
    # the reset gate of the candidate decides, not that of the unit it hears.
    cell = GRUCell(input_size=1, hidden_size=2, rng=rng)
    cell.W_x[:], cell.W_h[:], cell.b_hn[:] = 0.0, 0.0, 0.0
    cell.W_h[:, 4:] = [[0.0, 1.0], [1.0, 0.0]]
    cell.b[:] = [SHUT, OPEN, 0.0, 0.0, 0.0, 0.0]
    _, _, n = cell.gates(np.ones((1, 1)), np.array([[0.3, 0.6]]))
    np.testing.assert_array_equal(n, np.tanh([[0.0, 0.3]]))


@pytest.mark.parametrize("weights", ["W_x", "W_h", "b"])
@pytest.mark.parametrize(
    ("number", "wanted"),
    [(0, [1, 0.5, 0]), (1, [0.5, 1, 0]), (2, [0.5, 0.5, 1])],
    ids=GRUCell.GATES,
)
def test_gates_read_their_blocks_in_the_order_r_z_n(rng, number, wanted, weights):
    said = said_with_open_block(GRUCell(3, 4, rng), number, weights)
    assert said == [[value] for value in wanted]


def test_gates_fill_zero_to_one_and_the_candidate_minus_one_to_one(rng):
    x_t, h_prev = 10 * rng.normal(size=(200, 3)), rng.normal(size=(200, 4))
    r, z, n = GRUCell(3, 4, rng).gates(x_t, h_prev)
    assert fills(r, 0, 1)
    assert fills(z, 0, 1)
    assert fills(n, -1, 1)
