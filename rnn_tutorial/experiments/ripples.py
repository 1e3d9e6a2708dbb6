"""What an untrained network remembers by chance, like ripples on a pond."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from rnn_tutorial import checks
from rnn_tutorial.data.echo import echo_stream
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.train import seed_everything

BATCH_SIZE = 32
HEARD = 1600  # bits of each stream from which the readout is fitted
TESTED = 800  # bits of each stream of the test


@experiment
def ripples(
    seed: int, max_delay: int = 24, hidden_size: int = 32
) -> NDArray[np.float64]:
    """Return the shares of echoes that untrained RNNs know, `(n_seeds, max_delay)`.

    The RNN stays as PyTorch draws it. Only a linear layer is fitted to its states, by
    least squares, for each delay from 1 to `max_delay` on its own: no gradient, and no
    chunks. Then it is tested on new streams.

    Source: Jaeger (2001), "The 'echo state' approach to analysing and training
    recurrent neural networks".

    Examples:
        >>> ripples([0], max_delay=2)
        array([[1., 1.]])
    """
    checks.positive_ints(max_delay=max_delay, hidden_size=hidden_size)
    wanted = f"less than {TESTED}, the bits of a stream of the test"
    checks.expect(max_delay < TESTED, "max_delay", max_delay, wanted)
    seed_everything(seed)
    rng = np.random.default_rng(seed)
    rnn = nn.RNN(1, hidden_size, batch_first=True)
    states, echoes = _read(rnn, HEARD, max_delay, rng)
    readout, *_ = np.linalg.lstsq(states, echoes, rcond=None)
    states, echoes = _read(rnn, TESTED, max_delay, rng)
    return ((states @ readout > 0) == (echoes > 0)).mean(axis=0)


@torch.no_grad()
def _read(
    rnn: nn.RNN, n_steps: int, max_delay: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return states with a one behind each, for the bias, and the bits before them."""
    x, _ = echo_stream(BATCH_SIZE, n_steps, max_delay, rng)
    output, _ = rnn(torch.from_numpy(x))
    states = output[:, max_delay:].flatten(end_dim=1).double().numpy()
    delays = range(1, max_delay + 1)
    echoes = [x[:, max_delay - delay : n_steps - delay].ravel() for delay in delays]
    return np.column_stack([states, np.ones(len(states))]), np.column_stack(echoes)
