import functools
import math
import re
from itertools import combinations

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import FancyBboxPatch, PathPatch

from engine.render import colours
from rnn_tutorial.pictures.cells import (
    GRU_PARTS,
    LSTM_PARTS,
    draw_gru,
    draw_lstm,
    draw_rnn,
)

CASES = [
    (draw_rnn, None),
    *((draw_lstm, part) for part in (None, *LSTM_PARTS)),
    *((draw_gru, part) for part in (None, *GRU_PARTS)),
]
every_picture = pytest.mark.parametrize(("draw", "part"), CASES)
every_part = pytest.mark.parametrize(("draw", "part"), [c for c in CASES if c[1]])
every_cell = pytest.mark.parametrize("draw", [draw_rnn, draw_lstm, draw_gru])

NEW_C = "((ct−1 × f) + (g × i))"
NEW_H = "((1−(z) × n) + (ht−1 × z))"

# What a part lights: boxes and circles by what they compute, wires by what they carry.
LIT = {
    "LSTM, cell state": ({"(ct−1 × f)", NEW_C}, {"ct−1", "(ct−1 × f)", NEW_C}),
    "LSTM, forget gate": ({"f", "(ct−1 × f)"}, {"ht−1", "xt", "ht−1, xt", "f"}),
    "LSTM, candidate": (
        {"g", "(g × i)", NEW_C},
        {"ht−1", "xt", "ht−1, xt", "g", "(g × i)"},
    ),
    "LSTM, input gate": (
        {"i", "(g × i)", NEW_C},
        {"ht−1", "xt", "ht−1, xt", "i", "(g × i)"},
    ),
    "LSTM, output gate": (
        {"o", f"tanh({NEW_C})", f"(o × tanh({NEW_C}))"},
        {"ht−1", "xt", "ht−1, xt", "o"}
        | {NEW_C, f"tanh({NEW_C})", f"(o × tanh({NEW_C}))"},
    ),
    "GRU, update gate": (
        {"z", "1−(z)", "(ht−1 × z)", "(1−(z) × n)"},
        {"ht−1", "xt", "ht−1, xt", "z", "1−(z)"},
    ),
    "GRU, reset gate": (
        {"r", "(Wh(ht−1) × r)"},
        {"ht−1", "xt", "ht−1, xt", "r"},
    ),
    "GRU, candidate": (
        {"Wh(ht−1)", "Wx(xt)", "(Wh(ht−1) × r)", "((Wh(ht−1) × r) + Wx(xt))", "n"},
        {"ht−1", "xt", "n"}
        | {"Wh(ht−1)", "Wx(xt)", "(Wh(ht−1) × r)", "((Wh(ht−1) × r) + Wx(xt))"},
    ),
    "GRU, blend": (
        {"1−(z)", "(ht−1 × z)", "(1−(z) × n)", NEW_H},
        {"ht−1", "z", "n", "1−(z)", "(ht−1 × z)", "(1−(z) × n)", NEW_H},
    ),
}


@functools.cache
def drawn(draw, part=None):
    """Draw every picture once for all who look at it."""
    return draw(part) if part else draw()


class Picture:
    """Reads a figure as people do: by what stands where, and what touches what."""

    def __init__(self, figure):
        (ax,) = figure.axes
        self.cell, *shapes = (Shape(patch) for patch in ax.patches)
        self.wires = [shape for shape in shapes if shape.is_wire]
        self.nodes = [shape for shape in shapes if not shape.is_wire]
        self.labels = []  # each with its index, which comes right after it
        for text in ax.texts:
            if text.get_ha() == "left":
                name, at = self.labels.pop()
                self.labels.append((name + text.get_text(), at))
            else:
                self.labels.append((text.get_text(), text.get_position()))
        for node in self.nodes:
            (label,) = [label for label in self.labels if node.touches(label[1])]
            self.labels.remove(label)
            node.name = label[0]

    def label_at(self, point, reach):
        distances = [(math.dist(at, point), name) for name, at in self.labels]
        return min(distances)[1] if min(distances)[0] < reach else None

    def output(self, node):
        """The letter of what comes out of a box or circle, or else its formula."""
        return self.label_at(node.top, reach=1.6) or self.formula(node)

    def formula(self, node):
        inputs = {self.carried(wire) for wire in self.wires if node.touches(wire.end)}
        if node.name in "×+":
            return f"({f' {node.name} '.join(sorted(inputs))})"
        (only,) = inputs
        return f"{node.name}({only})"

    def carried(self, wire):
        """What comes out where the wire starts, or meets there, or is named there."""
        sources = [self.output(n) for n in self.nodes if n.touches(wire.start)]
        joined = [self.carried(w) for w in self.wires if w.end == wire.start]
        label = self.label_at(wire.start, reach=3.5)
        return ", ".join(sources or sorted(joined)) or label

    def formulas(self):
        """What the picture claims: each letter, and each output, with its formula."""
        found = {}
        for node in self.nodes:
            if letter := self.label_at(node.top, reach=1.6):
                found[letter] = self.formula(node)
        for wire in self.wires:
            if not self.cell.touches(wire.end):
                name = self.label_at(wire.end, reach=2.5)
                assert found.setdefault(name, self.carried(wire)) == self.carried(wire)
        return found


class Shape:
    def __init__(self, patch):
        path = patch.get_path().transformed(patch.get_patch_transform())
        extents = path.get_extents()
        self.is_wire = isinstance(patch, PathPatch)
        self.is_box = isinstance(patch, FancyBboxPatch)
        self.is_lit = patch.get_linewidth() > 1.5
        self.low, self.high = extents.min - 1e-6, extents.max + 1e-6
        self.top = (extents.x0 + extents.width / 2, extents.y1)
        self.start = tuple(path.vertices[0].round(6))
        self.end = tuple(path.vertices[-2].round(6))  # of a wire: its arrow's tip

    def touches(self, point):
        return bool((self.low <= point).all() and (point <= self.high).all())


def test_rnn_computes_its_equation():
    assert Picture(drawn(draw_rnn)).formulas() == {"ht": "tanh(ht−1, xt)"}


def test_lstm_computes_its_equations():
    assert Picture(drawn(draw_lstm)).formulas() == {
        "f": "σ(ht−1, xt)",
        "i": "σ(ht−1, xt)",
        "g": "tanh(ht−1, xt)",
        "o": "σ(ht−1, xt)",
        "ct": NEW_C,
        "ht": f"(o × tanh({NEW_C}))",
    }


def test_gru_computes_its_equations_with_reset_after_the_weights():
    assert Picture(drawn(draw_gru)).formulas() == {
        "z": "σ(ht−1, xt)",
        "r": "σ(ht−1, xt)",
        "n": "tanh(((Wh(ht−1) × r) + Wx(xt)))",
        "ht": NEW_H,
    }


@every_cell
def test_every_cell_is_drawn_in_the_same_notation(draw):
    figure = drawn(draw)
    picture = Picture(figure)
    right, roof = picture.cell.high
    assert "ht" in [name for name, (x, _) in picture.labels if x > right]
    assert [name for name, (_, y) in picture.labels if y > roof] == ["ht"]
    weighted = {node.name for node in picture.nodes if node.is_box}
    assert weighted <= {"σ", "tanh", "Wh", "Wx"}
    others = {node.name for node in picture.nodes if not node.is_box}
    assert others <= {"×", "+", "1−", "tanh"}
    assert all(shape.is_lit for shape in [*picture.nodes, *picture.wires])
    # Large enough for a phone.
    assert min(text.get_fontsize() for text in figure.axes[0].texts) >= 10.5
    assert figure.get_figwidth() == pytest.approx(4.6)


@pytest.mark.parametrize("case", LIT)
def test_part_lights_exactly_what_belongs_to_it(case):
    cell, part = case.split(", ")
    picture = Picture(drawn({"LSTM": draw_lstm, "GRU": draw_gru}[cell], part))
    nodes = [picture.output(node) for node in picture.nodes if node.is_lit]
    wires = {picture.carried(wire) for wire in picture.wires if wire.is_lit}
    assert (set(nodes), wires) == LIT[case]
    assert len(nodes) == len(set(nodes))


@every_part
def test_what_is_lit_is_thick_and_coloured_and_all_else_thin_and_grey(draw, part):
    (ax,) = drawn(draw, part).axes
    looks = {
        (shape.get_linewidth(), to_hex(shape.get_edgecolor())) for shape in ax.patches
    }
    thin = min(width for width, _ in looks)
    assert {colour for width, colour in looks if width == thin} == {to_hex("C7")}
    lit = [(width, colour) for width, colour in looks if width > thin]
    assert {colour for _, colour in lit} <= {to_hex("C0"), to_hex("C1")}
    assert min(width for width, _ in lit) >= 2 * thin
    # And names are as dark as the shapes that they stand in.
    for patch in ax.patches[1:]:
        shape = Shape(patch)
        texts = [text for text in ax.texts if shape.touches(text.get_position())]
        if not shape.is_wire:
            colours = {text.get_color() for text in texts}
            assert colours == {"black" if shape.is_lit else "C7"}


@pytest.mark.parametrize(
    ("draw", "known"), [(draw_lstm, LSTM_PARTS), (draw_gru, GRU_PARTS)]
)
def test_unknown_part_is_one_clear_sentence(draw, known):
    with pytest.raises(ValueError, match=r"^lit is 'memory'; expected .*\.$") as raised:
        draw("memory")
    assert all(repr(part) in str(raised.value) for part in known)


@every_picture
def test_names_stand_apart_and_inside_the_figure(draw, part):
    figure = drawn(draw, part)
    boxes = [shrunk(text.get_window_extent()) for text in figure.axes[0].texts]
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)
    for box in boxes:
        assert figure.bbox.count_contains(box.corners()) == 4


@every_cell
def test_no_line_runs_through_a_name(draw):
    (ax,) = drawn(draw).axes
    for text in ax.texts:
        box = shrunk(text.get_window_extent())
        for patch in ax.patches:
            outline = patch.get_path().transformed(patch.get_transform())
            assert not outline.intersects_bbox(box, filled=False), text.get_text()


def test_saved_pictures_differ_follow_the_colour_scheme_and_are_of_one_size(saved):
    pictures = {case: saved(drawn(*case)) for case in CASES}
    assert len(set(pictures.values())) == len(CASES)
    for (draw, _), picture in pictures.items():
        assert set(re.findall(r"#[0-9a-f]{6}\b", picture)) <= set(colours.PALETTE)
        assert figure_size(picture) == figure_size(pictures[draw, None])


@every_cell
def test_same_bytes_each_time(draw, saved):
    assert saved(draw()) == saved(drawn(draw))


def figure_size(drawn):
    return re.search(r'viewBox="[^"]*"', drawn)[0]


def shrunk(box):
    return box.padded(-0.5)  # names may touch
