"""The networks that the experiments compare: a layer, and how its weights start."""

from dataclasses import dataclass

import torch
from torch import nn

from rnn_tutorial import checks
from rnn_tutorial.pytorch.initialise import set_forget_bias, set_recurrent_gain

_LAYERS = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}


@dataclass(frozen=True)
class Variant:
    """A recurrent layer of PyTorch, and what is changed about its start.

    Args:
        layer: `"RNN"`, `"GRU"` or `"LSTM"`.
        forget_bias: An LSTM's forget bias; as PyTorch draws it if not given.
        gain: An RNN's recurrent weights become a rotation times this number; as
            PyTorch draws them if not given.

    Raises:
        ValueError: If there is no such layer, or it has no such setting.

    Examples:
        >>> Variant("LSTM", forget_bias=3).label
        'LSTM, forget bias 3'
    """

    layer: str
    forget_bias: float | None = None
    gain: float | None = None

    def __post_init__(self) -> None:
        checks.one_of("layer", self.layer, tuple(_LAYERS))
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
    def layer_class(self) -> type[nn.RNNBase]:
        """The class of the layer."""
        return _LAYERS[self.layer]

    def start(self, layer: nn.RNNBase) -> None:
        """Change the weights of a new layer to this variant's start.

        Args:
            layer: The layer; changed in place.

        Examples:
            >>> lstm = nn.LSTM(1, 2)
            >>> Variant("LSTM", forget_bias=1).start(lstm)
            >>> (lstm.bias_ih_l0 + lstm.bias_hh_l0)[2:4].tolist()
            [1.0, 1.0]
        """
        if self.forget_bias is not None:
            set_forget_bias(layer, self.forget_bias)
        if self.gain is not None:
            set_recurrent_gain(layer, self.gain)

    def build(self, input_size: int, hidden_size: int, seed: int) -> nn.RNNBase:
        """Return a new layer, drawn from a seed.

        Args:
            input_size: Number of features of one step.
            hidden_size: Number of hidden units.
            seed: Chooses the weights.

        Returns:
            The layer, in `float64` and with `batch_first=True`.

        Examples:
            >>> Variant("GRU").build(1, 32, seed=0)
            GRU(1, 32, batch_first=True)
        """
        with torch.random.fork_rng(
            devices=[]
        ):  # the global generator stays where it is
            torch.manual_seed(seed)
            layer = self.layer_class(
                input_size, hidden_size, batch_first=True, dtype=torch.float64
            )
            self.start(layer)
        return layer


# As PyTorch draws them, and the LSTM with the remedy of the year 2000.
COMPARED = (
    Variant("RNN"),
    Variant("GRU"),
    Variant("LSTM"),
    Variant("LSTM", forget_bias=1),
    Variant("LSTM", forget_bias=3),
)
