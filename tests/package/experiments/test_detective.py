"""Networks that read stories, and what they are measured with."""

import numpy as np
import pytest
import torch
from torch import nn

from rnn_tutorial.data.story import all_stories, exact_opinion
from rnn_tutorial.experiments import detective
from rnn_tutorial.experiments.detective import (
    counting_accuracy,
    detectives,
    opinion,
    train_detective,
    verdict_loss,
)

FLOAT32 = 1e-6


class Counted(nn.Module):
    """Answers what the counts of all stories say: it knows everything."""

    def __init__(self, *sizes, **kwargs):
        super().__init__()
        self.embedding = nn.Embedding(51, 2)
        self.rnn = nn.RNN(1, 1)

    def forward(self, symbols):
        rows = [self.logits(row[row > 0]) for row in symbols]
        return nn.utils.rnn.pad_sequence(rows, batch_first=True)[..., None]

    def logits(self, row):
        text = " ".join(detective.VOCABULARY[number] for number in row)
        return torch.logit(torch.from_numpy(exact_opinion(text)))


def test_who_knows_all_stories_is_a_perfect_detective(monkeypatch):
    monkeypatch.setattr(detective, "SymbolReader", Counted)
    monkeypatch.setattr(detective, "_train", lambda *_: None)
    beginning = "the butler who was away"
    found = detectives([0], [beginning])
    assert found.learned.tolist() == found.accuracy.tolist() == [1.0]
    assert found.by_plot.tolist() == [[1.0] * 16]
    assert found.gap_open.item() == pytest.approx(0, abs=1e-12)
    assert found.gap_decided.item() == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(found.opinions[0][0], exact_opinion(beginning))


def test_who_always_suspects_the_butler_is_right_half_of_the_time(monkeypatch):
    class Stubborn(Counted):
        def forward(self, symbols):
            return torch.full((*symbols.shape, 1), 9.0)

    monkeypatch.setattr(detective, "SymbolReader", Stubborn)
    monkeypatch.setattr(detective, "_train", lambda *_: None)
    found = detectives([0])
    assert found.learned.tolist() == found.accuracy.tolist() == [0.5]
    assert found.by_plot.tolist() == [[0.5] * 16]
    exact = np.concatenate([exact_opinion(s.text) for s in all_stories() if s.held_out])
    stubborn = 1 / (1 + np.exp(-9))
    known = np.isin(exact, [0, 1])
    for gap, part in (
        (found.gap_open, exact[~known]),
        (found.gap_decided, exact[known]),
    ):
        expected = np.abs(stubborn - part).mean()
        assert gap.tolist() == [pytest.approx(expected, abs=FLOAT32)]


def test_detectives_learn_from_stories_that_are_not_held_out(monkeypatch):
    shown = set()

    def train_on_batches(model, batches, config, progress, loss):
        for _, (symbols, answers) in zip(range(40), batches, strict=False):
            assert (symbols.shape, answers.shape) == ((64, 20), (64, 20, 1))
            for row in symbols:
                shown.add(" ".join(detective.VOCABULARY[n] for n in row if n))

    monkeypatch.setattr(detective, "train_on_batches", train_on_batches)
    train_detective()
    to_learn = {story.text for story in all_stories() if not story.held_out}
    assert shown <= to_learn
    assert len(shown) > 0.9 * len(to_learn)


def test_training_makes_a_detective_of_a_network():
    model = train_detective(updates=200)
    assert opinion(model, "The cook caught the butler with the jam!")[-1] > 0.8
    assert opinion(model, "The butler caught the cook with the jam!")[-1] < 0.2


def test_an_opinion_is_about_the_words_so_far():
    model = train_detective(updates=2)
    whole = opinion(model, "the cook blamed the butler")
    np.testing.assert_allclose(opinion(model, "the cook"), whole[:2], rtol=FLOAT32)
    table = detectives([0], updates=2).table
    np.testing.assert_array_equal(table[0], model.embedding.weight.detach())


def test_counting_words_is_right_about_one_of_each_two_mirrors():
    assert counting_accuracy([0, 1], updates=60).tolist() == [0.5] * 2


def test_a_verdict_costs_as_much_as_it_surprises():
    probability = torch.tensor([0.9, 0.2, 0.5], dtype=torch.float64)
    outputs = torch.logit(probability)[None, :, None]
    answers = torch.tensor([1.0, 0.0, torch.nan], dtype=torch.float64)[None, :, None]
    expected = -(np.log(0.9) + np.log(0.8)) / 2
    assert verdict_loss(outputs, answers).item() == pytest.approx(expected, rel=1e-12)
    with pytest.raises(ValueError, match=r"^answers has shape \(3,\); expected \(1, 3"):
        verdict_loss(outputs, answers[0, :, 0])
