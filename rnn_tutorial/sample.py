"""Letting a network invent names: guess a letter, roll the dice, read it, go on.

Whoever asks a network ends its training mode: then no dropout disturbs what it says.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rnn_tutorial import checks
from rnn_tutorial.data.names import END, IGNORED, LATIN, Alphabet, Names, name_batch
from rnn_tutorial.pytorch.reader import SymbolReader

LONGEST = 20  # letters of an invented name, if nothing else is said


@torch.no_grad()
def next_letter(
    model: SymbolReader,
    prefix: str = "",
    temperature: float = 1.0,
    alphabet: Alphabet = LATIN,
) -> NDArray[np.float64]:
    r"""Return how likely each symbol comes after a beginning, shape `(n_symbols,)`.

    $p_i = e^{a_i / \tau} / \sum_j e^{a_j / \tau}$, with $a$ what the network puts out
    after the last letter, one number per symbol, the end sign first, and $\tau > 0$ the
    temperature: below 1 the likely becomes more likely, above 1 less.

    Source: Ackley et al. (1985), "A learning algorithm for Boltzmann machines".
    """
    checks.positive_number("temperature", temperature)
    _ask(model, alphabet)
    read = torch.tensor([[END, *alphabet.encode(prefix)]])
    return _chances(model(read)[0, -1], temperature).numpy()


@torch.no_grad()
def letter_probabilities(
    model: SymbolReader, names: Names, carry: bool = True, alphabet: Alphabet = LATIN
) -> NDArray[np.float64]:
    """Return how likely a network held each letter that came, and each end, in order.

    If it doesn't `carry` its state from letter to letter, it sees each as the first.
    """
    _ask(model, alphabet)
    x, y = name_batch(names, alphabet)
    read = torch.from_numpy(x if carry else x.reshape(-1, 1))
    chances = _chances(model(read), temperature=1).numpy().reshape(*x.shape, -1)
    rows, steps = np.nonzero(y != IGNORED)
    return chances[rows, steps, y[rows, steps]]


@torch.no_grad()
def sample_names(
    model: SymbolReader,
    n: int,
    rng: np.random.Generator,
    temperature: float = 1.0,
    prefix: str = "",
    longest: int = LONGEST,
    alphabet: Alphabet = LATIN,
) -> list[str]:
    """Let a network invent `n` names, each letter drawn as `next_letter` says.

    The letter that was drawn is what it reads next, and its state is handed on. A name
    begins with the prefix, is cut off `longest` letters behind it, and may be empty.
    The temperature can't be 0, to take the likeliest letter; 0.001 comes close.

    Source: Sutskever et al. (2011), "Generating text with recurrent neural networks".

    Examples:
        >>> _ = torch.manual_seed(0)
        >>> rng = np.random.default_rng(0)
        >>> sample_names(SymbolReader(27, 27), 2, rng, prefix="an", longest=3)
        ['anpau', 'ang']
    """
    checks.positive_ints(n=n, longest=longest)
    checks.instance_of("rng", rng, np.random.Generator)
    checks.positive_number("temperature", temperature)
    _ask(model, alphabet)
    read = torch.tensor([[END, *alphabet.encode(prefix)]] * n)
    state, drawn = None, []
    for _ in range(longest):
        output, state = model.read(read, state)
        sums = _chances(output[:, -1], temperature).cumsum(dim=-1)  # (n, n_symbols)
        dice = torch.from_numpy(rng.random((n, 1)))
        # The first whose sum exceeds the dice; the last sum is 1 but for rounding.
        read = (sums[:, :-1] <= dice).sum(dim=-1, keepdim=True)  # (n, 1)
        drawn.append(read)
    return [prefix + alphabet.decode(row) for row in torch.cat(drawn, dim=1).tolist()]


def _chances(output: Tensor, temperature: float) -> Tensor:
    return torch.softmax(output.double() / temperature, dim=-1)


def _ask(model: SymbolReader, alphabet: Alphabet) -> None:
    """Refuse a network that is not made for the alphabet; make another one ready."""
    sizes = model.embedding.num_embeddings, model.head.out_features
    wanted = (alphabet.n_symbols,) * 2
    if sizes != wanted:
        came = f"model reads {sizes[0]} symbols and has {sizes[1]} outputs"
        expected = f"{wanted[0]} of each, as many as the alphabet has symbols"
        raise ValueError(f"{came}; expected {expected}.")
    model.eval()
