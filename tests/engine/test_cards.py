"""What is drawn of a page for who links to it."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.publish import cards

ROOT = Path(__file__).parents[2]
MARK = ROOT / "docs/assets/mark.svg"


@pytest.fixture(scope="module")
def drawn(katex):
    def drawn(title, about="", mark=None, above="Ours"):
        made = cards.draw(above, title, about, mark, ROOT / cards.LETTERS)
        return np.array(Image.open(BytesIO(made)).convert("RGB"), int)

    return drawn


def paper(card):
    return np.abs(card - card[0, 0]).max(axis=2) < 40


def test_words_stay_on_the_card_and_apart(drawn):
    title, about = "What a network keeps in mind " * 3, "How it does that. " * 60
    card = paper(drawn(title, about, MARK))
    assert card.shape[::-1] == cards.SIZE
    edge = 60
    for side in (card[:edge], card[-edge:], card[:, :edge], card[:, -edge:]):
        assert side.all()
    assert not card.all()


@pytest.mark.parametrize("title", ["σ → ž", "a ≤ b"])
def test_a_letter_that_the_site_lacks_is_no_box(drawn, title):
    other = title.replace("σ", "τ").replace("≤", "≥")
    assert (drawn(title) != drawn(other)).any()  # boxes would be alike


def test_a_mark_is_no_must_and_may_be_a_picture(drawn, tmp_path):
    picture = tmp_path / "logo.png"
    Image.new("RGB", (30, 10), "#ff0000").save(picture)
    without, with_picture = drawn("A"), drawn("A", mark=picture)
    assert (with_picture != without).any()
    assert not paper(drawn("A", mark=MARK)).all()


def test_no_two_pages_share_a_card():
    urls = ["", "home/", "learn/lstm/", "learn-lstm/", "learn/lstm.html", "index.html"]
    assert len({*map(cards.address, urls)}) == len(urls)
