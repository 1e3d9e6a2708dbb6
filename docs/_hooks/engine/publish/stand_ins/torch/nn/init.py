"""Where weights start."""

import numpy as np

from torch import draws


def uniform_(weights, low=0.0, high=1.0):
    array = weights.array
    array[...] = draws.uniform(array.size, low, high, array.dtype).reshape(array.shape)
    return weights


def normal_(weights):
    array = weights.array
    array[...] = draws.normal(array.size, array.dtype).reshape(array.shape)
    return weights


def orthogonal_(weights, gain=1):
    """Draw a square rotation, with the signs that make it unique."""
    q, r = np.linalg.qr(
        draws.normal(weights.array.size, weights.dtype).reshape(weights.shape)
    )
    weights.array[...] = gain * q * np.sign(np.diag(r))
    return weights
