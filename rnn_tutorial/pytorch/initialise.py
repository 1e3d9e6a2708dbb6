"""Other starts for the recurrent layers of `torch.nn`, where theirs does not serve."""

import torch
from torch import nn

from rnn_tutorial import checks


def set_forget_bias(lstm: nn.LSTM, value: float) -> None:
    """Set the bias of an LSTM's forget gates, in all layers.

    PyTorch keeps two biases and adds them up, so one is set to the value and the other
    to zero: only their sum counts.

    Args:
        lstm: The LSTM, which must have biases; changed in place.
        value: The new bias; above zero the gates begin rather open.

    Source:
        Gers, Schmidhuber & Cummins (2000), "Learning to forget"; Jozefowicz, Zaremba &
        Sutskever (2015), "An empirical exploration of recurrent network architectures".

    Examples:
        >>> lstm = nn.LSTM(input_size=1, hidden_size=2, batch_first=True)
        >>> set_forget_bias(lstm, 3.0)
        >>> (lstm.bias_ih_l0 + lstm.bias_hh_l0)[2:4].tolist()
        [3.0, 3.0]
    """
    checks.instance_of("lstm", lstm, nn.LSTM)
    checks.one_of("lstm.bias", lstm.bias, (True,))
    checks.number("value", value)
    with torch.no_grad():
        for _, _, bias_ih, bias_hh, *_ in lstm.all_weights:
            bias_ih.chunk(4)[1].fill_(value)  # the order of the gates is i, f, g, o
            bias_hh.chunk(4)[1].zero_()


def set_recurrent_gain(rnn: nn.RNN, gain: float) -> None:
    r"""Make an RNN's recurrent weights a rotation, times a gain, in all layers.

    $W_h = \text{gain} \cdot Q$ with $Q$ orthogonal, drawn at random: without the tanh,
    every step would change the length of the state by exactly that factor.

    Args:
        rnn: The RNN; changed in place.
        gain: The factor, above 0.

    Source:
        Saxe, McClelland & Ganguli (2014), "Exact solutions to the nonlinear dynamics of
        learning in deep linear neural networks"; `torch.nn.init.orthogonal_`.

    Examples:
        >>> rnn = nn.RNN(input_size=1, hidden_size=8, batch_first=True)
        >>> set_recurrent_gain(rnn, 1.5)
        >>> torch.linalg.matrix_norm(rnn.weight_hh_l0, 2).item()
        1.5
    """
    checks.instance_of("rnn", rnn, nn.RNN)
    checks.positive_number("gain", gain)
    for _, weight_hh, *_ in rnn.all_weights:
        nn.init.orthogonal_(weight_hh, gain)
