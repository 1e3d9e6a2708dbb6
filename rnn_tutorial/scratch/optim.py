"""What training does with gradients, in NumPy: keep them short, and take a step."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks

Array = NDArray[np.floating]
Arrays = Mapping[str, Array]


def clip_grad_norm(grads: Arrays, max_norm: float) -> float:
    r"""Shorten all gradients together if they are too long, and return their length.

    With $\lVert g \rVert$ over all numbers of all gradients: if it is above
    `max_norm`, every number is multiplied with `max_norm` / $\lVert g \rVert$. The
    direction stays as it is. What is returned is the length before.

    Args:
        grads: The gradients by name; changed in place.
        max_norm: The largest length that is left alone, above 0.

    Source:
        Pascanu, Mikolov & Bengio (2013), algorithm 1; `torch.nn.utils.clip_grad_norm_`.

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


class SGD:
    r"""Gradient descent: each weight takes a step against its gradient.

    $w \leftarrow w - \eta\, g$.

    Args:
        parameters: The weights by name; changed in place by `step`.
        learning_rate: The scale $\eta$ of the steps, above 0.

    Source:
        `torch.optim.SGD` without momentum.

    Examples:
        >>> w = {"w": np.array([1.0])}
        >>> SGD(w, learning_rate=0.1).step({"w": np.array([2.0])})
        >>> w["w"].item()
        0.8
    """

    def __init__(self, parameters: Arrays, learning_rate: float) -> None:
        checks.positive_number("learning_rate", learning_rate)
        self.parameters, self.learning_rate = parameters, learning_rate

    def step(self, grads: Arrays) -> None:
        """Take one step, or none at all if `grads` lack a weight's name or shape."""
        gradients = _gradients(self.parameters, grads)
        for name, weights in self.parameters.items():
            weights -= self.learning_rate * gradients[name]


class Adam:
    r"""Steps whose length adapts to each weight.

    With running means of the gradient, $m$, and of its square, $v$, both corrected
    for having started at zero: $w \leftarrow w - \eta\, \hat m /
    (\sqrt{\hat v} + \varepsilon)$. The arguments are those of `SGD`.

    Source:
        Kingma & Ba (2015), algorithm 1, with its constants; `torch.optim.Adam`.

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
        """Take one step, as `SGD.step`."""
        gradients = _gradients(self.parameters, grads)
        self._steps += 1
        for name, weights in self.parameters.items():
            grad = gradients[name]
            mean = self._running(self._means[name], grad, self.BETAS[0])
            square = self._running(self._squares[name], grad**2, self.BETAS[1])
            weights -= self.learning_rate * mean / (np.sqrt(square) + self.EPSILON)

    def _running(self, mean: Array, new: Array, beta: float) -> Array:
        """Move a running mean in place; return it corrected for its start at zero."""
        mean *= beta
        mean += (1 - beta) * new
        return mean / (1 - beta**self._steps)


def _gradients(parameters: Arrays, grads: Arrays) -> Arrays:
    """Take all gradients before the first weight moves: a refused step is no step."""
    return {
        name: checks.gradient(grads, name, weights.shape)
        for name, weights in parameters.items()
    }
