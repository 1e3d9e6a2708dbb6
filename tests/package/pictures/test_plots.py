from pathlib import Path

import numpy as np
import pytest

from rnn_tutorial.pictures.plots import (
    FIGURE_SIZE,
    new_figure,
    plot_loss,
    plot_prediction,
    plot_series,
    plot_spread,
)

SPREAD = np.array([[0.5, 0.1], [0.4, 0.3], [0.6, 0.2]])

FIGURES = {
    "series": lambda: plot_series([0.0, 0.5, 1.0, 0.5], window=(0, 2)),
    "prediction": lambda: plot_prediction([0.0, 0.5], [0.1, 0.4]),
    "loss": lambda: plot_loss([0.5, 0.1], baseline=0.2),
    "spread": lambda: plot_spread(SPREAD, baseline=0.2),
}
every_figure = pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES.keys())


def lines(figure):
    return {line.get_label(): line for line in figure.axes[0].lines}


def data(line):
    return np.asarray(line.get_xdata()).tolist(), np.asarray(line.get_ydata()).tolist()


def test_loss_line_is_the_losses_from_epoch_one():
    assert data(lines(plot_loss([0.5, 0.1, 0.2]))["loss"]) == (
        [1, 2, 3],
        [0.5, 0.1, 0.2],
    )


def test_loss_axis_is_logarithmic():
    assert plot_loss([0.5, 0.1]).axes[0].get_yscale() == "log"
    assert plot_spread(SPREAD).axes[0].get_yscale() == "log"


def test_baseline_is_drawn_across_under_its_name():
    figure = plot_loss([0.5, 0.1], baseline=0.2, baseline_label="repeat the last value")
    assert data(lines(figure)["repeat the last value"])[1] == [0.2, 0.2]


def test_no_baseline_is_drawn_unasked():
    assert list(lines(plot_loss([0.5, 0.1]))) == ["loss"]


def test_spread_draws_every_seed_and_the_median():
    drawn = [data(line) for line in plot_spread(SPREAD).axes[0].lines]
    assert drawn == [
        ([1, 2], [0.5, 0.1]),
        ([1, 2], [0.4, 0.3]),
        ([1, 2], [0.6, 0.2]),
        ([1, 2], [0.5, 0.2]),
    ]


def test_median_is_the_thick_line():
    *seeds, median = plot_spread(SPREAD).axes[0].lines
    assert median.get_linewidth() > 2 * max(line.get_linewidth() for line in seeds)


def test_spread_names_the_seeds_once():
    legend = plot_spread(SPREAD).axes[0].get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["one seed", "median"]


def test_prediction_lines_are_the_inputs_from_the_start_step():
    drawn = lines(plot_prediction([0.0, 0.5], [[0.1], [0.4]], start=7))
    assert data(drawn["actual"]) == ([7, 8], [0.0, 0.5])
    assert data(drawn["predicted"]) == ([7, 8], [0.1, 0.4])


def test_one_predicted_value_is_enough_for_a_picture():
    drawn = lines(plot_prediction([[0.5]], [[0.4]]))
    assert data(drawn["predicted"]) == ([0], [0.4])


def test_window_and_target_are_marked_where_they_are():
    drawn = lines(plot_series([0.0, 0.5, 1.0, 0.5, 0.0], window=(1, 2)))
    assert data(drawn["series"]) == ([0, 1, 2, 3, 4], [0.0, 0.5, 1.0, 0.5, 0.0])
    assert data(drawn["window"]) == ([1, 2], [0.5, 1.0])
    assert data(drawn["target"]) == ([3], [0.5])


@every_figure
def test_figures_have_names_and_can_be_read_without_their_colours(draw):
    figure = draw()
    (ax,) = figure.axes
    assert ax.get_xlabel() in {"time step", "epoch"}
    assert ax.get_ylabel() in {"value", "mean squared error"}
    assert ax.get_legend() is not None
    named = [line for name, line in lines(figure).items() if not name.startswith("_")]
    looks = {(i.get_linestyle(), i.get_marker(), i.get_linewidth()) for i in named}
    assert len(looks) == len(named)
    assert {line.get_color() for line in ax.lines} <= {"C0", "C1", "C2", "C7"}


def test_figures_are_as_large_as_those_of_the_build(build_style):
    assert build_style["figure.figsize"] == list(FIGURE_SIZE)
    assert new_figure("", "")[0].get_size_inches().tolist() == list(FIGURE_SIZE)


def test_figure_displays_itself_exactly_once_in_a_notebook():
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    code = "from rnn_tutorial.pictures.plots import plot_loss\nplot_loss([0.5, 0.1])"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    root = str(Path(__file__).parents[3])
    client = nbclient.NotebookClient(notebook, resources={"metadata": {"path": root}})
    client.execute()
    # What the kernel says of itself goes to stderr.
    outputs = [o for o in notebook.cells[0].outputs if o.get("name") != "stderr"]
    (output,) = outputs
    assert output.output_type == "execute_result"
    assert "image/png" in output.data
