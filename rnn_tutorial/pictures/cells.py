"""The cells as pictures, in one notation, with one part lit at a time.

A box is a layer with weights of its own; a circle is arithmetic, number by number.
Wires that meet are joined; a wire that parts is copied. The part that is `lit` stands
out, in colour and thick; without one all do. Lengths are tenths of an inch.
"""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, FancyBboxPatch, Patch, PathPatch
from matplotlib.path import Path

from rnn_tutorial import checks

LSTM_PARTS = ("cell state", "forget gate", "candidate", "input gate", "output gate")
GRU_PARTS = ("update gate", "reset gate", "candidate", "blend")

Point = tuple[float, float]
Points = Sequence[Point]

_IN, _A, _B, _C, _D, _E, _UP = 7.2, 10.5, 16.8, 23.1, 29.4, 34.9, 38.6  # columns
_LANE, _BUS, _FORK, _LAYERS, _LOW, _HIGH, _BELT = 3.7, 5.2, 7.7, 11, 16.2, 20.7, 24.8
_DIM, _THIN, _THICK = "C7", 0.9, 2.0
_ROUND = "round,pad=0,rounding_size=0.9"
_UPRIGHT = ("σ", "tanh", "×", "+", "1−")  # names of functions; all others are variables


def draw_rnn() -> Figure:
    r"""Draw a plain recurrent cell, $h_t = \tanh(W_x x_t + W_h h_{t-1} + b)$."""
    canvas = _Canvas(None, (), roof=10)
    joined = canvas.join_inputs(row=6.4)
    tanh = canvas.layer("tanh", (_C, 6.4))
    canvas.wire([joined, tanh.left])
    canvas.hidden_state_out([tanh.right])
    return canvas.figure


def draw_lstm(lit: str | None = None) -> Figure:
    r"""Draw an LSTM, $c_t = f \odot c_{t-1} + i \odot g$, $h_t = o \odot \tanh(c_t)$.

    One of `LSTM_PARTS` may be lit.
    """
    canvas = _Canvas(lit, LSTM_PARTS)
    belt, *gates = LSTM_PARTS
    forget, candidate, write, show = gates

    joined = canvas.join_inputs(_BUS, *gates)
    f = canvas.gate("σ", [joined, (_A, _BUS)], forget)
    i = canvas.gate("σ", [joined, (_B, _BUS)], write)
    g = canvas.gate("tanh", [joined, (_C, _BUS)], candidate)
    o = canvas.gate("σ", [joined, (_D, _BUS)], show)

    kept = canvas.op("×", (_A, _BELT), belt, forget)
    added = canvas.op("×", (_C, _LOW), candidate, write)
    total = canvas.op("+", (_C, _BELT), belt, candidate, write)
    canvas.wire([canvas.from_left("c_t−1", _BELT, belt), kept.left], belt)
    canvas.wire([f.top, kept.bottom], forget, name="f")
    canvas.wire([i.top, (_B, _LOW), added.left], write, name="i")
    canvas.wire([g.top, added.bottom], candidate, name="g")
    canvas.wire([kept.right, total.left], belt)
    canvas.wire([added.top, total.bottom], candidate, write)
    canvas.wire([total.right, canvas.to_right("c_t", _BELT, belt)], belt)

    tanh = canvas.op("tanh", (_E, _HIGH), show)
    shown = canvas.op("×", (_E, _LOW), show)
    canvas.wire([total.right, (_E, _BELT), tanh.top], show)
    canvas.wire([tanh.bottom, shown.top], show)
    canvas.wire([o.top, (_D, _LOW), shown.left], show, name="o")
    canvas.hidden_state_out([shown.bottom, (_E, _BUS)], show, gap=_BELT)
    return canvas.figure


def draw_gru(lit: str | None = None) -> Figure:
    r"""Draw a GRU as PyTorch has it, $h_t = (1 - z) \odot n + z \odot h_{t-1}$.

    $n = \tanh(W_x x_t + b + r \odot (W_h h_{t-1} + b_{hn}))$: its reset gate acts on
    what the weights make of the hidden state. One of `GRU_PARTS` may be lit.
    """
    canvas = _Canvas(lit, GRU_PARTS)
    update, reset, candidate, blend = GRU_PARTS

    h_in = canvas.from_left("h_t−1", _BELT, *GRU_PARTS)
    x_in = canvas.from_below("x_t", _D, update, reset, candidate)
    middle = (_A + _B) / 2
    joined, fork = (middle, _BUS + 1.5), (middle, _FORK)
    down = (_IN, _BELT)
    canvas.wire([h_in, down, (_IN, _BUS), (middle, _BUS), joined], update, reset)
    canvas.wire([x_in, (_D, _BUS), (middle, _BUS), joined], update, reset)
    z = canvas.gate("σ", [joined, fork, (_A, _FORK)], update)
    r = canvas.gate("σ", [joined, fork, (_B, _FORK)], reset)

    w_h = canvas.layer("W_h", (_C, _LAYERS), candidate)
    w_x = canvas.layer("W_x", (_D, _LAYERS), candidate)
    gated = canvas.op("×", (_C, _LOW), reset, candidate)
    total = canvas.op("+", (_D, _LOW), candidate)
    tanh = canvas.op("tanh", (_E, _LOW), candidate)
    below = [(_IN, _LANE), (_C, _LANE)]
    canvas.wire([h_in, down, *below, w_h.bottom], candidate, gap=_BUS)
    for ends in ([x_in, w_x.bottom], [w_h.top, gated.bottom], [w_x.top, total.bottom]):
        canvas.wire(ends, candidate)
    for left, right in ((gated, total), (total, tanh)):
        canvas.wire([left.right, right.left], candidate)
    canvas.wire([r.top, (_B, _LOW), gated.left], reset, name="r")

    kept = canvas.op("×", (_A, _BELT), update, blend)
    rest = canvas.op("1−", (_B, _HIGH), update, blend)
    new = canvas.op("×", (_E, _HIGH), update, blend)
    mixed = canvas.op("+", (_E, _BELT), blend)
    for ends in ([h_in, kept.left], [kept.right, mixed.left], [new.top, mixed.bottom]):
        canvas.wire(ends, blend)
    canvas.wire([z.top, kept.bottom], update, blend, name="z")
    canvas.wire([z.top, (_A, _HIGH), rest.left], update, blend)
    canvas.wire([rest.right, new.left], update, blend)
    canvas.wire([tanh.top, new.bottom], candidate, blend, name="n")
    canvas.hidden_state_out([mixed.right], blend)
    return canvas.figure


class _Node:
    """Where wires end and begin at a box or a circle."""

    def __init__(self, at: Point, width: float, height: float) -> None:
        (x, y), w, h = at, width / 2, height / 2
        self.left, self.right = (x - w, y), (x + w, y)
        self.bottom, self.top = (x, y - h), (x, y + h)


class _Canvas:
    """The picture of one cell; whatever is put on it names the parts it belongs to."""

    def __init__(self, lit: str | None, known: Sequence[str], roof: float = 27) -> None:
        checks.one_of("lit", lit, (None, *known))
        self.lit, self.roof = lit, roof
        inner = np.array([44, roof + 3.6])
        outer = inner + 2  # a margin of a tenth of an inch, as wide as savefig's own
        self.figure = plt.figure(figsize=tuple(outer / 10), layout="none")
        plt.close(self.figure)  # else a notebook would show it a second time
        self._ax = self.figure.add_axes((*(1 / outer), *(inner / outer)))
        self._ax.set(xlim=(0, inner[0]), ylim=(0, inner[1]))
        self._ax.axis("off")
        cell = FancyBboxPatch((5.6, 2.8), 34.7, roof - 2.8, _ROUND)
        cell.set(fill=False, edgecolor=_DIM, linewidth=_THIN)
        self._ax.add_patch(cell)

    def layer(self, text: str, at: Point, *parts: str) -> _Node:
        width, height = 5, 3.6
        corner = (at[0] - width / 2, at[1] - height / 2)
        self._add(FancyBboxPatch(corner, width, height, _ROUND), "C1", parts)
        self._write(text, at, parts)
        return _Node(at, width, height)

    def gate(self, text: str, feed: Points, *parts: str) -> _Node:
        """A layer right above the end of its feed."""
        node = self.layer(text, (feed[-1][0], _LAYERS), *parts)
        self.wire([*feed, node.bottom], *parts)
        return node

    def op(self, text: str, at: Point, *parts: str) -> _Node:
        width, height = 1.6 + len(text), 2.6
        self._add(Ellipse(at, width, height), "C0", parts)
        self._write(text, at, parts)
        return _Node(at, width, height)

    def wire(self, points: Points, *parts: str, name: str = "", gap: float = 0) -> None:
        """A line through points; at height `gap` it lets another one through."""
        self._add(PathPatch(_path(points, gap), fill=False), "C0", parts)
        if name:
            self._write(name, (points[0][0] - 1.3, points[0][1] + 1.25), parts)

    def from_left(self, name: str, row: float, *parts: str) -> Point:
        self._write(name, (1.5, row), parts)
        return 4.7, row

    def from_below(self, name: str, column: float, *parts: str) -> Point:
        self._write(name, (column, 0.8), parts)
        return column, 1.9

    def to_right(self, name: str, row: float, *parts: str) -> Point:
        self._write(name, (43, row), parts)
        return 41.7, row

    def join_inputs(self, row: float, *parts: str) -> Point:
        """The old hidden state and the input, side by side on one wire."""
        h_in = self.from_left("h_t−1", row, *parts)
        x_in = self.from_below("x_t", _IN, *parts)
        joined = (_IN + 1.5, row)
        self.wire([h_in, joined], *parts)
        self.wire([x_in, (_IN, row), joined], *parts)
        return joined

    def hidden_state_out(self, start: Points, *parts: str, gap: float = 0) -> None:
        """Two copies of the new hidden state: to the next step, and up to be read."""
        row = start[-1][1]
        self.wire([*start, self.to_right("h_t", row, *parts)], *parts)
        self.wire([*start, (_UP, row), (_UP, self.roof + 1.4)], *parts, gap=gap)
        self._write("h_t", (_UP, self.roof + 2.6), parts)

    def _is_lit(self, parts: Sequence[str]) -> bool:
        return self.lit is None or self.lit in parts

    def _add(self, patch: Patch, colour: str, parts: Sequence[str]) -> None:
        """Draw a shape: thick and in its colour if lit, else thin and grey."""
        thick = colour, (colour, 0.15), _THICK, 2
        thin = _DIM, "none", _THIN, 1
        edge, face, width, zorder = thick if self._is_lit(parts) else thin
        patch.set(edgecolor=edge, facecolor=face, linewidth=width, zorder=zorder)
        self._ax.add_patch(patch)

    def _write(self, name: str, at: Point, parts: Sequence[str]) -> None:
        """Write a name; what follows an underscore stands lower."""
        x, y = at[0] + 0.3 * ("_" in name), at[1]
        base, _, index = name.partition("_")
        style = "normal" if base in _UPRIGHT else "italic"
        look = {"style": style, "color": "black" if self._is_lit(parts) else _DIM}
        size, ha = 13 if len(base) == 1 else 12, "right" if index else "center"
        self._ax.text(x, y - 0.6, base, size=size, ha=ha, **look)
        if index:
            self._ax.text(x, y - 1.1, index, size=10.5, ha="left", **look)


def _path(points: Points, gap: float) -> Path:
    """A line with round corners that ends in an arrow head."""
    stops = np.array(points)
    path = [(Path.MOVETO, stops[0])]
    for before, corner, after in zip(stops, stops[1:], stops[2:], strict=False):
        path.append((Path.LINETO, corner + 0.8 * np.sign(before - corner)))
        path.append((Path.CURVE3, corner))
        path.append((Path.CURVE3, corner + 0.8 * np.sign(after - corner)))
    tip, back = stops[-1], 0.9 * np.sign(stops[-2] - stops[-1])
    side = back[::-1] * 2 / 3
    if gap:
        path += [(Path.LINETO, (tip[0], gap - 0.5)), (Path.MOVETO, (tip[0], gap + 0.5))]
    path += [(Path.LINETO, tip), (Path.MOVETO, tip + back + side)]
    path += [(Path.LINETO, tip), (Path.LINETO, tip + back - side)]
    codes, vertices = zip(*path, strict=True)
    return Path(vertices, codes)
