"""Cells in NumPy that PyTorch trains: as a layer, and in the table of layers."""

import copy
import re

import numpy as np
import pytest
import torch
from torch import nn

from cells import (
    FALSE_ALARM,
    KINDS,
    LIBRARY,
    WITH_NEW,
    Case,
    MGUCell,
    assert_close,
    assert_equal,
    grads_of,
    leaves,
    mapped,
    written,
)
from rnn_tutorial.experiments.gradient_flow import gradient_by_lag
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pytorch.convert import from_torch, grads_from_torch, to_torch
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.pytorch.layers import LAYERS, make_layer
from rnn_tutorial.pytorch.reader import SymbolReader
from rnn_tutorial.pytorch.written import Written
from rnn_tutorial.scratch.lstm import LSTMCell
from rnn_tutorial.scratch.recurrent import Recurrent
from rnn_tutorial.scratch.rnn import RNNCell

pytestmark = pytest.mark.filterwarnings(FALSE_ALARM)

every_cell = pytest.mark.parametrize("kind", WITH_NEW)
X = torch.ones(2, 5, 3)


def new(cell_class=MGUCell, seed=0, **options):
    torch.manual_seed(seed)
    return Written(cell_class, 3, 4, **options)


@every_cell
def test_autograd_measures_the_gradients_that_were_written_by_hand(kind):
    case = Case(kind, seq_len=3)
    layer = written(case.network)
    state_0 = mapped(lambda part: part[None], case.state_0)
    x, state = mapped(lambda a: torch.tensor(a, requires_grad=True), (case.x, state_0))

    def results(*_):  # each number is nudged in place
        return tuple(leaves(layer(x, state)))

    assert torch.autograd.gradcheck(results, (x, *leaves(state), *layer.parameters()))


def go_through_a_cut(layer, case, carry):
    """Read a sequence in two parts, with something done to the state between them."""
    x = torch.from_numpy(case.x)
    first, state = layer(x[:, :2])
    last, _ = layer(x[:, 2:], mapped(carry, state))
    torch.cat([first, last], dim=1).backward(torch.from_numpy(case.doutput))
    return layer


@pytest.mark.parametrize("carry", [torch.clone, torch.Tensor.detach])
@pytest.mark.parametrize("kind", KINDS)
def test_a_state_carries_gradients_through_a_cut_as_in_torch(kind, carry):
    case = Case(kind)
    ours = go_through_a_cut(written(case.network), case, carry)
    theirs = go_through_a_cut(to_torch(case.network), case, carry)
    assert_close(grads_of(ours), grads_from_torch(theirs))


def test_the_global_generator_decides_the_weights():
    first, again, other = new(seed=1), new(seed=1), new(seed=2)
    torch.manual_seed(1)
    _, second = (Written(MGUCell, 3, 4) for _ in range(2))
    for name, weights in first.named_parameters():
        assert torch.equal(weights, again.get_parameter(name))
        assert not torch.equal(weights, other.get_parameter(name))
        assert not torch.equal(weights, second.get_parameter(name))


def test_weights_are_parameters_under_the_cells_names_and_drawn_as_it_draws_them():
    layer = new()
    shapes = {name: tuple(w.shape) for name, w in layer.named_parameters()}
    assert shapes == {"W_x": (3, 8), "W_h": (4, 8), "b": (8,)}
    weights = torch.cat([w.flatten() for w in new(seed=3).parameters()])
    assert weights.abs().max() <= 0.5  # 1 / sqrt(4)
    assert weights.abs().max() > 0.45


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_it_computes_in_the_format_of_its_weights(dtype):
    layer = new(LSTMCell, dtype=dtype)
    x = X.to(dtype, copy=True).requires_grad_()
    output, state = layer(x)
    output.sum().backward()
    results = (output, *state, x.grad, *layer.parameters())
    assert {tensor.dtype for tensor in results} == {dtype}
    assert {weights.grad.dtype for weights in layer.parameters()} == {dtype}
    assert [tuple(part.shape) for part in state] == [(1, 2, 4), (1, 2, 4)]


def test_float32_is_the_format_unasked():
    assert new().W_x.dtype == torch.float32


def test_a_layer_may_be_copied_converted_and_loaded():
    layer = new()
    output, _ = layer(X)
    twin = copy.deepcopy(layer)
    other = new(seed=1)
    other.load_state_dict(layer.state_dict())
    with torch.no_grad():
        layer.W_x.zero_()
    for same in (twin, other):
        assert torch.equal(same(X)[0], output)
    assert not torch.equal(layer(X)[0], output)
    double, _ = twin.double()(X.double())
    torch.testing.assert_close(double.float(), output)


def test_from_torch_copies_the_network():
    layer = new()
    output, _ = layer(X)
    ours = from_torch(layer)
    assert type(ours) is Recurrent
    assert type(ours.cell) is MGUCell
    with torch.no_grad():
        layer.W_x.zero_()
    np.testing.assert_array_equal(ours.forward(X.numpy())[0], output.detach())


def test_weights_that_were_changed_meanwhile_are_noticed():
    layer = new()
    output, _ = layer(X)
    with torch.no_grad():
        layer.b += 1.0
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        output.sum().backward()


def test_the_way_back_can_be_gone_twice_and_has_no_gradients_itself():
    layer = new()
    x = X.clone().requires_grad_()
    output, _ = layer(x)
    output.sum().backward(retain_graph=True)
    once = x.grad.clone()
    output.sum().backward()
    assert torch.equal(x.grad, 2 * once)
    (dx,) = torch.autograd.grad((layer(x)[0] ** 2).sum(), x, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        dx.sum().backward()


def trained(model, x, y, updates=30):
    weights = [weights for weights in model.parameters() if weights.requires_grad]
    optimizer = torch.optim.Adam(weights, lr=0.02)
    losses = []
    for _ in range(updates):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def examples():
    torch.manual_seed(0)
    x = torch.randn(64, 6, 1, dtype=torch.float64)
    return x, x[:, 3]


@pytest.mark.parametrize("kind", ["RNN", "LSTM"])
def test_training_goes_step_by_step_as_that_of_torch(kind):
    x, y = examples()
    theirs = Forecaster(8, layer=LIBRARY[kind]).double()
    ours = copy.deepcopy(theirs)
    ours.rnn = written(from_torch(theirs.rnn))
    theirs.rnn.bias_hh_l0.requires_grad_(False)  # of two that are added, one learns
    np.testing.assert_allclose(trained(ours, x, y), trained(theirs, x, y), rtol=1e-9)


def test_a_forecaster_learns_with_a_new_cell():
    x, y = examples()
    torch.manual_seed(0)
    model = Forecaster(8, layer=MGUCell).double()
    assert repr(model.rnn) == "Written(MGUCell, 1, 8)"
    losses = trained(model, x, y, updates=100)
    assert losses[-1] < 0.2 * losses[0]


def test_a_symbol_reader_reads_on_with_a_new_cell():
    torch.manual_seed(0)
    model, symbols = SymbolReader(5, 2, layer=MGUCell), torch.tensor([[3, 1, 4, 1]])
    first, state = model.read(symbols[:, :3])
    last, _ = model.read(symbols[:, 3:], state)
    torch.testing.assert_close(torch.cat([first, last], dim=1), model(symbols))


def test_one_line_in_the_table_takes_a_new_cell_into_the_experiments(monkeypatch):
    monkeypatch.setitem(LAYERS, "MGU", MGUCell)
    variant = Variant("MGU")
    assert variant.label == "MGU"
    first, again = (variant.build(1, 8, seed) for seed in (1, 1))
    assert_equal(from_torch(first).parameters(), from_torch(again).parameters())
    assert first.W_x.dtype == torch.float64
    norms = gradient_by_lag([0, 1], variant, seq_len=12, hidden_size=8)
    assert norms.shape == (2, 12)
    assert norms[:, 0].tolist() == [1.0, 1.0]
    assert (norms[:, -1] < norms[:, 1]).all()


def test_the_table_names_the_layers_of_torch():
    assert {name: LAYERS[name] for name in KINDS} == LIBRARY
    for layer in LIBRARY.values():
        torch.manual_seed(0)
        made = make_layer(layer, 2, 3)
        torch.manual_seed(0)
        drawn = layer(2, 3, batch_first=True)
        assert repr(made) == repr(drawn)
        for weights, wanted in zip(made.parameters(), drawn.parameters(), strict=True):
            assert torch.equal(weights, wanted)


H = torch.zeros(1, 2, 4)
ANY_LAYER = f"expected {' or '.join(map(repr, LAYERS.values()))}."
# fmt: off
WRONG = [
    (lambda: new()(X[0]), "x has shape (5, 3); expected (batch, seq_len, input_size)."),
    (lambda: new()(X[:, :, :1]),
     "x has 1 feature in its last dimension, but input_size is 3."),
    (lambda: new()(X[:, :0]), "seq_len is 0; expected a positive whole number."),
    (lambda: new()(X, H[0]), "state has shape (2, 4); expected (1, 2, 4)."),
    (lambda: new(LSTMCell)(X, H),
     "state is an object of class Tensor; expected a tuple (h, c)."),
    (lambda: new(LSTMCell)(X, (H, H[:, :1])),
     "c of state has shape (1, 1, 4); expected (1, 2, 4)."),
    (lambda: new()(X.double()),
     "dtype of x and state is torch.float64; expected torch.float32."),
    (lambda: new(RNNCell)(X, H.double()),
     "dtype of x and state is torch.float64; expected torch.float32."),
    (lambda: new(dtype=torch.float16),
     "dtype is 'float16'; expected 'float32' or 'float64'."),
    (lambda: make_layer(MGUCell, 0, 4),
     "input_size is 0; expected a positive whole number."),
    (lambda: make_layer(nn.GRU, 3, "4"),
     "hidden_size is '4'; expected a positive whole number."),
    (lambda: make_layer("GRU", 3, 4),
     f"layer is 'GRU'; {ANY_LAYER}"),
    (lambda: make_layer(nn.Linear, 3, 4),
     f"layer is {nn.Linear!r}; {ANY_LAYER}"),
    (lambda: grads_from_torch(new()),
     "module is an object of class Written; expected class RNNBase."),
]
# fmt: on


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_argument_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
