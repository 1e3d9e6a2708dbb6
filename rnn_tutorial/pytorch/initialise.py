"""Other starts for the recurrent layers of `torch.nn`, where theirs does not serve.

All change a layer in place, and all layers in it.
"""

import torch
from torch import nn

from rnn_tutorial import checks


def set_forget_bias(lstm: nn.LSTM, value: float) -> None:
    """Set the bias of an LSTM's forget gates: above zero they begin rather open.

    Of the two biases that PyTorch adds up, one is set to the value, the other to zero.

    Source: Gers, Schmidhuber & Cummins (2000), "Learning to forget"; Jozefowicz et al.
    (2015), "An empirical exploration of recurrent network architectures".

    Examples:
        >>> lstm = nn.LSTM(input_size=1, hidden_size=2, batch_first=True)
        >>> set_forget_bias(lstm, 3.0)
        >>> (lstm.bias_ih_l0 + lstm.bias_hh_l0)[2:4].tolist()
        [3.0, 3.0]
    """
    checks.instance_of("lstm", lstm, nn.LSTM)
    _set_second_bias("lstm", lstm, 4, value)  # the order of the gates is i, f, g, o


def set_update_bias(gru: nn.GRU, value: float) -> None:
    r"""Set the bias of a GRU's update gates, in the same way.

    Above zero the gates begin rather shut for what is new: the state is kept.

    Source: Tallec & Ollivier (2018), "Can recurrent neural networks warp time?", which
    also says how large: up to $\ln(T - 1)$, to remember over up to about $T$ steps.
    """
    checks.instance_of("gru", gru, nn.GRU)
    _set_second_bias("gru", gru, 3, value)  # the order of the gates is r, z, n


def _set_second_bias(name: str, layer: nn.RNNBase, n_gates: int, value: float) -> None:
    """Let the two biases of each second gate add up to the value."""
    checks.one_of(f"{name}.bias", layer.bias, (True,))
    checks.number("value", value)
    with torch.no_grad():
        for _, _, bias_ih, bias_hh, *_ in layer.all_weights:
            bias_ih.chunk(n_gates)[1].fill_(value)
            bias_hh.chunk(n_gates)[1].zero_()


def set_self_weight(rnn: nn.RNN, value: float) -> None:
    """Let each unit of an RNN hear only itself, with one weight, the value.

    Source: The identity: Le, Jaitly & Hinton (2015), "A simple way to initialize
    recurrent networks of rectified linear units".
    """
    checks.instance_of("rnn", rnn, nn.RNN)
    checks.number("value", value)
    with torch.no_grad():
        for _, weight_hh, *_ in rnn.all_weights:
            weight_hh.copy_(value * torch.eye(rnn.hidden_size))


def set_nonlinearity(rnn: nn.RNN, name: str) -> None:
    """Let an RNN squash with `"tanh"`, or only cut what is below zero with `"relu"`."""
    checks.instance_of("rnn", rnn, nn.RNN)
    checks.one_of("name", name, ("tanh", "relu"))
    rnn.nonlinearity, rnn.mode = name, f"RNN_{name.upper()}"  # as nn.RNN does itself


def set_recurrent_gain(rnn: nn.RNN, gain: float) -> None:
    r"""Make an RNN's recurrent weights a rotation, times a gain above 0.

    $W_h = \text{gain} \cdot Q$ with $Q$ orthogonal, drawn at random: without the tanh,
    every step would change the length of the state by exactly that factor.

    Source: Saxe, McClelland & Ganguli (2014), "Exact solutions to the nonlinear
    dynamics of learning in deep linear neural networks"; `torch.nn.init.orthogonal_`.
    """
    checks.instance_of("rnn", rnn, nn.RNN)
    checks.positive_number("gain", gain)
    for _, weight_hh, *_ in rnn.all_weights:
        nn.init.orthogonal_(weight_hh, gain)
