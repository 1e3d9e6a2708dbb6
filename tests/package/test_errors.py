import re

import numpy as np
import pytest
import torch
from torch import nn

from rnn_tutorial import checks
from rnn_tutorial.baselines import persistence
from rnn_tutorial.data.sine import sine_wave
from rnn_tutorial.data.windows import sliding_windows
from rnn_tutorial.experiments.sine import sine_spread
from rnn_tutorial.metrics import mse
from rnn_tutorial.pictures.plots import (
    plot_loss,
    plot_prediction,
    plot_series,
    plot_spread,
)
from rnn_tutorial.predict import free_run, next_step
from rnn_tutorial.pytorch.convert import from_torch, grads_from_torch, to_torch
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.scratch.gradcheck import max_difference, numerical_gradient
from rnn_tutorial.scratch.gru import GRU, GRUCell
from rnn_tutorial.scratch.layers import Linear, mse_loss
from rnn_tutorial.scratch.lstm import LSTM, LSTMCell
from rnn_tutorial.scratch.optim import Adam, clip_grad_norm
from rnn_tutorial.scratch.rnn import RNN, RNNCell
from rnn_tutorial.train import TrainConfig, seed_everything, train

RNG = np.random.default_rng(0)
NAN = float("nan")
X, Y = np.ones((4, 5, 1)), np.ones((4, 1))
X_IN, X_T, H, DOUTPUT = (np.ones(s) for s in ((2, 5, 3), (2, 3), (2, 4), (2, 5, 4)))
TENSOR_X, TENSOR_X_T, TENSOR_H = map(torch.from_numpy, (X_IN, X_T, H))
CELL, SCRATCH = RNNCell(3, 4, RNG), RNN(3, 4, RNG)
LSTM_CELL = LSTMCell(3, 4, RNG)


def used(network, shape=(2, 5, 3)):
    network.forward(np.ones(shape))
    return network


NOT_A_SIZE = "expected a positive whole number."

# fmt: off
WRONG_SIZES = [
    (lambda: RNNCell(3, -4, RNG), f"hidden_size is -4; {NOT_A_SIZE}"),
    (lambda: RNNCell(0, 4, RNG), f"input_size is 0; {NOT_A_SIZE}"),
    (lambda: RNN(3, True, RNG), f"hidden_size is True; {NOT_A_SIZE}"),
    (lambda: LSTM(0, 4, RNG), f"input_size is 0; {NOT_A_SIZE}"),
    (lambda: GRU(3, None, RNG), f"hidden_size is None; {NOT_A_SIZE}"),
    (lambda: Linear(2, -1, RNG), f"output_size is -1; {NOT_A_SIZE}"),
    (lambda: Linear(0, 1, RNG), f"input_size is 0; {NOT_A_SIZE}"),
    (lambda: Forecaster(hidden_size=0), f"hidden_size is 0; {NOT_A_SIZE}"),
    (lambda: Forecaster(input_size=0), f"input_size is 0; {NOT_A_SIZE}"),
    (lambda: CELL.initial_state(0), f"batch_size is 0; {NOT_A_SIZE}"),
    (lambda: sine_wave(n_points=0), f"n_points is 0; {NOT_A_SIZE}"),
    (lambda: sliding_windows([1, 2, 3], 0), f"seq_len is 0; {NOT_A_SIZE}"),
    (lambda: TrainConfig(updates=0), f"updates is 0; {NOT_A_SIZE}"),
    (lambda: free_run(Forecaster(), [1.0], 0), f"steps is 0; {NOT_A_SIZE}"),
    (lambda: sine_spread([0], epochs=0), f"epochs is 0; {NOT_A_SIZE}"),
]

WRONG_NUMBERS = [
    (lambda: sine_wave(cycles=-2), "cycles is -2; expected a positive number."),
    (lambda: TrainConfig(learning_rate=0.0),
     "learning_rate is 0.0; expected a positive number."),
    (lambda: TrainConfig(learning_rate=NAN),
     "learning_rate is nan; expected a positive number."),
    (lambda: TrainConfig(learning_rate="fast"),
     "learning_rate is 'fast'; expected a positive number."),
    (lambda: seed_everything(-1), "seed is -1; expected a whole number, 0 or more."),
    (lambda: seed_everything(0.5), "seed is 0.5; expected a whole number, 0 or more."),
    (lambda: numerical_gradient(lambda: 0.0, np.ones(2), eps=0),
     "eps is 0; expected a positive number."),
    (lambda: plot_loss([0.5, 0.1], baseline=0),
     "baseline is 0; expected a positive number."),
    (lambda: plot_loss([0.5, 0.0]),
     "losses has the value 0; expected only positive numbers, for a logarithmic "
     "axis."),
    (lambda: LSTM(3, 4, RNG, forget_bias=NAN),
     "forget_bias is nan; expected a finite number."),
    (lambda: LSTMCell(3, 4, RNG, forget_bias=True),
     "forget_bias is True; expected a finite number."),
    (lambda: clip_grad_norm({"w": np.ones(2)}, max_norm=0),
     "max_norm is 0; expected a positive number."),
    (lambda: clip_grad_norm({"w": np.ones(2)}, max_norm=float("inf")),
     "max_norm is inf; expected a positive number."),
    (lambda: Adam({"w": np.ones(2)}, learning_rate=-0.1),
     "learning_rate is -0.1; expected a positive number."),
    (lambda: Adam({"w": np.ones(2)}, learning_rate="0.1"),
     "learning_rate is '0.1'; expected a positive number."),
]

WRONG_SHAPES = [
    (lambda: SCRATCH.forward(np.ones((2, 6, 5))),
     "x has 5 features in its last dimension, but input_size is 3."),
    (lambda: SCRATCH.forward(np.ones((6, 3))),
     "x has shape (6, 3); expected (batch, seq_len, input_size)."),
    (lambda: SCRATCH.forward([[[1.0, 2.0, 3.0]]]),
     "x is an object of class list; expected an array."),
    (lambda: SCRATCH.forward(np.ones((2, 0, 3))), f"seq_len is 0; {NOT_A_SIZE}"),
    (lambda: SCRATCH.forward(X_IN, state_0=np.zeros((1, 2, 4))),
     "state_0 has shape (1, 2, 4); expected (2, 4)."),
    (lambda: CELL.forward(np.ones(3), np.zeros((1, 4))),
     "x_t has shape (3,); expected (batch, input_size)."),
    (lambda: CELL.forward(X_T[:, :1], H),
     "x_t has 1 feature in its last dimension, but input_size is 3."),
    (lambda: CELL.backward(H[:1], X_T, H), "dh_t has shape (1, 4); expected (2, 4)."),
    (lambda: GRUCell(3, 4, RNG).backward(H[:1], X_T, H),
     "dh_t has shape (1, 4); expected (2, 4)."),
    (lambda: GRUCell(3, 4, RNG).backward(H, X_T[:1], H),
     "h_prev has shape (2, 4); expected (1, 4)."),
    (lambda: used(RNN(3, 4, RNG)).backward(H),
     "doutput has shape (2, 4); expected (2, 5, 4)."),
    (lambda: used(GRU(3, 4, RNG)).backward(DOUTPUT, dstate_n=H[0]),
     "dstate_n has shape (4,); expected (2, 4)."),
    (lambda: LSTM_CELL.forward(X_T, (H[:1], H)),
     "h_prev has shape (1, 4); expected (2, 4)."),
    (lambda: LSTM_CELL.forward(X_T, (H, H[:1])),
     "c_prev has shape (1, 4); expected (2, 4)."),
    (lambda: LSTM_CELL.backward((H[:1], H), X_T, (H, H)),
     "dh_t has shape (1, 4); expected (2, 4)."),
    (lambda: LSTM_CELL.backward((H, H[:, :3]), X_T, (H, H)),
     "dc_t has shape (2, 3); expected (2, 4)."),
    (lambda: LSTM(3, 4, RNG).forward(X_IN, (H, H[:1])),
     "c of state_0 has shape (1, 4); expected (2, 4)."),
    (lambda: used(LSTM(3, 4, RNG)).backward(DOUTPUT, (H[:1], H)),
     "h of dstate_n has shape (1, 4); expected (2, 4)."),
    (lambda: Linear(2, 1, RNG).forward(np.ones((5, 3))),
     "x has 3 features in its last dimension, but input_size is 2."),
    (lambda: used(Linear(2, 1, RNG), (5, 2)).backward(np.ones((4, 1))),
     "dy has shape (4, 1); expected (5, 1)."),
    (lambda: Adam({"w": np.ones(2)}, 0.1).step({"w": np.ones((2, 1))}),
     "grads['w'] has shape (2, 1); expected (2,)."),
    (lambda: Adam({"w": np.ones(2)}, 0.1).step({"w": [1.0, 2.0]}),
     "grads['w'] is an object of class list; expected an array."),
    (lambda: mse_loss(np.ones((3, 1)), np.ones(3)),
     "target has shape (3,); expected (3, 1)."),
    (lambda: max_difference(np.ones((3, 1)), np.ones(3)),
     "b has shape (3,); expected (3, 1)."),
    (lambda: Forecaster()(torch.ones(20, 1)),
     "x has shape (20, 1); expected (batch, seq_len, input_size)."),
    (lambda: Forecaster()(torch.ones(4, 20, 2)),
     "x has 2 features in its last dimension, but input_size is 1."),
    (lambda: train(Forecaster(), X, Y[:, 0], TrainConfig()),
     "y has shape (4,); expected (4, 1)."),
    (lambda: next_step(Forecaster(), np.ones((1, 20, 1))),
     "window has shape (1, 20, 1); expected (seq_len,) or (seq_len, 1)."),
    (lambda: next_step(nn.Linear(1, 1), np.ones(20)),
     "forecast has shape (1, 20, 1); expected (1, 1)."),
    (lambda: persistence(np.ones((4, 20, 2))),
     "x has shape (4, 20, 2); expected (4, 20, 1)."),
    (lambda: mse(np.ones((3, 1)), np.ones(3)),
     "target has shape (3,); expected (3, 1)."),
    (lambda: plot_loss(np.ones((2, 3))),
     "losses has shape (2, 3); expected (epochs,)."),
    (lambda: plot_spread(np.ones(3)),
     "losses has shape (3,); expected (n_seeds, epochs)."),
    (lambda: plot_prediction(np.ones(3), np.ones(2)),
     "predicted has shape (2,); expected (3,)."),
]

WRONG_VALUES = [
    (lambda: sliding_windows(np.ones(500), seq_len=600),
     "seq_len is 600, but the series has only 500 values; expected at most 499."),
    (lambda: sliding_windows(np.ones(20), seq_len=20),
     "seq_len is 20, but the series has only 20 values; expected at most 19."),
    (lambda: sliding_windows(np.ones((20, 1)), seq_len=5),
     "series has shape (20, 1); expected (n,)."),
    (lambda: sliding_windows([0.0, NAN, 1.0], seq_len=1),
     "series has nan at index 1; expected only finite numbers."),
    (lambda: sliding_windows([0.0, 1.0, float("-inf")], seq_len=1),
     "series has -inf at index 2; expected only finite numbers."),
    (lambda: sliding_windows([], seq_len=1),
     "series is empty; expected at least one number."),
    (lambda: train(Forecaster(), np.full((1, 5, 1), NAN), Y[:1], TrainConfig()),
     "x has nan at index (0, 0, 0); expected only finite numbers."),
    (lambda: train(Forecaster(), X, torch.full((4, 1), NAN), TrainConfig()),
     "y has nan at index (0, 0); expected only finite numbers."),
    (lambda: next_step(Forecaster(), [0.0, NAN]),
     "window has nan at index 1; expected only finite numbers."),
    (lambda: mse([1.0, NAN], [1.0, 2.0]),
     "prediction has nan at index 1; expected only finite numbers."),
    (lambda: plot_loss([0.5, NAN]),
     "losses has nan at index 1; expected only finite numbers."),
    (lambda: plot_series(np.ones(20), window=(0, 20)),
     "the step of the window's target is 20; expected at most 19, the series' last."),
    (lambda: sine_spread(seeds=[], epochs=1),
     "seeds is []; expected at least one seed."),
]

WRONG_KINDS = [
    (lambda: RNNCell(3, 4, 0),
     "rng is an object of class int; expected class Generator."),
    (lambda: RNN(3, 4, RNG, dtype=int),
     "dtype is 'int64'; expected 'float32' or 'float64'."),
    (lambda: RNN(3, 4, RNG, dtype="float3"),
     "dtype is 'float3'; expected 'float32' or 'float64'."),
    (lambda: RNN(3, 4, RNG, dtype=torch.float64),
     "dtype is torch.float64; expected 'float32' or 'float64'."),
    (lambda: Linear(2, 1, RNG, dtype="nope"),
     "dtype is 'nope'; expected 'float32' or 'float64'."),
    (lambda: numerical_gradient(lambda: 0.0, np.ones(2, np.float32)),
     "array.dtype is 'float32'; expected 'float64'."),
    (lambda: numerical_gradient(lambda: 0.0, [1.0]),
     "array is an object of class list; expected class ndarray."),
    (lambda: LSTM_CELL.forward(X_T, H),
     "state is an object of class ndarray; expected a tuple (h, c)."),
    (lambda: LSTM_CELL.backward(H, X_T, (H, H)),
     "dstate is an object of class ndarray; expected a tuple (h, c)."),
    (lambda: LSTM(3, 4, RNG).forward(X_IN, H),
     "state_0 is an object of class ndarray; expected a tuple (h, c)."),
    (lambda: used(LSTM(3, 4, RNG)).backward(DOUTPUT, H),
     "dstate_n is an object of class ndarray; expected a tuple (h, c)."),
    (lambda: used(LSTM(3, 4, RNG)).backward(DOUTPUT, [H, H]),
     "dstate_n is an object of class list; expected a tuple (h, c)."),
    (lambda: LSTM_CELL.forward(X_T, (H, H, H)),
     "state is a tuple of length 3; expected a tuple (h, c)."),
    (lambda: GRU(3, 4, RNG).forward(X_IN, (H, H)),
     "state_0 is an object of class tuple; expected an array."),
    (lambda: Adam({"w": np.ones(2), "b": np.ones(1)}, 0.1).step({"w": np.ones(2)}),
     "grads has no 'b'; expected a gradient for each weight."),
    (lambda: Adam({"w": np.ones(2)}, 0.1).step({}),
     "grads has no 'w'; expected a gradient for each weight."),
    (lambda: RNN(3, 4, RNG).backward(np.ones((1, 1, 4))),
     "backward came before forward; call forward(x) first."),
    (lambda: Linear(2, 1, RNG).backward(np.ones((1, 1))),
     "backward came before forward; call forward(x) first."),
]

WRONG_NETWORKS = [
    (lambda: from_torch(nn.Linear(3, 4)),
     "module is an object of class Linear; expected class RNNBase."),
    (lambda: from_torch(nn.RNN(3, 4)), "module.batch_first is False; expected True."),
    (lambda: from_torch(nn.GRU(3, 4, bidirectional=True, batch_first=True)),
     "module.bidirectional is True; expected False."),
    (lambda: from_torch(nn.RNN(3, 4, nonlinearity="relu", batch_first=True)),
     "module.nonlinearity is 'relu'; expected 'tanh'."),
    (lambda: from_torch(nn.LSTM(3, 4, bias=False, batch_first=True)),
     "module.bias is False; expected True."),
    (lambda: from_torch(nn.LSTM(3, 4, proj_size=2, batch_first=True)),
     "module.proj_size is 2; expected 0."),
    (lambda: from_torch(nn.GRU(3, 4, num_layers=2, dropout=0.5, batch_first=True)),
     "module.dropout is 0.5; expected 0.0."),
    (lambda: from_torch(nn.LSTM(3, 4, num_layers=2, batch_first=True)),
     "module.num_layers is 2; expected 1."),
    (lambda: grads_from_torch(nn.LSTM(3, 4, batch_first=True)),
     "module has no gradients; call loss.backward() first."),
    (lambda: to_torch(CELL),
     "network is an object of class RNNCell; expected class Recurrent."),
]
# fmt: on

TABLE = [
    *WRONG_SIZES,
    *WRONG_NUMBERS,
    *WRONG_SHAPES,
    *WRONG_VALUES,
    *WRONG_KINDS,
    *WRONG_NETWORKS,
]


@pytest.mark.parametrize(
    ("call", "message"), TABLE, ids=[message for _, message in TABLE]
)
def test_mistake_is_answered_with_one_clear_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()


@pytest.mark.parametrize("size", [1, np.int64(3)])
def test_whole_numbers_of_python_and_numpy_are_sizes(size):
    assert RNNCell(size, size, RNG).W_hh.shape == (size, size)


def test_first_bad_value_is_named():
    series = np.zeros((3, 2))
    series[1, 1] = series[2, 0] = np.inf
    with pytest.raises(ValueError, match=r"^series has inf at index \(1, 1\);"):
        checks.finite("series", series)


def test_tensor_that_needs_gradients_can_be_checked():
    with pytest.raises(ValueError, match=r"^w has nan at index 0;"):
        checks.finite("w", torch.tensor([NAN], requires_grad=True))
