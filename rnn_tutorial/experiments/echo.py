"""The echo task: what networks can know whose memory is cut, or that nobody trained."""

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.data.echo import echo_stream
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.train import seed_everything

BATCH_SIZE = 32
HEARD = 6400  # bits of each training stream, if not said otherwise
TESTED = 1600  # bits of each stream of the test
FITTED, JUDGED = 1600, 800  # the same, where only a readout is fitted


@experiment
def echo_accuracy(
    seed: int,
    delay: int,
    chunk_len: int,
    carry: bool,
    hidden_size: int = 32,
    learning_rate: float = 0.001,
    heard: int | None = None,
    cut_every: int | None = None,
) -> float:
    """Return the share of right echoes by trained RNNs in new streams, `(n_seeds,)`.

    They echo a stream of bits, `delay` steps later. It is cut into chunks of
    `chunk_len` steps: gradients never go back further than the beginning of a chunk,
    which `carry` lets begin with the last state, not with zeros. Whatever the length of
    the chunks, each network hears the same number of bits, unless `heard` sets it.
    `cut_every` ends gradients inside a chunk too, each so many steps; nothing else
    changes, neither the states nor what an update learns from.

    Source: Truncated backpropagation through time: Williams & Peng (1990), "An
    efficient gradient-based algorithm for on-line training of recurrent network
    trajectories".
    """
    checks.positive_ints(delay=delay, chunk_len=chunk_len, hidden_size=hidden_size)
    wanted = f"at most {TESTED}, the bits of a stream of the test"
    checks.expect(chunk_len <= TESTED, "chunk_len", chunk_len, wanted)
    checks.positive_number("learning_rate", learning_rate)
    for name, value in (("heard", heard), ("cut_every", cut_every)):
        if value is not None:
            checks.positive_int(name, value)
    seed_everything(seed)
    rng = np.random.default_rng(seed)
    rnn = nn.RNN(1, hidden_size, batch_first=True)
    head = nn.Linear(hidden_size, 1)
    parameters = [*rnn.parameters(), *head.parameters()]
    optimizer = torch.optim.Adam(parameters, learning_rate, fused=True)

    def accuracy(n_steps: int, learns: bool) -> float:
        state, right = None, []
        for x, y in _chunks(n_steps, delay, chunk_len, rng):
            outputs, state = [], state if carry else None
            for piece in x.split(cut_every or chunk_len, dim=1):
                output, state = rnn(piece, state)
                state = state.detach()  # the gradient ends here
                outputs.append(output)
            answers = head(torch.cat(outputs, dim=1))
            right.append((answers > 0) == (y > 0))
            if learns:
                optimizer.zero_grad()
                nn.functional.mse_loss(answers, y).backward()
                optimizer.step()
        return torch.cat(right, dim=1).float().mean().item()

    accuracy(heard or HEARD, learns=True)
    with torch.no_grad():
        return accuracy(TESTED, learns=False)


def _chunks(
    n_steps: int, delay: int, chunk_len: int, rng: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    n_steps -= n_steps % chunk_len
    x, y = map(torch.from_numpy, echo_stream(BATCH_SIZE, n_steps, delay, rng))
    return zip(x.split(chunk_len, dim=1), y.split(chunk_len, dim=1), strict=True)


@experiment
def ripples(
    seed: int, max_delay: int = 24, hidden_size: int = 32
) -> NDArray[np.float64]:
    """Return the shares of echoes that untrained RNNs know, `(n_seeds, max_delay)`.

    They remember by chance, like ripples on a pond: the RNN stays as PyTorch draws it.
    Only a linear layer is fitted to its states, by least squares, for each delay from 1
    to `max_delay` on its own: no gradient, no chunks. It is tested on new streams.

    Source: Jaeger (2001), "The 'echo state' approach to analysing and training
    recurrent neural networks".

    Examples:
        >>> ripples([0], max_delay=2)
        array([[1., 1.]])
    """
    checks.positive_ints(max_delay=max_delay, hidden_size=hidden_size)
    wanted = f"less than {JUDGED}, the bits of a stream of the test"
    checks.expect(max_delay < JUDGED, "max_delay", max_delay, wanted)
    seed_everything(seed)
    rng = np.random.default_rng(seed)
    rnn = nn.RNN(1, hidden_size, batch_first=True)
    states, echoes = _read(rnn, FITTED, max_delay, rng)
    readout, *_ = np.linalg.lstsq(states, echoes, rcond=None)
    states, echoes = _read(rnn, JUDGED, max_delay, rng)
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
