"""What training does with gradients, in NumPy: keep them short, and take a step."""

from collections.abc import Mapping

import numpy as np

from rnn_tutorial import checks
from rnn_tutorial.scratch.cell import Array

Arrays = Mapping[str, Array]


def clip_grad_norm(grads: Arrays, max_norm: float) -> float:
    r"""Shorten gradients together, in place, if too long; return the length before.

    If the length $\lVert g \rVert$, over all numbers of all gradients, is above
    `max_norm`, every number is multiplied with `max_norm` / $\lVert g \rVert$.

    Source: Pascanu, Mikolov & Bengio (2013), algorithm 1;
    `torch.nn.utils.clip_grad_norm_`.

    Examples:
        >>> grads = {"a": np.array([3.0]), "b": np.array([4.0])}
        >>> clip_grad_norm(grads, max_norm=1.0), grads["a"].item(), grads["b"].item()
        (5.0, 0.6, 0.8)
    """
    checks.positive_number("max_norm", max_norm)
    norm = float(np.sqrt(sum(np.sum(np.square(grad)) for grad in grads.values())))
    if norm > max_norm:
        for grad in grads.values():
            grad *= max_norm / norm
    return norm


class Adam:
    r"""Steps whose length adapts to each weight.

    $w \leftarrow w - \eta\, \hat m / (\sqrt{\hat v} + \varepsilon)$, with running means
    of the gradient, $m$, and of its square, $v$, both corrected for having started at
    zero. `step` changes the `parameters`, weights by name, in place; $\eta > 0$.

    Source: Kingma & Ba (2015), algorithm 1, with its constants; `torch.optim.Adam`.

    Examples:
        >>> w = {"w": np.array([1.0])}
        >>> Adam(w, learning_rate=0.1).step({"w": np.array([2.0])})
        >>> w["w"].item()  # the first step is as long as the learning rate
        0.9
    """

    BETAS = (0.9, 0.999)  # what the running means keep of themselves
    EPSILON = 1e-8

    def __init__(self, parameters: Arrays, learning_rate: float) -> None:
        checks.positive_number("learning_rate", learning_rate)
        self.parameters, self.learning_rate = parameters, learning_rate
        self._means = {name: np.zeros_like(w) for name, w in parameters.items()}
        self._squares = {name: np.zeros_like(w) for name, w in parameters.items()}
        self._steps = 0

    def step(self, grads: Arrays) -> None:
        """Take one step, or none at all if `grads` lack a weight's name or shape."""
        for name, weights in self.parameters.items():
            if name not in grads:
                wanted = "a gradient for each weight"
                raise ValueError(f"grads has no {name!r}; expected {wanted}.")
            checks.shape(f"grads[{name!r}]", grads[name], weights.shape)
        self._steps += 1
        for name, weights in self.parameters.items():
            grad = grads[name]
            mean = self._running(self._means[name], grad, self.BETAS[0])
            square = self._running(self._squares[name], grad**2, self.BETAS[1])
            weights -= self.learning_rate * mean / (np.sqrt(square) + self.EPSILON)

    def _running(self, mean: Array, new: Array, beta: float) -> Array:
        """Move a running mean in place; return it corrected for its start at zero."""
        mean *= beta
        mean += (1 - beta) * new
        return mean / (1 - beta**self._steps)
