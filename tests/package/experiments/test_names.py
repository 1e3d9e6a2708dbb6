"""Learning to write names, and counting letters: against loops written out."""

import numpy as np
import pytest
import torch
from torch import nn

from rnn_tutorial.data.names import first_names, name_batch, split_names
from rnn_tutorial.experiments import names
from rnn_tutorial.experiments.names import counted_perplexity, learn_names
from rnn_tutorial.metrics import perplexity
from rnn_tutorial.ngrams import Ngram
from rnn_tutorial.pytorch.reader import SymbolReader
from rnn_tutorial.sample import letter_probabilities, sample_names


@pytest.fixture(autouse=True)
def few_names(monkeypatch):
    few = first_names()[::10]
    monkeypatch.setattr(names, "first_names", lambda: few)
    monkeypatch.setattr(names, "HELD_OUT", 100)
    monkeypatch.setattr(names, "INVENTED", 50)


def names_of(seed):
    rng = np.random.default_rng(seed)
    return *split_names(names.first_names(), 100, rng), rng


def test_learning_names_agrees_with_a_loop_written_out():
    training, held_out, rng = names_of(3)
    torch.manual_seed(3)
    model = SymbolReader(27, 27, hidden_size=5, layer=nn.LSTM)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    result = learn_names([3], moments=(0, 4), temperatures=(0.5, 2.0), hidden_size=5)
    for moment, updates in enumerate([0, 4]):
        for _ in range(updates):
            x, y = map(torch.from_numpy, name_batch(rng.choice(training, 64)))
            optimizer.zero_grad()
            scores = model(x)[y != -100]
            nn.functional.cross_entropy(scores, y[y != -100]).backward()
            optimizer.step()
        expected = [
            perplexity(letter_probabilities(model, training[:100])),
            perplexity(letter_probabilities(model, held_out)),
            perplexity(letter_probabilities(model, held_out, carry=False)),
        ]
        measured = [result.training, result.held_out, result.without_state]
        came = [numbers[0, moment] for numbers in measured]
        np.testing.assert_allclose(came, expected, rtol=1e-5)
        dice = np.random.default_rng([3, updates])
        assert result.shown[0][moment] == tuple(sample_names(model, 6, dice))
        for i, temperature in enumerate([0.5, 2.0]):
            invented = sample_names(model, 50, dice, temperature)
            copied = np.isin(invented, training).sum()
            found = np.isin(invented, held_out).sum()
            assert result.copied[0, moment, i] == copied
            assert result.found[0, moment, i] == found


def test_nobody_trains_on_a_held_out_name(monkeypatch):
    read = []

    def listened(names):
        read.extend(names)
        return name_batch(names)

    monkeypatch.setattr(names, "name_batch", listened)
    learn_names([0], moments=(30,), temperatures=(1.0,), hidden_size=3)
    training, held_out, _ = names_of(0)
    assert len(read) == 30 * 64
    assert set(read) <= set(training)
    assert not set(read) & set(held_out)


def test_who_knows_nothing_is_as_unsure_as_among_all_symbols():
    result = learn_names([0, 1], moments=(0, 1), temperatures=(1.0,))
    unsure = [result.training, result.held_out, result.without_state]
    np.testing.assert_allclose(np.array(unsure)[..., 0], 27, rtol=0.03)


def test_counting_agrees_with_the_table_and_its_split():
    measured = counted_perplexity([4], lengths=(2, 3), smoothings=(1.0, 0.1))
    training, held_out, _ = names_of(4)
    for i, n in enumerate([2, 3]):
        for j, smoothing in enumerate([1.0, 0.1]):
            bets = Ngram(training, n, smoothing).letter_probabilities(held_out)
            assert measured[0, i, j] == perplexity(bets)
    [[[falling_back]]] = counted_perplexity([4], (3,), (0.1,), falls_back=True)
    table = Ngram(training, 3, 0.1, falls_back=True)
    assert falling_back == perplexity(table.letter_probabilities(held_out))
