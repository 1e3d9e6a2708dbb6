"""Recurrent neural networks, written to be read.

What holds everywhere is said here, and not again with each function:

- What a function can't use it refuses: with a `ValueError` of one sentence that names
  the argument, says what came, and what was expected. "Raises" lists only the rest.
- Batches come first: `(batch_size, seq_len, features)`; series are `(n,)`.
- Chance comes from `rng`, a NumPy generator, or from a `seed`, a whole number: the same
  one gives the same numbers. What a new PyTorch module begins with comes from PyTorch's
  own generator, which `seed_everything` sets.

The names below are looked up when they are first used, so `import rnn_tutorial` itself
is instant and loads neither NumPy, PyTorch nor matplotlib. (`train` is not among them:
`rnn_tutorial.train` is a module, and the function is in it.)
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # with "as", which tells type checkers that a name is public
    from rnn_tutorial.data.sine import sine_wave as sine_wave
    from rnn_tutorial.data.windows import sliding_windows as sliding_windows
    from rnn_tutorial.evidence import claim as claim
    from rnn_tutorial.evidence import per_seed as per_seed
    from rnn_tutorial.evidence import seeds as seeds
    from rnn_tutorial.predict import free_run as free_run
    from rnn_tutorial.predict import next_step as next_step
    from rnn_tutorial.pytorch.forecaster import Forecaster as Forecaster
    from rnn_tutorial.train import History as History
    from rnn_tutorial.train import TrainConfig as TrainConfig
    from rnn_tutorial.train import seed_everything as seed_everything
    from rnn_tutorial.train import train_forecaster as train_forecaster

__version__ = "0.1.0"

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
__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
