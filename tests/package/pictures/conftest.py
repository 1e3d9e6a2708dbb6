"""What all pictures have in common: how they are saved, and that none is left open."""

import io
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

RC_FILE = Path(__file__).parents[3] / "docs/_hooks/engine/session/matplotlibrc"


@pytest.fixture(autouse=True)
def no_figure_piles_up():
    """Whoever draws a figure closes it, or a notebook would show it a second time."""
    yield
    assert plt.get_fignums() == []


@pytest.fixture(scope="session")
def build_style():
    """The style in which the site is built."""
    return mpl.rc_params_from_file(RC_FILE, use_default_template=False)


@pytest.fixture(scope="session")
def saved(build_style):
    """Save a figure as the build does."""

    def svg_of(figure):
        file = io.StringIO()
        with mpl.rc_context(build_style):
            figure.savefig(
                file, format="svg", bbox_inches="tight", metadata={"Date": None}
            )
        return file.getvalue()

    return svg_of
