"""Pictures of shapes: of sequence tasks, and of what PyTorch's networks return."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from rnn_tutorial.pictures.plots import FIGURE_SIZE, new_panels

Point = tuple[float, float]

_INPUT, _CELL, _OUTPUT = 0.0, 1.0, 2.0  # heights; a step is 1 wide
_RADIUS = 0.31

# The name of a task; what is read and said at each step, a space where nothing is said;
# from which step on the network reads what it said itself, and when it is another one.
_TASKS = (
    ("many to one", "+~~~~", "    +", 5, 5),
    ("many to many, in step", "+−−+−", "?+−−+", 5, 5),
    ("one to many", ".adam", "adam.", 1, 5),
    ("many to many, in turn", "40.XL", "  XL.", 3, 2),
)


def draw_task_shapes() -> Figure:
    """Draw four shapes of tasks: where a network reads, and where it is listened to.

    Source: The idea to compare tasks by such a picture is Karpathy's (2015), "The
    unreasonable effectiveness of recurrent neural networks".
    """
    figure, panels = new_panels(2, 2, (FIGURE_SIZE[0], 3.3))
    for ax, (name, *task) in zip(panels.flat, _TASKS, strict=True):
        ax.set(xlim=(-0.5, 4.5), ylim=(-0.5, 2.5), aspect="equal", title=name)
        ax.axis("off")
        _draw(ax, *task)
    return figure


def draw_outputs() -> Figure:
    """Draw which states are in `output` (framed), and where in `h_n` (filled).

    Source: The "Outputs" of `torch.nn.RNN`, `torch.nn.GRU` and `torch.nn.LSTM`.
    """
    figure, panels = new_panels(2, 1, (FIGURE_SIZE[0], 4.1))
    layers, directions = panels.flat
    layers.set_title("two layers")
    _states(layers, 1, "layer 2", "[1]", last=3)
    _states(layers, 0, "layer 1", "[0]", last=3)
    for step in range(4):
        _arrow(layers, (step, _RADIUS), (step, 1 - _RADIUS), "C7")
    _frame(layers, low=1, high=1)
    directions.set_title("two directions")
    _states(directions, 1, "forwards", "[0]", last=3)
    _states(directions, 0, "backwards", "[1]", last=0)
    _frame(directions, low=0, high=1)
    for ax in panels.flat:
        ax.set(xlim=(-1.75, 3.5), ylim=(-1.0, 1.95), aspect="equal")
        ax.axis("off")
        for step in range(4):
            ax.text(step, -0.75, f"step {step + 1}", ha="center", va="center")
        ax.text(3.42, 1.52, "output", ha="right", va="bottom", color="C1")
    return figure


def _states(ax: Axes, row: int, name: str, label: str, last: int) -> None:
    """Draw the states of a layer, which ends its reading at the step `last`."""
    ax.text(-0.6, row, name, ha="right", va="center")
    for step in range(4):
        _box(ax, (step, row), ("C2", 0.3) if step == last else "none")
    ax.text(last, row, label, ha="center", va="center")
    for left in range(3):
        ends = [(left + _RADIUS, row), (left + 1 - _RADIUS, row)]
        _arrow(ax, *(ends if last else reversed(ends)), "C7")


def _frame(ax: Axes, low: int, high: int) -> None:
    corner, height = (-0.42, low - 0.42), high - low + 0.84
    ax.add_patch(Rectangle(corner, 3.84, height, fc="none", ec="C1", lw=1.8))


def _draw(ax: Axes, reads: str, says: str, from_own: int, from_second: int) -> None:
    for step, (read, said) in enumerate(zip(reads, says, strict=True)):
        _box(ax, (step, _CELL), ("C7", 0.4) if step >= from_second else "none")
        if step:
            _arrow(ax, (step - 1 + _RADIUS, _CELL), (step - _RADIUS, _CELL), "C7")
        own = step >= from_own
        _sign(ax, read, (step, _INPUT), "C0", "--" if own else "-")
        _arrow(ax, (step, _INPUT + _RADIUS), (step, _CELL - _RADIUS), "C0")
        if own:
            start, end = (step - 1 + 0.2, _OUTPUT - 0.27), (step - 0.22, _INPUT + 0.25)
            _arrow(ax, start, end, "C1", "--")
        if said.strip():
            _sign(ax, said, (step, _OUTPUT), "C1", "-")
            _arrow(ax, (step, _CELL + _RADIUS), (step, _OUTPUT - _RADIUS), "C1")


def _box(ax: Axes, at: Point, fill: str | tuple[str, float]) -> None:
    corner, size = (at[0] - _RADIUS, at[1] - _RADIUS), 2 * _RADIUS
    rounded = "round,pad=0,rounding_size=0.1"
    ax.add_patch(FancyBboxPatch(corner, size, size, rounded, fc=fill, ec="C7"))


def _sign(ax: Axes, text: str, at: Point, colour: str, line: str) -> None:
    ax.add_patch(Circle(at, _RADIUS, fc=(colour, 0.15), ec=colour, ls=line))
    ax.text(*at, text, ha="center", va="center", size=12)


def _arrow(ax: Axes, start: Point, end: Point, colour: str, line: str = "-") -> None:
    look = {"arrowstyle": "->", "color": colour, "ls": line, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops=look)
