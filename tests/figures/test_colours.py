"""One table of colours, for plots and for the figures that run in a page."""

import re
from pathlib import Path

import pytest
from matplotlib.colors import to_hex, to_rgb

from engine.render.colours import PALETTE, PAPERS, brightness, contrast
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


@pytest.mark.parametrize("meaning", ["memory", "below"])
def test_a_memory_is_seen_on_light_and_on_dark_paper(meaning):
    colours = re.findall(rf"--plot-{MEANINGS[meaning]}: (#\w+)", TABLE)
    for colour, paper in zip(colours, PAPERS, strict=True):
        assert contrast(brightness(to_rgb(colour)), paper) > 4.5


def test_figures_name_colours_by_what_they_mean():
    named = {}
    home = ASSETS / "stylesheets/home.css"
    for file in [
        *(ASSETS / "figures").rglob("*.mjs"),
        ASSETS / "stylesheets/explorables.css",
        home,
    ]:
        text = file.read_text(encoding="utf-8")
        if file == home:  # of the page's other parts nothing is said here
            text = "".join(re.findall(r"rnn-hero[^{}]*\{[^{}]*\}", text))
        found = re.findall(r'colour: [^,;}\n]*?"(\w+)"', text)
        found += re.findall(r"--plot-(\w+)", text)
        named |= dict.fromkeys(found, file.name)
    meant = {*MEANINGS, *NEUTRAL}
    assert {name: file for name, file in named.items() if name not in meant} == {}
    assert {"truth", "word", "memory"} <= set(named)
