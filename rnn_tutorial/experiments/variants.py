"""The networks that the experiments compare: a layer, and how its weights start."""

from dataclasses import dataclass

import torch
from torch import nn

from rnn_tutorial import checks
from rnn_tutorial.pytorch import initialise
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.pytorch.layers import LAYERS, make_layer
from rnn_tutorial.train import seed_everything

# What can be set: of which layer, what it is called, and how it is done.
_SETTINGS = {
    "forget_bias": ("LSTM", "forget bias {:g}", initialise.set_forget_bias),
    "update_bias": ("GRU", "update bias {:g}", initialise.set_update_bias),
    "gain": ("RNN", "gain {:g}", initialise.set_recurrent_gain),
    "self_weight": ("RNN", "self-weight {:g}", initialise.set_self_weight),
    "nonlinearity": ("RNN", "{}", initialise.set_nonlinearity),
}


@dataclass(frozen=True)
class Variant:
    """A recurrent layer, and what is changed about its start.

    The layer is a name in `rnn_tutorial.pytorch.layers.LAYERS`: `"RNN"`, `"GRU"`, ….
    What is not given stays as PyTorch draws it; what is given is a number, but for the
    `nonlinearity`, `"tanh"` or `"relu"`. An RNN's recurrent weights become a rotation
    times `gain`, or its units each hear only themselves, with `self_weight`.

    Examples:
        >>> Variant("LSTM", forget_bias=3).label
        'LSTM, forget bias 3'
    """

    layer: str
    forget_bias: float | None = None
    gain: float | None = None
    update_bias: float | None = None
    self_weight: float | None = None
    nonlinearity: str | None = None

    def __post_init__(self) -> None:
        checks.one_of("layer", self.layer, tuple(LAYERS))
        for name in self._given():
            checks.one_of(f"layer with a {name}", self.layer, _SETTINGS[name][:1])
            if name == "nonlinearity":
                checks.one_of(name, self.nonlinearity, ("tanh", "relu"))
            else:
                checks.number(name, getattr(self, name))
        if self.gain is not None:
            checks.positive_number("gain", self.gain)

    def _given(self) -> list[str]:
        return [name for name in _SETTINGS if getattr(self, name) is not None]

    @property
    def label(self) -> str:
        """What to call it in tables and plots."""
        given = self._given()
        words = (_SETTINGS[name][1].format(getattr(self, name)) for name in given)
        return ", ".join([self.layer, *words])

    def start(self, layer: nn.Module) -> None:
        """Change the weights of a new layer, in place, to this variant's start."""
        for name in self._given():
            _SETTINGS[name][2](layer, getattr(self, name))

    def forecaster(
        self, hidden_size: int, seed: int, input_size: int = 1
    ) -> Forecaster:
        """Seed everything, and return a `Forecaster` with a layer of this variant."""
        seed_everything(seed)
        model = Forecaster(hidden_size, input_size, LAYERS[self.layer])
        self.start(model.rnn)
        return model

    def build(self, input_size: int, hidden_size: int, seed: int) -> nn.Module:
        """Return a layer in `float64`, as `make_layer` makes it, drawn from a seed."""
        with torch.random.fork_rng(devices=[]):  # the global generator stays as it is
            torch.manual_seed(seed)
            layer = make_layer(
                LAYERS[self.layer], input_size, hidden_size, torch.float64
            )
            self.start(layer)
        return layer
