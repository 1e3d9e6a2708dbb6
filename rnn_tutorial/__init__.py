"""Recurrent neural networks, written to be read.

The names below are looked up when they are first used, so `import rnn_tutorial`
itself is instant and loads neither NumPy, PyTorch nor matplotlib. (`train` is not
among them: `rnn_tutorial.train` is a module, and the function is in it.)

Examples:
    >>> from rnn_tutorial import sine_wave
    >>> sine_wave(n_points=500).shape
    (500,)
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnn_tutorial.data.sine import sine_wave
    from rnn_tutorial.data.windows import sliding_windows
    from rnn_tutorial.evidence import claim, per_seed, seeds
    from rnn_tutorial.predict import free_run, next_step
    from rnn_tutorial.pytorch.forecaster import Forecaster
    from rnn_tutorial.train import (
        History,
        TrainConfig,
        seed_everything,
        train_forecaster,
    )

__version__ = "0.1.0"

__all__ = [
    "Forecaster",
    "History",
    "TrainConfig",
    "__version__",
    "claim",
    "free_run",
    "next_step",
    "per_seed",
    "seed_everything",
    "seeds",
    "sine_wave",
    "sliding_windows",
    "train_forecaster",
]

_HOME = {
    "Forecaster": "rnn_tutorial.pytorch.forecaster",
    "History": "rnn_tutorial.train",
    "TrainConfig": "rnn_tutorial.train",
    "claim": "rnn_tutorial.evidence",
    "free_run": "rnn_tutorial.predict",
    "next_step": "rnn_tutorial.predict",
    "per_seed": "rnn_tutorial.evidence",
    "seed_everything": "rnn_tutorial.train",
    "seeds": "rnn_tutorial.evidence",
    "sine_wave": "rnn_tutorial.data.sine",
    "sliding_windows": "rnn_tutorial.data.windows",
    "train_forecaster": "rnn_tutorial.train",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
