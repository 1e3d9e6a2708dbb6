"""What stands after the RNN, in NumPy: a linear layer, and a loss to make small."""

import numpy as np
from numpy.typing import DTypeLike

from rnn_tutorial import checks
from rnn_tutorial.scratch.cell import Array


class Linear:
    r"""A linear layer: every output is a weighted sum of all inputs, plus a bias.

    $y = x W_{hy} + b_y$: `W_hy` is `(input_size, output_size)`, `b_y` `(output_size,)`.
    Both are drawn as in `torch.nn.Linear`, uniform in $\pm 1/\sqrt{\text{input size}}$,
    in `float32` or `float64`. Backwards, the chain rule.
    """

    def __init__(
        self,
        input_size: int,
        output_size: int,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
    ) -> None:
        checks.positive_ints(input_size=input_size, output_size=output_size)
        checks.instance_of("rng", rng, np.random.Generator)
        checks.dtype("dtype", dtype)
        self.input_size, self.output_size = input_size, output_size
        bound = 1 / np.sqrt(input_size)
        uniform = rng.uniform
        self.W_hy = uniform(-bound, bound, (input_size, output_size)).astype(dtype)
        self.b_y = uniform(-bound, bound, output_size).astype(dtype)
        self._x: Array | None = None

    def parameters(self) -> dict[str, Array]:
        """Return `W_hy` and `b_y` by name: the arrays themselves, not copies."""
        return {"W_hy": self.W_hy, "b_y": self.b_y}

    def forward(self, x: Array) -> Array:
        """Return the outputs `(batch, output_size)` of inputs `(batch, input_size)`."""
        checks.inputs("x", x, ("batch", "input_size"), self.input_size)
        self._x = x
        return x @ self.W_hy + self.b_y  # (N, output_size)

    def backward(self, dy: Array) -> tuple[Array, dict[str, Array]]:
        """Return `(dx, grads)` of the last `forward`, from `dy`, that by the output."""
        if self._x is None:
            raise ValueError("backward came before forward; call forward(x) first.")
        checks.shape("dy", dy, (len(self._x), self.output_size))
        grads = {"W_hy": self._x.T @ dy, "b_y": dy.sum(axis=0)}
        return dy @ self.W_hy.T, grads


def mse_loss(prediction: Array, target: Array) -> tuple[float, Array]:
    r"""Return the mean squared error, and its gradient by the prediction.

    $L = \frac{1}{n} \sum_i (p_i - y_i)^2$ as in `torch.nn.functional.mse_loss`, so
    $\partial L / \partial p_i = \frac{2}{n} (p_i - y_i)$. All have the same shape.

    Examples:
        >>> loss, dprediction = mse_loss(np.array([1.0, 2.0]), np.array([1.0, 4.0]))
        >>> loss, dprediction.tolist()
        (2.0, [0.0, -2.0])
    """
    checks.shape("target", target, prediction.shape)
    error = prediction - target
    return float(np.mean(error**2)), 2 * error / error.size
