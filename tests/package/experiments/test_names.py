"""Learning to write names, and counting letters: against loops written out."""

import numpy as np
import pytest
import torch
from torch import nn

from rnn_tutorial.data.names import first_names, name_batch, split_names
from rnn_tutorial.experiments import names
from rnn_tutorial.experiments.names import counted_perplexity, learn_names
from rnn_tutorial.metrics import perplexity
from rnn_tutorial.ngrams import KneserNey, Ngram
from rnn_tutorial.pytorch.reader import SymbolReader
from rnn_tutorial.sample import letter_probabilities, sample_names


@pytest.fixture(autouse=True)
def few_names(monkeypatch):
    few = first_names()[::10]
    monkeypatch.setattr(names, "first_names", lambda: few)
    monkeypatch.setattr(names, "HELD_OUT", 100)
    monkeypatch.setattr(names, "VALIDATION", 60)
    monkeypatch.setattr(names, "INVENTED", 50)


def names_of(seed):
    rng = np.random.default_rng(seed)
    rest, held_out = split_names(names.first_names(), 100, rng)
    return *split_names(rest, 60, rng), held_out, rng


def test_learning_names_agrees_with_a_loop_written_out():
    training, validation, held_out, rng = names_of(3)
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
            perplexity(letter_probabilities(model, validation)),
            perplexity(letter_probabilities(model, held_out)),
            perplexity(letter_probabilities(model, held_out, carry=False)),
        ]
        measured = [result.training, result.validation, result.held_out]
        measured.append(result.without_state)
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
    training, validation, held_out, _ = names_of(0)
    assert read == training
    assert not set(read) & {*validation, *held_out}


def test_dropout_is_for_training_only():
    settings = {"moments": (0, 1, 2), "temperatures": (), "hidden_size": 3}
    plain = learn_names([0], **settings)
    assert plain.copied.shape == (1, 3, 0)
    dropped = learn_names([0], dropout=0.5, **settings)
    assert plain.held_out[0, 0] == dropped.held_out[0, 0]
    assert plain.held_out[0, 1] != dropped.held_out[0, 1]


def test_who_knows_nothing_is_as_unsure_as_among_all_symbols():
    result = learn_names([0, 1], moments=(0, 1), temperatures=(1.0,))
    unsure = [result.training, result.held_out, result.without_state]
    np.testing.assert_allclose(np.array(unsure)[..., 0], 27, rtol=0.03)


def test_counting_agrees_with_the_table_and_its_split():
    training, *others, _ = names_of(4)
    for kind, is_kneser_ney in [(Ngram, False), (KneserNey, True)]:
        measured = counted_perplexity([4], (2, 3), (0.9, 0.1), is_kneser_ney)
        assert measured.shape == (1, 2, 2, 2)
        for i, n in enumerate([2, 3]):
            for j, smoothing in enumerate([0.9, 0.1]):
                table = kind(training, n, smoothing)
                for found, of_list in zip(measured[0, :, i, j], others, strict=True):
                    assert found == perplexity(table.letter_probabilities(of_list))
