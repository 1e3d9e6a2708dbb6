"""Gradients by trying: nudge each number and see how the loss moves.

Slow, but nearly impossible to get wrong, so every gradient by hand is compared with it.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnn_tutorial import checks


def numerical_gradient(
    f: Callable[[], float], array: NDArray[np.float64], eps: float = 1e-5
) -> NDArray[np.float64]:
    r"""Return the gradient of `f()` by each number in an array, in its shape: measured.

    $\frac{\partial f}{\partial a_i} \approx
    \frac{f(a_i + \varepsilon) - f(a_i - \varepsilon)}{2 \varepsilon}$, where `f`
    computes one number from the `array`, in `float64`. Each number in it is nudged by
    $\varepsilon > 0$ (`eps`) in place, and put back.

    Source: Central differences (Press et al., *Numerical Recipes*, section 5.7): the
    error shrinks with $\varepsilon^2$, until rounding grows with $1/\varepsilon$; best
    is an $\varepsilon$ near the cube root of the machine precision.

    Examples:
        >>> a = np.array([1.0, 2.0])
        >>> numerical_gradient(lambda: float(np.sum(a**3)), a)  # 3 a²
        array([ 3., 12.])
    """
    checks.instance_of("array", array, np.ndarray)
    checks.one_of("array.dtype", array.dtype.name, ("float64",))
    checks.positive_number("eps", eps)
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        kept = array[index]
        try:
            array[index] = kept + eps
            above = float(f())
            array[index] = kept - eps
            below = float(f())
        finally:
            array[index] = kept
        gradient[index] = (above - below) / (2 * eps)
    return gradient


def max_difference(a: ArrayLike, b: ArrayLike) -> float:
    r"""Return $\max_i |a_i - b_i|$ of two arrays of one shape, of NumPy or PyTorch.

    If either holds a NaN, so is the result, and no comparison passes.
    """
    first, second = np.asarray(a), np.asarray(b)
    checks.shape("b", second, first.shape)
    return float(np.max(np.abs(first - second)))
