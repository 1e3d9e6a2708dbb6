"""The pictures of shapes say what the networks do."""

import functools
import re

import pytest
import torch
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle
from torch import nn

from engine.render import colours
from rnn_tutorial.data.roman import roman
from rnn_tutorial.pictures.shapes import draw_outputs, draw_task_shapes

every_picture = pytest.mark.parametrize("draw", [draw_task_shapes, draw_outputs])


@functools.cache
def panels(draw):
    """Draw once, and name each panel."""
    return {ax.get_title(): ax for ax in draw().axes}


def rows_of(ax):
    """What stands at each height of a panel, from left to right."""
    texts = {}
    for text in ax.texts:
        if text.get_text():
            step, height = text.get_position()
            texts.setdefault(height, {})[step] = text.get_text()
    return texts


def read_and_said(title):
    rows = rows_of(panels(draw_task_shapes)[title])
    return [rows[height] for height in (0, 2)]


def test_each_task_has_its_shape():
    sizes = {
        title: [len(rows_of(ax)[height]) for height in (0, 2)]
        for title, ax in panels(draw_task_shapes).items()
    }
    assert sizes == {
        "many to one": [5, 1],
        "many to many, in step": [5, 5],
        "one to many": [5, 5],
        "many to many, in turn": [5, 3],
    }


def test_the_bit_is_named_after_the_noise():
    read, said = read_and_said("many to one")
    assert said == {4: read[0]}


def test_the_echo_comes_one_step_later():
    read, said = read_and_said("many to many, in step")
    assert [said[step] for step in range(1, 5)] == [read[step] for step in range(4)]


def test_a_name_is_read_as_it_was_said():
    read, said = read_and_said("one to many")
    assert read[0] == said[4] == "."
    assert [read[step] for step in range(1, 5)] == [said[step] for step in range(4)]


def test_the_translation_is_right_and_read_as_it_was_said():
    read, said = read_and_said("many to many, in turn")
    number = int(read[0] + read[1])
    assert "".join(said[step] for step in (2, 3, 4)) == f"{roman(number)}."
    assert [read[3], read[4]] == [said[2], said[3]]


def test_what_a_network_said_itself_is_dashed_and_a_second_network_filled():
    dashed, filled = {}, {}
    for title, ax in panels(draw_task_shapes).items():
        circles = [patch for patch in ax.patches if isinstance(patch, Circle)]
        dashed[title] = [
            patch.center[0] for patch in circles if patch.get_linestyle() == "--"
        ]
        cells = [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]
        assert len(cells) == 5
        filled[title] = [cell.get_facecolor()[3] > 0 for cell in cells]
    assert dashed.pop("one to many") == [1, 2, 3, 4]
    assert dashed.pop("many to many, in turn") == [3, 4]
    assert filled.pop("many to many, in turn") == [False] * 2 + [True] * 3
    assert not any(dashed.values())
    assert not any(map(any, filled.values()))


# A network with weights drawn at random has no two equal states, so a state of h_n is
# found in output at one place, or nowhere.
@pytest.mark.parametrize(
    ("title", "options", "names"),
    [
        ("two layers", {"num_layers": 2}, ["layer 2"]),
        ("two directions", {"bidirectional": True}, ["forwards", "backwards"]),
    ],
)
def test_frame_and_filling_are_where_pytorch_puts_the_states(title, options, names):
    torch.manual_seed(0)
    output, h_n = nn.GRU(2, 3, batch_first=True, **options)(torch.randn(1, 4, 2))
    ax = panels(draw_outputs)[title]
    labels = {text.get_text(): text.get_position() for text in ax.texts}
    (frame,) = (patch for patch in ax.patches if type(patch) is Rectangle)
    for row, name in enumerate(names):
        _, height = labels[name]
        for step in range(4):
            assert frame.contains_point(ax.transData.transform((step, height)))
            state = output[0, step, 3 * row : 3 * row + 3]
            places = [i for i in range(2) if torch.equal(h_n[i, 0], state)]
            drawn = [i for i in range(2) if labels[f"[{i}]"] == (step, height)]
            assert drawn == places


def test_the_lower_layer_is_in_h_n_but_not_in_output():
    ax = panels(draw_outputs)["two layers"]
    labels = {text.get_text(): text.get_position() for text in ax.texts}
    (frame,) = (patch for patch in ax.patches if type(patch) is Rectangle)
    assert labels["[0]"] == (3, labels["layer 1"][1])
    assert not frame.contains_point(ax.transData.transform(labels["[0]"]))


def test_only_states_with_a_place_in_h_n_are_filled():
    for ax in panels(draw_outputs).values():
        texts = {text.get_position(): text.get_text() for text in ax.texts}
        for patch in ax.patches:
            if isinstance(patch, FancyBboxPatch):
                box = patch.get_bbox()
                middle = (round((box.x0 + box.x1) / 2), round((box.y0 + box.y1) / 2))
                assert (patch.get_facecolor()[3] > 0) == ("[" in texts.get(middle, ""))


@every_picture
def test_names_are_inside_the_figure_and_apart(draw):
    figure = draw()
    figure.canvas.draw()
    for ax in figure.axes:
        boxes = [text.get_window_extent() for text in ax.texts if text.get_text()]
        for i, box in enumerate(boxes):
            assert figure.bbox.count_contains(box.corners()) == 4
            assert not any(box.overlaps(other) for other in boxes[:i])


@every_picture
def test_colours_follow_the_colour_scheme_and_bytes_stay_the_same(draw, saved):
    drawn = saved(draw())
    assert set(re.findall(r"#[0-9a-f]{6}\b", drawn)) <= set(colours.PALETTE)
    assert saved(draw()) == drawn
