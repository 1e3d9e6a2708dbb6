"""matplotlib, loaded with the settings beside this file.

It would prefer those of the folder where it is loaded, and nobody would hear of their
changes: a page sets what it wants itself.

Among them is constrained layout, which matplotlib takes for its user's wish, and warns
of what users do who never asked for it. Here that goes on to work.
"""

import warnings
from contextlib import chdir
from functools import wraps
from pathlib import Path

with chdir(Path(__file__).parent):
    import matplotlib.pyplot  # noqa: F401

from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine, PlaceHolderLayoutEngine

_execute = ConstrainedLayoutEngine.execute
_tight_layout, _subplots_adjust = Figure.tight_layout, Figure.subplots_adjust
_set_layout_engine = Figure.set_layout_engine
_BY_HAND = PlaceHolderLayoutEngine(adjust_compatible=True, colorbar_gridspec=True)


@wraps(_execute)
def execute(engine: ConstrainedLayoutEngine, figure: Figure) -> object:
    """Lay out what there is: axes that were placed by hand stay, without a word."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "There are no gridspecs with layoutgrids")
        return _execute(engine, figure)


@wraps(_tight_layout)
def tight_layout(figure: Figure, **kwargs: object) -> None:
    """Do nothing where the layout already sees to it that nothing overlaps."""
    if not isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine):
        _tight_layout(figure, **kwargs)


@wraps(_subplots_adjust)
def subplots_adjust(figure: Figure, *args: object, **kwargs: object) -> None:
    """Leave the layout to who asks for it, unless a colorbar was laid out already."""
    if isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine):
        figure.set_layout_engine(_BY_HAND)
    _subplots_adjust(figure, *args, **kwargs)


@wraps(_set_layout_engine)
def set_layout_engine(figure: Figure, layout: object = None, **kwargs: object) -> None:
    """Stay without a layout where none is wanted: saving would bring it back."""
    is_none = layout == "none" and figure.get_layout_engine() is None
    _set_layout_engine(figure, _BY_HAND if is_none else layout, **kwargs)


ConstrainedLayoutEngine.execute = execute
Figure.tight_layout, Figure.subplots_adjust = tight_layout, subplots_adjust
Figure.set_layout_engine = set_layout_engine
