"""The squashing curve of the gates; that of the states, tanh, comes with NumPy."""

import numpy as np
from numpy.typing import NDArray


def sigmoid(a: NDArray[np.floating]) -> NDArray[np.floating]:
    r"""Return the numbers squashed into the range from 0 to 1, in their shape.

    $\sigma(a) = \frac{1}{1 + e^{-a}} = \frac{1 + \tanh(a / 2)}{2}$; the second form
    never overflows.

    Source:
        `torch.sigmoid`; the second form by $\tanh(a) = 2 \sigma(2a) - 1$.

    Examples:
        >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
        array([0. , 0.5, 1. ])
    """
    return (1 + np.tanh(a / 2)) / 2
