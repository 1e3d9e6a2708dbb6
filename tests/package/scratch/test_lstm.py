import numpy as np
import pytest
from cells import OPEN, SHUT, fills, said_with_open_block, steered

from rnn_tutorial.scratch.lstm import LSTMCell
from rnn_tutorial.scratch.recurrent import Recurrent

ROUNDING = 1e-8  # the expected values below are written with nine digits

X_T = np.array([[2.0]])
H_PREV, C_PREV = np.array([[0.5, -0.4]]), np.array([[1.0, -2.0]])


def two_unit_cell(rng):
    cell = LSTMCell(input_size=1, hidden_size=2, rng=rng)
    cell.W_x[:] = [[0.5, -0.5, 1.0, 0.25, -0.5, 1.0, 0.75, -0.25]]
    cell.W_h[:] = [
        [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8],
        [0.9, -0.8, 0.7, -0.6, 0.5, -0.4, 0.3, -0.2],
    ]
    cell.b[:] = [0.1, 0.2, -0.1, -0.2, 0.3, 0.0, -0.3, 0.4]
    return cell


def test_gates_agree_with_arithmetic_by_hand(rng):
    # x = 2, h = (0.5, -0.4), two units per gate; sigmoid, for g tanh, of
    #   i: 2 *  0.5  + 0.5 * 0.1 - 0.4 *  0.9 + 0.1 =  0.79, so  0.687831331
    #      2 * -0.5  + 0.5 * 0.2 - 0.4 * -0.8 + 0.2 = -0.38,     0.406126897
    #   f: 2 *  1.0  + 0.5 * 0.3 - 0.4 *  0.7 - 0.1 =  1.77,     0.854457671
    #      2 *  0.25 + 0.5 * 0.4 - 0.4 * -0.6 - 0.2 =  0.74,     0.676995856
    #   g: 2 * -0.5  + 0.5 * 0.5 - 0.4 *  0.5 + 0.3 = -0.65,    -0.571669966
    #      2 *  1.0  + 0.5 * 0.6 - 0.4 * -0.4 + 0.0 =  2.46,     0.985507521
    #   o: 2 *  0.75 + 0.5 * 0.7 - 0.4 *  0.3 - 0.3 =  1.43,     0.806901316
    #      2 * -0.25 + 0.5 * 0.8 - 0.4 * -0.2 + 0.4 =  0.38,     0.593873103
    i, f, g, o = two_unit_cell(rng).gates(X_T, H_PREV)
    np.testing.assert_allclose(i, [[0.687831331, 0.406126897]], atol=ROUNDING)
    np.testing.assert_allclose(f, [[0.854457671, 0.676995856]], atol=ROUNDING)
    np.testing.assert_allclose(g, [[-0.571669966, 0.985507521]], atol=ROUNDING)
    np.testing.assert_allclose(o, [[0.806901316, 0.593873103]], atol=ROUNDING)


def test_one_step_agrees_with_arithmetic_by_hand(rng):
    # With these gates, and c = (1, -2):
    #   c: 0.854457671 *  1 + 0.687831331 * -0.571669966 =  0.461245158
    #      0.676995856 * -2 + 0.406126897 *  0.985507521 = -0.953750601
    #   h: 0.806901316 * tanh( 0.461245158) =  0.347853951
    #      0.593873103 * tanh(-0.953750601) = -0.440342844
    h_t, c_t = two_unit_cell(rng).forward(X_T, (H_PREV, C_PREV))
    np.testing.assert_allclose(c_t, [[0.461245158, -0.953750601]], atol=ROUNDING)
    np.testing.assert_allclose(h_t, [[0.347853951, -0.440342844]], atol=ROUNDING)


def test_one_step_backward_agrees_with_arithmetic_by_hand(rng):
    # dh = (1, -0.5) and dc = (0.25, 0.5) after this step. With t = tanh(c), which is
    # 0.431098506 and -0.741476321, dc grows by dh * o * (1 - t²):
    #   dc:  0.25 + 1   * 0.806901316 * (1 - 0.431098506²) = 0.906941997
    #        0.5  - 0.5 * 0.593873103 * (1 - 0.741476321²) = 0.366315344
    #   da_i = dc * g * i * (1 - i)       = -0.111325885 and  0.087070385
    #   da_f = dc * c_prev * f * (1 - f)  =  0.112787089 and -0.160206160
    #   da_g = dc * i * (1 - g²)          =  0.419953639 and  0.004280861
    #   da_o = dh * t * o * (1 - o)       =  0.067170140 and  0.089417536
    #   dc_prev = dc * f                  =  0.774943547 and  0.247993970
    #   dx: the eight da, times the row of W_x, added up; dh_prev: the rows of W_h
    da_t = [-0.111325885, 0.087070385, 0.112787089, -0.160206160]
    da_t += [0.419953639, 0.004280861, 0.067170140, 0.089417536]
    dstate = np.array([[1.0, -0.5]]), np.array([[0.25, 0.5]])
    dx_t, (dh_prev, dc_prev), grads = two_unit_cell(rng).backward(
        dstate, X_T, (H_PREV, C_PREV)
    )
    np.testing.assert_allclose(dx_t, [[-0.204135324]], atol=ROUNDING)
    np.testing.assert_allclose(dh_prev, [[0.307133614, 0.215757064]], atol=ROUNDING)
    np.testing.assert_allclose(dc_prev, [[0.774943547, 0.247993970]], atol=ROUNDING)
    np.testing.assert_allclose(grads["W_x"], 2 * np.array([da_t]), atol=ROUNDING)
    np.testing.assert_allclose(grads["W_h"], np.outer(H_PREV, da_t), atol=ROUNDING)
    np.testing.assert_allclose(grads["b"], da_t, atol=ROUNDING)


def cell_with(rng, **biases):
    return steered(LSTMCell(input_size=3, hidden_size=4, rng=rng), **biases)


def inputs(rng):
    x_t, h_prev, c_prev = rng.normal(size=(2, 3)), *rng.normal(size=(2, 2, 4))
    return x_t, (h_prev, c_prev)


def test_forget_gate_at_one_keeps_the_cell_state(rng):
    cell = cell_with(rng, f=OPEN, i=SHUT)
    x_t, (h_t, c_0) = inputs(rng)
    c_t = c_0
    for _ in range(100):
        h_t, c_t = cell.forward(x_t, (h_t, c_t))
    np.testing.assert_array_equal(c_t, c_0)


def test_forget_gate_at_zero_forgets_the_cell_state(rng):
    cell = cell_with(rng, f=SHUT)
    x_t, (h_prev, c_prev) = inputs(rng)
    i, _, g, _ = cell.gates(x_t, h_prev)
    _, c_t = cell.forward(x_t, (h_prev, c_prev))
    np.testing.assert_array_equal(c_t, i * g)


def test_input_gate_at_zero_lets_nothing_in(rng):
    cell = cell_with(rng, i=SHUT)
    x_t, (h_prev, c_prev) = inputs(rng)
    _, f, _, _ = cell.gates(x_t, h_prev)
    _, c_t = cell.forward(x_t, (h_prev, c_prev))
    np.testing.assert_array_equal(c_t, f * c_prev)


def test_output_gate_at_zero_hides_the_cell_state(rng):
    h_t, c_t = cell_with(rng, o=SHUT).forward(*inputs(rng))
    np.testing.assert_array_equal(h_t, np.zeros((2, 4)))
    assert np.abs(c_t).min() > 0.01


def test_output_gate_at_one_shows_the_cell_state_squashed(rng):
    h_t, c_t = cell_with(rng, o=OPEN).forward(*inputs(rng))
    np.testing.assert_array_equal(h_t, np.tanh(c_t))


def test_gradient_of_a_cell_state_that_is_kept_comes_back_whole(rng):
    lstm = Recurrent(cell_with(rng, f=OPEN, i=SHUT))
    output, _ = lstm.forward(rng.normal(size=(2, 100, 3)))
    dc_n = rng.normal(size=(2, 4))
    nothing = np.zeros_like(output)
    _, (_, dc_0), _ = lstm.backward(nothing, (np.zeros_like(dc_n), dc_n))
    np.testing.assert_array_equal(dc_0, dc_n)


def test_the_candidate_listens_to_no_gate(rng):
    cell = cell_with(rng)
    x_t, (h_prev, _) = inputs(rng)
    said = dict(zip(cell.GATES, cell.gates(x_t, h_prev), strict=True))
    assert cell.candidate(x_t, h_prev, said | {"i": 0, "f": 0, "o": 0}) is said["g"]


@pytest.mark.parametrize("weights", ["W_x", "W_h", "b"])
@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (0, [1, 0.5, 0, 0.5]),
        (1, [0.5, 1, 0, 0.5]),
        (2, [0.5, 0.5, 1, 0.5]),
        (3, [0.5, 0.5, 0, 1]),
    ],
    ids=LSTMCell.GATES,
)
def test_gates_read_their_blocks_in_the_order_i_f_g_o(rng, number, wanted, weights):
    said = said_with_open_block(LSTMCell(3, 4, rng), number, weights)
    assert said == [[value] for value in wanted]


def test_gates_fill_zero_to_one_and_the_candidate_minus_one_to_one(rng):
    x_t, h_prev = 10 * rng.normal(size=(200, 3)), rng.normal(size=(200, 4))
    i, f, g, o = LSTMCell(3, 4, rng).gates(x_t, h_prev)
    assert fills(i, 0, 1)
    assert fills(f, 0, 1)
    assert fills(g, -1, 1)
    assert fills(o, 0, 1)


def test_forget_bias_opens_the_forget_gate_alone(rng):
    cell = LSTMCell(3, 4, rng, forget_bias=OPEN)
    i, f, _, o = cell.gates(rng.normal(size=(2, 3)), np.zeros((2, 4)))
    np.testing.assert_array_equal(f, np.ones((2, 4)))
    assert max(i.max(), o.max()) < 0.99


def test_cell_starts_with_two_separate_states_of_nothing(rng):
    h_0, c_0 = LSTMCell(3, 2, rng).initial_state(batch_size=4)
    np.testing.assert_array_equal(h_0, np.zeros((4, 2)))
    h_0 += 1.0
    np.testing.assert_array_equal(c_0, np.zeros((4, 2)))
