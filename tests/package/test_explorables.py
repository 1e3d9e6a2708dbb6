import base64
import json
import re

import numpy as np
import pytest
import torch
from torch import nn

from rnn_tutorial import Forecaster, sine_wave
from rnn_tutorial.data.names import LATIN
from rnn_tutorial.data.story import VOCABULARY, all_stories
from rnn_tutorial.experiments.detective import opinion
from rnn_tutorial.explorables import payloads
from rnn_tutorial.explorables.explorable import EXPLORABLE_TYPE, Explorable
from rnn_tutorial.explorables.stepper import stepper
from rnn_tutorial.explorables.symbols import detective, names
from rnn_tutorial.explorables.untrained import gradients
from rnn_tutorial.pictures.plots import plot_series
from rnn_tutorial.pytorch.reader import SymbolReader
from rnn_tutorial.scratch.gru import GRUCell
from rnn_tutorial.scratch.lstm import LSTMCell
from rnn_tutorial.scratch.rnn import RNNCell


@pytest.fixture
def picture():
    return plot_series([0.0, 1.0])


@pytest.mark.parametrize("layer", [nn.RNN, nn.LSTM, nn.GRU])
def test_a_payload_survives_json_to_the_last_digit(layer):
    torch.manual_seed(0)
    model = Forecaster(hidden_size=3, layer=layer)
    payload = json.loads(json.dumps(payloads.network(model)))
    assert payload["cell"] == layer.__name__
    assert payload["outputSize"] == 1
    weights = payload["weights"]
    recurrent = weights["W_hh" if layer is nn.RNN else "W_h"]
    theirs = model.rnn.weight_hh_l0.detach().numpy().T
    assert np.array_equal(np.array(recurrent, np.float32), theirs)
    assert np.float32(weights["b_y"][0]) == model.head.bias.item()


@pytest.mark.parametrize("cell_class", [RNNCell, LSTMCell, GRUCell])
def test_a_written_layer_has_the_payload_of_its_cell(cell_class):
    torch.manual_seed(0)
    model = Forecaster(hidden_size=3, layer=cell_class)
    payload = payloads.network(model)
    cell = payloads.of_cell(model.rnn.network().cell)
    head = {name: payload["weights"].pop(name) for name in ("W_hy", "b_y")}
    assert payload == cell | {"outputSize": 1}
    assert np.shape(head["W_hy"]) == (3, 1)


def test_a_payload_of_symbols_has_their_table():
    model = SymbolReader(n_symbols=5, n_outputs=2, hidden_size=3, embedding_size=4)
    payload = payloads.network(model)
    assert np.shape(payload["embedding"]) == (5, 4)
    assert payload["inputSize"] == 4
    assert np.shape(payload["weights"]["W_hy"]) == (3, 2)


@pytest.mark.parametrize("layer", [nn.RNN, nn.LSTM, nn.GRU])
def test_a_packed_payload_has_the_same_numbers(layer):
    torch.manual_seed(0)
    model = SymbolReader(5, 2, hidden_size=3, embedding_size=4, layer=layer)
    plain, packed = payloads.network(model), payloads.network(model, packed=True)
    assert plain.keys() == packed.keys()
    pairs = [(plain["embedding"], packed["embedding"])]
    pairs += [(w, packed["weights"][name]) for name, w in plain["weights"].items()]
    for numbers, text in pairs:
        read = np.frombuffer(base64.b64decode(text), "<f4")
        assert np.array_equal(read, np.array(numbers, np.float32).ravel())
    sizes = ("cell", "inputSize", "hiddenSize", "outputSize")
    assert [plain[size] for size in sizes] == [packed[size] for size in sizes]


def test_what_is_not_finite_cannot_be_packed():
    with pytest.raises(ValueError, match="values"):
        payloads.pack([1.0, float("nan")])


ONE_LAYER = "expected one with a recurrent layer"


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (nn.Linear(1, 1), ONE_LAYER),
        (nn.Sequential(nn.RNN(1, 2)), ONE_LAYER),
        (nn.Sequential(nn.RNN(1, 2), nn.RNN(2, 2), nn.Linear(2, 1)), ONE_LAYER),
        (
            nn.Sequential(nn.RNN(1, 2, 2, batch_first=True), nn.Linear(2, 1)),
            "num_layers is 2",
        ),
    ],
)
def test_what_is_no_network_of_one_layer_is_refused(model, reason):
    with pytest.raises(ValueError, match=reason):
        payloads.network(model)


def test_numbers_are_as_long_as_their_precision():
    assert payloads.numbers(np.float32([[0.1], [1e-9]])) == [[0.1], [1e-9]]
    assert payloads.numbers(np.array([1 / 3, 5e-324])) == [1 / 3, 5e-324]
    assert json.dumps(payloads.numbers([1, 2])) == "[1, 2]"


def test_an_explorable_hands_over_data_table_and_picture(picture):
    made = Explorable("stepper", {"a": [1.5]}, picture, ["x", "y"], [[1, "<b>"]])
    bundle = made._repr_mimebundle_()
    assert bundle["image/svg+xml"].lstrip().startswith("<?xml")
    assert bundle[EXPLORABLE_TYPE] == {
        "name": "stepper",
        "data": {"a": [1.5]},
        "columns": ["x", "y"],
        "rows": [["1", "<b>"]],
    }


@pytest.mark.parametrize("wrong", [np.zeros(2), float("nan"), {1, 2}])
def test_data_that_json_cannot_hold_are_refused(picture, wrong):
    with pytest.raises(ValueError, match="the data of 'stepper' can't be written"):
        Explorable("stepper", {"a": wrong}, picture, ["x"], [["1"]])


def test_a_table_has_as_many_cells_as_columns(picture):
    with pytest.raises(ValueError, match="cells in row 2 is 1; expected 2"):
        Explorable("stepper", {}, picture, ["x", "y"], [["1", "2"], ["3"]])


@pytest.mark.parametrize(
    "name", ["no<such>", "Stepper", "two words", "step-per", "gates2", "é", "", None]
)
def test_a_name_that_is_no_word_in_small_letters_is_refused(picture, name):
    sentence = f"name is {name!r}; expected lower-case letters only, for the figure's "
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}[^.]*\\.$"):
        Explorable(name, {}, picture, ["x"], [["1"]])


def test_a_picture_is_a_figure():
    with pytest.raises(ValueError, match="picture is an object of class str"):
        Explorable("stepper", {}, "picture", ["x"], [["1"]])


def test_the_steppers_table_is_what_the_network_says():
    torch.manual_seed(0)
    model, cell = Forecaster(4), RNNCell(1, 2, np.random.default_rng(0))
    wave = sine_wave(60)
    made = stepper(model, cell, wave, seq_len=10)
    assert [row[0] for row in made.rows] == ["1", "2", "5", "10"]
    with torch.no_grad():
        after_five = model(torch.from_numpy(wave[None, :5, None])).item()
    assert made.rows[2][2] == f"{after_five:.2f}"
    assert made.rows[2][3] == f"{wave[5]:.2f}"
    assert [n["name"] for n in made.data["networks"]] == ["trained", "small"]


def test_the_stepper_needs_a_value_after_its_window():
    cell = RNNCell(1, 2, np.random.default_rng(0))
    for start, length in [(0, 20), (5, 15)]:
        with pytest.raises(ValueError, match=r"len\(series\) is 20; expected more"):
            stepper(Forecaster(4), cell, sine_wave(20), length, start)
    with pytest.raises(ValueError, match="start"):
        stepper(Forecaster(4), cell, sine_wave(20), 10, start=-1)


def test_the_stepper_may_begin_elsewhere():
    torch.manual_seed(0)
    model, cell = Forecaster(4), RNNCell(1, 2, np.random.default_rng(0))
    wave = sine_wave(60)
    made = stepper(model, cell, wave, seq_len=10, start=30)
    assert made.data["start"] == 30
    assert made.rows[0][1] == f"{wave[30]:.2f}"
    assert made.rows[-1][3] == f"{wave[40]:.2f}"


def test_the_stepper_writes_out_small_cells_alone():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"cell\.hidden_size is 3; expected at most 2"):
        stepper(Forecaster(4), RNNCell(1, 3, rng), sine_wave(60), 20)
    with pytest.raises(ValueError, match="GRUCell"):
        stepper(Forecaster(4), GRUCell(1, 2, rng), sine_wave(60), 20)


def test_the_gradient_labs_table_has_the_least_and_the_most(picture):
    made = gradients(picture, {"RNN": [1e-9, 3e-8, 2e-8]}, seq_len=100)
    assert made.rows == [["RNN", "1e-09", "3e-08"]]
    assert "99 steps" in made.columns[1]
    with pytest.raises(ValueError, match="seq_len"):
        gradients(picture, {}, seq_len=0)


@pytest.fixture
def story_reader():
    torch.manual_seed(0)
    return SymbolReader(len(VOCABULARY), 1, 3, embedding_size=2, layer=nn.RNN)


def test_the_detectives_table_has_the_words_that_turn_the_case(story_reader):
    text = all_stories()[0].text
    made = detective(story_reader, text.capitalize() + ".", ["The cook, innocent!"])
    after = opinion(story_reader, text)
    turns = sorted(range(1, len(after)), key=lambda t: -abs(after[t] - after[t - 1]))
    words = text.split()
    expected = [
        [words[t], f"{after[t - 1]:.2f}", f"{after[t]:.2f}"] for t in sorted(turns[:5])
    ]
    assert made.rows == expected
    assert made.data["first"] == text
    assert made.data["otherwise"] == ["the cook innocent"]


def test_the_detective_offers_a_held_out_story_of_each_plot(story_reader):
    made = detective(story_reader, "the butler")
    held_out = {s.text: s.plot for s in all_stories() if s.held_out}
    assert [held_out[text] for text in made.data["offered"]] == list(range(16))
    assert len(made.data["stories"]) == len(all_stories())


def test_the_detective_wants_a_reader_of_stories(story_reader):
    with pytest.raises(ValueError, match="model reads 27 symbols"):
        detective(SymbolReader(27, 27), "the butler")
    with pytest.raises(ValueError, match="'butcher'"):
        detective(story_reader, "the butler", ["the butcher"])


def test_the_name_writers_table_shows_the_bets_and_what_came():
    torch.manual_seed(0)
    model = SymbolReader(LATIN.n_symbols, LATIN.n_symbols, 3, layer=nn.LSTM)
    made = names(model, ["bob", "ann"], ["eve"], "al")
    assert [row[0] for row in made.rows] == ["–", "a", "al"]
    assert [row[2].split()[0] for row in made.rows] == ["a", "l", "end"]
    assert (made.data["training"], made.data["heldOut"]) == ("ann bob", "eve")
    assert isinstance(made.data["network"]["embedding"], str)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((["ann"], ["eve"], ""), "name"),
        ((["ann"], ["eve"], "zoé"), "'é'"),
        (([], ["eve"], "ann"), "training"),
        ((["ann"], [], "ann"), "held_out"),
    ],
)
def test_the_name_writer_refuses_what_it_cannot_show(arguments, reason):
    model = SymbolReader(LATIN.n_symbols, LATIN.n_symbols, 3)
    with pytest.raises(ValueError, match=reason):
        names(model, *arguments)
