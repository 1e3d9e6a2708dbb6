"""The echo task: what a network can know if its memory is cut now and then."""

from collections.abc import Iterable, Iterator
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.data.echo import echo_stream
from rnn_tutorial.experiments.over_seeds import over_seeds
from rnn_tutorial.experiments.shared import shared
from rnn_tutorial.train import seed_everything

BATCH_SIZE = 32
HEARD = 6400  # bits of each training stream
TESTED = 1600  # bits of each stream of the test


@shared
def echo_accuracy(
    seeds: Iterable[int],
    delay: int,
    chunk_len: int,
    carry: bool,
    hidden_size: int = 32,
    learning_rate: float = 0.001,
) -> NDArray[np.float64]:
    """Train RNNs to echo a stream of bits, cut into chunks; return their accuracy.

    Gradients never go back further than the beginning of a chunk. Whatever the length
    of the chunks, each network hears the same number of bits.

    Args:
        seeds: Seeds of the initial weights and of the bits.
        delay: How many steps later the echo has to come.
        chunk_len: Number of steps of a chunk.
        carry: Whether the state is carried from chunk to chunk, or each begins with
            zeros.
        hidden_size: Number of hidden units.
        learning_rate: Step size of Adam.

    Returns:
        The share of right echoes in new streams, shape `(n_seeds,)`.

    Raises:
        ValueError: If there is no seed, or a setting is out of range.

    Source:
        Truncated backpropagation through time: Williams & Peng (1990), "An efficient
        gradient-based algorithm for on-line training of recurrent network
        trajectories".

    Examples:
        >>> echo_accuracy([0], delay=1, chunk_len=32, carry=True).item()
        1.0
    """
    checks.positive_int("delay", delay)
    checks.positive_int("chunk_len", chunk_len)
    if chunk_len > TESTED:
        raise ValueError(
            f"chunk_len is {chunk_len}; expected at most {TESTED}, the bits of a "
            "stream of the test."
        )
    checks.positive_int("hidden_size", hidden_size)
    checks.positive_number("learning_rate", learning_rate)
    run = partial(_run, delay, chunk_len, carry, hidden_size, learning_rate)
    return np.array(over_seeds(run, list(seeds)))


def _run(
    delay: int,
    chunk_len: int,
    carry: bool,
    hidden_size: int,
    learning_rate: float,
    seed: int,
) -> float:
    seed_everything(seed)
    rng = np.random.default_rng(seed)
    rnn = nn.RNN(1, hidden_size, batch_first=True)
    head = nn.Linear(hidden_size, 1)
    parameters = [*rnn.parameters(), *head.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=learning_rate)
    state = None
    for x, y in _chunks(HEARD, delay, chunk_len, rng):
        output, state = rnn(x, state if carry else None)
        state = state.detach()  # the gradient ends here
        loss = nn.functional.mse_loss(head(output), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return _accuracy(rnn, head, _chunks(TESTED, delay, chunk_len, rng), carry)


def _chunks(
    n_steps: int, delay: int, chunk_len: int, rng: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    n_steps -= n_steps % chunk_len
    x, y = (
        torch.from_numpy(bits) for bits in echo_stream(BATCH_SIZE, n_steps, delay, rng)
    )
    return zip(x.split(chunk_len, dim=1), y.split(chunk_len, dim=1), strict=True)


@torch.no_grad()
def _accuracy(
    rnn: nn.RNN, head: nn.Linear, chunks: Iterable[tuple[Tensor, Tensor]], carry: bool
) -> float:
    state, right = None, []
    for x, y in chunks:
        output, state = rnn(x, state if carry else None)
        right.append((head(output) > 0) == (y > 0))
    return torch.cat(right, dim=1).float().mean().item()
