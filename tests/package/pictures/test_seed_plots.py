import io
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnn_tutorial.experiments.recall import Recall
from rnn_tutorial.pictures.seed_plots import (
    plot_bands,
    plot_dots,
    plot_opinions,
    plot_recall,
    plot_runs,
)

NAN = float("nan")
RUNS = {
    "RNN": [[1.0, 0.1], [1.0, 0.3], [1.0, 0.2], [1.0, 0.9]],
    "LSTM": [[1.0, 0.5], [1.0, 0.7]],
}
VALUES = {"reset": [0.8, 0.9, 0.9], "carried": [1.0], "guessed": [0.5, 0.4]}
ASKED = np.ones((3, 20))
RESULTS = {
    10: {
        "RNN": Recall(np.array([20, 600, 40]), np.array([True, False, True]), ASKED),
        "GRU": Recall(np.array([30, 30, 50]), np.array([True, True, True]), ASKED),
    },
    80: {
        "RNN": Recall(
            np.array([600, 600, 600]), np.array([False, False, False]), ASKED
        ),
        "GRU": Recall(np.array([90, 600, 80]), np.array([True, False, True]), ASKED),
    },
}
WORDS = ["the", "cook", "said"]
OPINIONS = {"story": [[0.5, 0.4, 0.2], [0.5, 0.3, 0.1]], "mirror": [[0.5, 0.6, 0.9]]}
FIGURES = {
    "opinions": lambda: plot_opinions(WORDS, OPINIONS, {"story": [0.5, 0.4, 0.0]}),
    "bands": lambda: plot_bands(RUNS, "lag", "gradient"),
    "dots": lambda: plot_dots(VALUES, "accuracy", {"reset": 0.95}, log=True),
    "recall": lambda: plot_recall(RESULTS),
    "runs": lambda: plot_runs(RUNS, "update", "loss", top=10),
}
every_figure = pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES.keys())


def points(ax, marker):
    """List what is drawn with a marker: values and rows, sorted."""
    lines = [line for line in ax.lines if line.get_marker() == marker]
    drawn = [xy for line in lines for xy in line.get_xydata().tolist()]
    return sorted((round(row), value) for value, row in drawn)


def legend(ax_or_figure):
    return [text.get_text() for text in ax_or_figure.get_legend().get_texts()]


def names_of_rows(ax):
    names = [label.get_text() for label in ax.get_yticklabels()]
    return dict(zip(names, ax.get_yticks(), strict=True))


def test_lines_are_the_medians_from_zero_on():
    rnn, lstm = plot_bands(RUNS, "lag", "gradient").axes[0].lines
    assert (rnn.get_label(), lstm.get_label()) == ("RNN", "LSTM")
    np.testing.assert_allclose(rnn.get_xydata(), [[0, 1.0], [1, 0.25]])
    np.testing.assert_allclose(lstm.get_xydata(), [[0, 1.0], [1, 0.6]])


def test_bands_reach_from_the_least_to_the_most():
    ax = plot_bands(RUNS, "lag", "gradient").axes[0]
    for band, low, high in zip(ax.collections, [0.1, 0.5], [0.9, 0.7], strict=True):
        (outline,) = band.get_paths()
        at_the_end = outline.vertices[outline.vertices[:, 0] == 1, 1]
        assert (at_the_end.min(), at_the_end.max()) == (low, high)


def test_a_band_has_the_colour_of_its_line_and_no_two_are_alike():
    ax = plot_bands({str(i): [[1.0, 2.0]] for i in range(6)}, "lag", "gradient").axes[0]
    lines = [line.get_color() for line in ax.lines]
    bands = [tuple(band.get_facecolor()[0, :3]) for band in ax.collections]
    assert lines == ["C0", "C1", "C2", "C3", "C4", "C5"]
    assert bands == [plt.matplotlib.colors.to_rgb(colour) for colour in lines]
    looks = {str(line._dash_pattern) for line in ax.lines}
    assert len(looks) == 6  # by more than colour


def test_bands_have_their_names_on_a_logarithmic_axis():
    figure = plot_bands(RUNS, "lag", "gradient", height=2.0)
    (ax,) = figure.axes
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("lag", "gradient")
    assert ax.get_yscale() == "log"
    assert legend(ax) == ["RNN", "LSTM"]
    assert figure.get_figheight() == 2.0


def test_every_run_is_a_line_from_one_on_that_ends_at_the_top_if_it_is_lost():
    runs = {"wild": [[1.0, np.inf, 2.0], [1.0, 2.0, NAN]], "tame": [[3.0, 2.0]]}
    (ax,) = plot_runs(runs, "update", "loss", top=10).axes
    drawn = [line.get_xydata().tolist() for line in ax.lines]
    assert drawn == [
        [[1, 1], [2, 100], [3, 2]],
        [[1, 1], [2, 2], [3, 100]],
        [[1, 3], [2, 2]],
    ]
    looks = [(line.get_color(), line.get_linestyle()) for line in ax.lines]
    assert looks == [("C0", "-"), ("C0", "-"), ("C1", "--")]
    assert legend(ax) == ["wild", "tame"]
    assert (ax.get_yscale(), ax.get_ylim()[1]) == ("log", 10)


@pytest.mark.parametrize("down", [False, True])
def test_many_seeds_are_their_median_on_bands_and_the_description_says_so(down):
    curves = np.arange(1.0, 102)[:, None] * [1, 10, 100]  # percentiles are whole
    if down:
        ax = plot_opinions(WORDS, {"a": curves / 1e5, "b": curves[:12]}).axes[0]
        low, line, *others = np.array([1, 10, 100]) / 1e5, ax.lines[1], *ax.lines[2:]
    else:
        ax = plot_runs({"a": curves, "b": curves[:12]}, "x", "y", top=1e9).axes[0]
        low, (line, *others) = np.array([1, 10, 100]), ax.lines
    across, up = line.get_xydata().T[:: -1 if down else 1]
    assert len(across) == 3
    np.testing.assert_allclose(up, 51 * low)
    assert len(others) == 12  # no more than can be told apart
    reach = [
        np.sort(band.get_paths()[0].vertices[:, 0 if down else 1])[[0, -1]]
        for band in ax.collections
    ]
    wanted = [[low[0], 101 * low[2]], [26 * low[0], 76 * low[2]]]
    np.testing.assert_allclose(reach, wanted)
    assert legend(ax) == ["all seeds", "middle half", "a, median", "b"]
    told = {band.get_gid() for band in ax.collections}
    assert told == {
        "alt: Lines are medians of 101 seeds, on bands of the middle half and of all."
    }


def test_every_seed_has_its_dot_in_the_row_of_its_name():
    (ax,) = plot_dots(VALUES, "accuracy").axes
    assert names_of_rows(ax) == {"reset": 0, "carried": 1, "guessed": 2}
    assert points(ax, "o") == [
        (0, 0.8),
        (0, 0.9),
        (0, 0.9),
        (1, 1.0),
        (2, 0.4),
        (2, 0.5),
    ]


def test_equal_seeds_lie_beside_each_other_within_their_row():
    (ax,) = plot_dots({"a": [1.0] * 20, "b": [1.0] * 20}, "accuracy").axes
    heights = np.concatenate([line.get_ydata() for line in ax.lines])
    assert len(np.unique(heights)) == 40
    assert np.all(np.abs(heights - np.repeat([0, 1], 20)) < 0.5)


def test_the_first_row_is_on_top_and_all_are_in_view():
    (ax,) = plot_dots(VALUES, "accuracy").axes
    bottom, top = ax.get_ylim()
    assert top < 0 - 0.25  # the highest dot of the first row
    assert bottom > 2 + 0.25


def test_more_rows_make_a_higher_figure():
    few = plot_dots({"a": [1.0]}, "accuracy")
    many = plot_dots({str(i): [1.0] for i in range(9)}, "accuracy")
    assert many.get_figheight() > few.get_figheight() + 8 * 0.2


def test_best_values_are_marked_in_their_rows():
    best = {"guessed": 0.5, "reset": 0.875}
    (ax,) = plot_dots(VALUES, "accuracy", best, best_label="at most").axes
    assert points(ax, "|") == [(0, 0.875), (2, 0.5)]
    assert legend(ax) == ["one seed", "at most"]


def test_the_legend_names_best_values_wherever_the_first_is():
    (ax,) = plot_dots(VALUES, "accuracy", {"carried": 1.0}).axes
    assert legend(ax) == ["one seed", "best possible"]


def test_nothing_is_marked_as_the_best_unasked():
    (ax,) = plot_dots(VALUES, "accuracy").axes
    assert points(ax, "|") == []
    assert legend(ax) == ["one seed"]


@pytest.mark.parametrize(("log", "scale"), [(False, "linear"), (True, "log")])
def test_the_axis_of_values_is_as_it_was_asked_for(log, scale):
    (ax,) = plot_dots(VALUES, "accuracy", log=log).axes
    assert (ax.get_xscale(), ax.get_xlabel()) == (scale, "accuracy")


def test_one_panel_per_length_says_which():
    axes = plot_recall(RESULTS).axes
    assert [ax.get_title(loc="left") for ax in axes] == ["10 steps", "80 steps"]
    assert [ax.get_xlabel() for ax in axes] == ["", "updates until solved"]
    for ax in axes:
        assert names_of_rows(ax) == {"RNN": 0, "GRU": 1}
        assert ax.get_xscale() == "log"


def test_who_solved_the_task_is_a_dot_and_who_did_not_a_cross():
    short, long = plot_recall(RESULTS).axes
    assert points(short, "o") == [(0, 20), (0, 40), (1, 30), (1, 30), (1, 50)]
    assert points(short, "x") == [(0, 600)]
    assert points(long, "o") == [(1, 80), (1, 90)]
    assert points(long, "x") == [(0, 600), (0, 600), (0, 600), (1, 600)]


def test_panels_share_their_axis_of_updates_and_read_without_powers():
    short, long = plot_recall(RESULTS).axes
    assert short.get_xlim() == long.get_xlim()
    shown = [label.get_text() for label in long.get_xticklabels()]
    assert {"30", "100", "300", "1,000"} <= set(shown)


def test_dots_and_crosses_are_named_once():
    (box,) = plot_recall(RESULTS).legends
    assert [text.get_text() for text in box.get_texts()] == ["solved", "not solved"]


def test_every_seed_has_its_line_from_the_first_word_down():
    (ax,) = plot_opinions(WORDS, OPINIONS).axes
    assert names_of_rows(ax) == {"the": 0, "cook": 1, "said": 2}
    half, *lines = ax.lines
    assert half.get_xdata() == [0.5, 0.5]
    runs = [*OPINIONS["story"], *OPINIONS["mirror"]]
    for line, run in zip(lines, runs, strict=True):
        assert line.get_xydata().tolist() == [[p, i] for i, p in enumerate(run)]
    looks = [(line.get_color(), line.get_linestyle()) for line in lines]
    assert looks == [("C0", "-"), ("C0", "-"), ("C1", "--")]
    assert legend(ax) == ["story", "mirror"]
    bottom, top = ax.get_ylim()
    assert bottom > 2
    assert top < 0


def test_what_can_be_known_is_drawn_as_rings():
    exact = {"mirror": [0.5, 0.6, 1.0], "story": [0.5, 0.4, 0.0]}
    (ax,) = plot_opinions(WORDS, OPINIONS, exact).axes
    rings = sorted((round(y), x) for y, x in points(ax, "o"))
    assert rings == [(0, 0.5), (0, 0.5), (1, 0.4), (1, 0.6), (2, 0.0), (2, 1.0)]
    assert legend(ax) == ["story", "mirror", "exact"]


@every_figure
def test_figures_can_be_drawn_without_a_complaint(draw):
    picture = io.BytesIO()
    draw().savefig(picture, format="svg")
    assert picture.getvalue().count(b"<path") > 10


ITEM = "expected at least one item."
WRONG = [
    (lambda: plot_bands({}, "lag", "gradient"), f"runs is empty; {ITEM}"),
    (
        lambda: plot_bands({"RNN": [1.0, 0.1]}, "lag", "gradient"),
        "RNN has shape (2,); expected (n_seeds, n).",
    ),
    (
        lambda: plot_bands({"RNN": [[1.0, 0.0]]}, "lag", "gradient"),
        "RNN has the value 0; expected only positive numbers, for a logarithmic axis.",
    ),
    (
        lambda: plot_bands({"RNN": [[1.0, NAN]]}, "lag", "gradient"),
        "RNN has nan at index (0, 1); expected only finite numbers.",
    ),
    (lambda: plot_runs({}, "update", "loss", 10), f"runs is empty; {ITEM}"),
    (
        lambda: plot_runs({"RNN": [[1.0, -1.0]]}, "update", "loss", 10),
        "RNN has the value -1; expected only positive numbers, for a logarithmic axis.",
    ),
    (lambda: plot_dots({}, "accuracy"), f"values is empty; {ITEM}"),
    (
        lambda: plot_dots({"a": [1.0], "b": [1.0, NAN]}, "accuracy"),
        "b has nan at index 1; expected only finite numbers.",
    ),
    (
        lambda: plot_dots({"a": []}, "accuracy"),
        "a is empty; expected at least one number.",
    ),
    (
        lambda: plot_dots({"a": [[1.0, 2.0]]}, "accuracy"),
        "a has shape (1, 2); expected (n_seeds,).",
    ),
    (
        lambda: plot_dots({"a": [1.0, 0.0]}, "error", log=True),
        "a has the value 0; expected only positive numbers, for a logarithmic axis.",
    ),
    (
        lambda: plot_dots({"a": [1.0]}, "accuracy", best={"b": 1.0}),
        "name in best is 'b'; expected 'a'.",
    ),
    (
        lambda: plot_dots({"a": [1.0]}, "accuracy", best={"a": NAN}),
        "a is nan; expected a finite number.",
    ),
    (lambda: plot_opinions(WORDS, {}), f"opinions is empty; {ITEM}"),
    (
        lambda: plot_opinions(WORDS, {"story": [[0.5, 0.4]]}),
        "story has shape (1, 2); expected (1, 3).",
    ),
    (
        lambda: plot_opinions(WORDS, OPINIONS, {"other": [0.5, 0.4, 0.2]}),
        "name in exact is 'other'; expected 'story' or 'mirror'.",
    ),
    (
        lambda: plot_opinions(WORDS, OPINIONS, {"story": [0.5, 0.4]}),
        "story has shape (2,); expected (3,).",
    ),
    (lambda: plot_recall({}), f"results is empty; {ITEM}"),
]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_argument_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
