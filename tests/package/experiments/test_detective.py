"""Networks that read stories, and what they are measured with."""

import numpy as np
import pytest
import torch
from torch import nn

from rnn_tutorial.data.story import PLOTS, all_stories, exact_opinion
from rnn_tutorial.experiments import detective
from rnn_tutorial.experiments.detective import (
    detectives,
    left_out,
    opinion,
    saliency,
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


@pytest.fixture
def untrained(monkeypatch):
    """Leave networks as they come."""
    monkeypatch.setattr(detective, "train_on_batches", lambda *_, **__: None)


def test_who_knows_all_stories_is_a_perfect_detective(monkeypatch, untrained):
    monkeypatch.setattr(detective, "SymbolReader", Counted)
    monkeypatch.setattr(detective, "_shaken", lambda stories, _: stories)
    beginning = "the butler who was away"
    found = detectives([0], [beginning])
    assert found.right.all()
    assert found.learned.tolist() == found.accuracy.tolist() == [1.0]
    test = [story for story in all_stories() if story.held_out]
    exact = np.concatenate([exact_opinion(story.text) for story in test])
    np.testing.assert_allclose(found.said[0], exact, rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.opinions[0][0], exact_opinion(beginning))


def test_who_always_suspects_the_butler_is_right_half_of_the_time(
    monkeypatch, untrained
):
    class Stubborn(Counted):
        def forward(self, symbols):
            return torch.full((*symbols.shape, 1), 9.0)

    monkeypatch.setattr(detective, "SymbolReader", Stubborn)
    found = detectives([0])
    guilty = [story.guilty for story in all_stories()]
    assert found.right.tolist() == [guilty]
    assert found.learned.tolist() == found.accuracy.tolist() == [0.5]
    assert found.shaken.tolist() == [0.5]
    np.testing.assert_allclose(found.said, 1 / (1 + np.exp(-9)), rtol=FLOAT32)
    about_the_first = detectives([0], about_the_first=True)
    told = [PLOTS[story.plot][1] for story in all_stories()]
    assert about_the_first.right.tolist() == [told]


def test_shaken_stories_have_the_same_words_in_other_orders():
    stories = all_stories()[:4]
    shaken = detective._shaken(stories, np.random.default_rng(0))
    assert len(shaken) == 5 * len(stories)
    for one, story in zip(shaken, stories * 5, strict=True):
        assert sorted(one.words) == sorted(story.words)
        assert one.guilty == story.guilty
    assert len({one.text for one in shaken}) > 15


def shown(monkeypatch, **settings):
    """Collect what a network is trained on."""
    seen = set()

    def train_on_batches(model, batches, config, progress, loss):
        for _, (symbols, answers) in zip(range(40), batches, strict=False):
            assert (symbols.shape, answers.shape) == ((64, 20), (64, 20, 1))
            for row in symbols:
                seen.add(" ".join(detective.VOCABULARY[n] for n in row if n))

    monkeypatch.setattr(detective, "train_on_batches", train_on_batches)
    detectives([0], **settings)
    return seen


def test_detectives_learn_from_stories_that_are_not_held_out(monkeypatch):
    to_learn = {story.text for story in all_stories() if not story.held_out}
    seen = shown(monkeypatch)
    assert seen <= to_learn
    assert len(seen) > 0.9 * len(to_learn)
    left_out = [story.text for story in all_stories() if story.fold == 1]
    seen = shown(monkeypatch, left_out=left_out)
    assert seen <= to_learn - set(left_out)


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


def test_a_verdict_costs_as_much_as_it_surprises():
    probability = torch.tensor([0.9, 0.2, 0.5], dtype=torch.float64)
    outputs = torch.logit(probability)[None, :, None]
    answers = torch.tensor([1.0, 0.0, torch.nan], dtype=torch.float64)[None, :, None]
    expected = -(np.log(0.9) + np.log(0.8)) / 2
    assert verdict_loss(outputs, answers).item() == pytest.approx(expected, rel=1e-12)
    with pytest.raises(ValueError, match=r"^answers has shape \(3,\); expected \(1, 3"):
        verdict_loss(outputs, answers[0, :, 0])


def test_saliency_is_what_a_nudge_of_a_words_numbers_changes():
    model = train_detective(updates=3).double()
    story, nudge = "the butler ate the cake", 1e-6
    found = saliency(model, story)
    table = model.embedding(torch.tensor([detective.to_symbols(story)])).detach()

    def last(words):
        return model.head(model.rnn(words)[0][:, -1]).item()

    for word in range(5):
        slopes = []
        for number in range(2):
            nudged = table.clone()
            nudged[0, word, number] += nudge
            slopes.append((last(nudged) - last(table)) / nudge)
        assert found[word] == pytest.approx(np.hypot(*slopes), rel=1e-3)


def test_a_word_is_left_out_and_nothing_else():
    model = train_detective(updates=3)
    moved = left_out(model, "the butler ate")
    shorter = ("butler ate", "the ate", "the butler")
    last = opinion(model, "the butler ate")[-1]
    expected = [abs(opinion(model, story)[-1] - last) for story in shorter]
    np.testing.assert_allclose(moved, expected, atol=FLOAT32)
