"""One table of colours, for plots and for the figures that run in a page."""

import re
from pathlib import Path

import pytest
from matplotlib.colors import to_hex

from engine.render.colours import PALETTE
from rnn_tutorial.pictures import plots

ASSETS = Path(__file__).parents[2] / "docs/assets"
TABLE = (ASSETS / "stylesheets/figures.css").read_text(encoding="utf-8")
# By what each means, the colour that it is.
MEANINGS = dict(re.findall(r"--plot-(\w+): var\(--plot-(\w+)\)", TABLE))
NEUTRAL = {"ink", "paper", "grid", "grey", "font", "dark"}


@pytest.mark.parametrize("meaning", ["TRUTH", "WORD", "MEMORY"])
def test_plots_and_figures_mean_the_same_by_a_colour(meaning):
    colour = PALETTE[to_hex(getattr(plots, meaning))]
    assert MEANINGS[meaning.lower()] == colour


def test_a_colour_means_one_thing():
    assert len(set(MEANINGS.values())) == len(MEANINGS) >= 5


def test_figures_name_colours_by_what_they_mean():
    named = {}
    for file in [
        *(ASSETS / "figures").rglob("*.mjs"),
        ASSETS / "stylesheets/explorables.css",
    ]:
        text = file.read_text(encoding="utf-8")
        found = re.findall(r'colour: [^,;}\n]*?"(\w+)"', text)
        found += re.findall(r"--plot-(\w+)", text)
        named |= dict.fromkeys(found, file.name)
    meant = {*MEANINGS, *NEUTRAL}
    assert {name: file for name, file in named.items() if name not in meant} == {}
    assert {"truth", "word", "memory"} <= set(named)
