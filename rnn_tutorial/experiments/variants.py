"""The networks that the experiments compare: a layer, and how its weights start."""

from dataclasses import dataclass

import torch
from torch import nn

from rnn_tutorial import checks
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.pytorch.initialise import set_forget_bias, set_recurrent_gain
from rnn_tutorial.pytorch.layers import LAYERS, Layer, make_layer
from rnn_tutorial.train import seed_everything


@dataclass(frozen=True)
class Variant:
    """A recurrent layer, and what is changed about its start.

    Args:
        layer: Its name in `rnn_tutorial.pytorch.layers.LAYERS`: `"RNN"`, `"GRU"`, ….
        forget_bias: An LSTM's forget bias, a number; as PyTorch draws it if not given.
        gain: An RNN's recurrent weights become a rotation times this number, above 0;
            as PyTorch draws them if not given.

    Examples:
        >>> Variant("LSTM", forget_bias=3).label
        'LSTM, forget bias 3'
    """

    layer: str
    forget_bias: float | None = None
    gain: float | None = None

    def __post_init__(self) -> None:
        checks.one_of("layer", self.layer, tuple(LAYERS))
        if self.forget_bias is not None:
            checks.one_of("layer with a forget_bias", self.layer, ("LSTM",))
            checks.number("forget_bias", self.forget_bias)
        if self.gain is not None:
            checks.one_of("layer with a gain", self.layer, ("RNN",))
            checks.positive_number("gain", self.gain)

    @property
    def label(self) -> str:
        """What to call it in tables and plots."""
        if self.forget_bias is not None:
            return f"{self.layer}, forget bias {self.forget_bias:g}"
        if self.gain is not None:
            return f"{self.layer}, gain {self.gain:g}"
        return self.layer

    @property
    def layer_class(self) -> Layer:
        """The class of the layer, or of the cell, for `make_layer`."""
        return LAYERS[self.layer]

    def start(self, layer: nn.Module) -> None:
        """Change the weights of a new layer, in place, to this variant's start."""
        if self.forget_bias is not None:
            set_forget_bias(layer, self.forget_bias)
        if self.gain is not None:
            set_recurrent_gain(layer, self.gain)

    def forecaster(
        self, hidden_size: int, seed: int, input_size: int = 1
    ) -> Forecaster:
        """Seed everything, and return a `Forecaster` with a layer of this variant."""
        seed_everything(seed)
        model = Forecaster(hidden_size, input_size, self.layer_class)
        self.start(model.rnn)
        return model

    def build(self, input_size: int, hidden_size: int, seed: int) -> nn.Module:
        """Return a layer in `float64`, as `make_layer` makes it, drawn from a seed."""
        with torch.random.fork_rng(devices=[]):  # the global generator stays as it is
            torch.manual_seed(seed)
            layer = make_layer(self.layer_class, input_size, hidden_size, torch.float64)
            self.start(layer)
        return layer


# Those of a lesson: as they are drawn, and the LSTM with the remedy of the year 2000.
COMPARED = (
    *map(Variant, ("RNN", "GRU", "LSTM")),
    Variant("LSTM", forget_bias=1),
    Variant("LSTM", forget_bias=3),
)
