"""As much of PyTorch as the experiments need, on NumPy: for readers' browsers.

The names and meanings are PyTorch's, and so are the numbers that a seed draws; what is
not here is refused by an `AttributeError`. `tests/run_here` compares the two.
"""

import numpy as np

from torch import draws
from torch.draws import manual_seed as manual_seed
from torch.tensor import Tensor, made
from torch.tensor import no_grad as no_grad
from torch.tensor import tensor_of as tensor

__version__ = "a stand-in"
dtype = np.dtype
float32, float64, float = np.float32, np.float64, np.float32
int64, long, bool = np.int64, np.int64, np.bool_
nan, inf, pi = np.nan, np.inf, np.pi
Size = tuple
device = str


def get_default_dtype():
    return np.dtype(np.float32)


def from_numpy(array):
    return Tensor(array)


def as_tensor(value, dtype=None, device=None):
    return Tensor(value) if isinstance(value, np.ndarray) else tensor(value, dtype)


def _filled(value):
    def fill(*shape, dtype=None, requires_grad=False):
        sizes = shape[0] if shape and isinstance(shape[0], tuple) else shape
        return Tensor(np.full(sizes, value, dtype or np.float32)).requires_grad_(
            requires_grad
        )

    return fill


zeros, ones, empty = _filled(0), _filled(1), _filled(0)


def eye(size, dtype=None):
    return Tensor(np.eye(size, dtype=dtype or np.float32))


def arange(*bounds, dtype=None):
    return Tensor(np.arange(*bounds, dtype=dtype))


def linspace(first, last, count):
    return Tensor(np.linspace(first, last, count, dtype=np.float32))


def zeros_like(like):
    return Tensor(np.zeros_like(like.array))


def randn(*shape, dtype=np.float32):
    return Tensor(draws.normal(int(np.prod(shape)), dtype).reshape(shape))


def rand(*shape, dtype=np.float32):
    return Tensor(draws.uniform(int(np.prod(shape)), 0, 1, dtype).reshape(shape))


def randperm(count):
    return Tensor(draws.permutation(count))


def randint(high, size):
    return Tensor(draws.whole(high))


def cat(tensors, dim=0):
    arrays = [one.array for one in tensors]
    ends = np.cumsum([one.shape[dim] for one in arrays])[:-1]
    whole = np.concatenate(arrays, axis=dim)
    return made(whole, tuple(tensors), lambda g: np.split(g, ends, axis=dim))


def stack(tensors, dim=0):
    return cat([one.unsqueeze(dim) for one in tensors], dim)


def tanh(x):
    return x.tanh()


def sigmoid(x):
    return x.sigmoid()


def softmax(x, dim):
    shifted = np.exp(x.array - x.array.max(axis=dim, keepdims=True))
    out = shifted / shifted.sum(axis=dim, keepdims=True)
    return made(
        out, (x,), lambda g: (out * (g - (g * out).sum(axis=dim, keepdims=True)),)
    )


def isfinite(x):
    return Tensor(np.isfinite(x.array))


def equal(first, second):
    return first.shape == second.shape and np.array_equal(first.array, second.array)


def allclose(first, second, rtol=1e-5, atol=1e-8):
    return np.allclose(first.array, second.array, rtol, atol)


def set_num_threads(count):
    """Do nothing: a page has one."""


from torch import autograd, linalg, nn, optim, random  # noqa: F401  they use it
