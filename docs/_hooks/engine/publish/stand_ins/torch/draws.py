"""PyTorch's generator on a CPU: the same numbers for the same seed, in 32 and 64 bits.

Source: `at::mt19937` and `normal_fill` of PyTorch; the Mersenne Twister is NumPy's.
"""

from contextlib import contextmanager

import numpy as np

_BLOCK = 16  # normal numbers are made so many at a time
_twister = np.random.RandomState(0)


def manual_seed(seed):
    _twister.seed(seed % 2**32)


@contextmanager
def fork_rng(devices=None):
    state = _twister.get_state()
    yield
    _twister.set_state(state)


def _raw(count):
    return _twister._bit_generator.random_raw(count).astype(np.uint64)


def _raw64(count):
    high, low = _raw(2 * count).reshape(count, 2).T
    return (high << np.uint64(32)) | low


def uniform(count, low, high, dtype):
    if dtype == np.float64:
        share = (_raw64(count) & np.uint64(2**53 - 1)) * 2.0**-53
        return share * (high - low) + low
    share = (_raw(count) & np.uint64(2**24 - 1)).astype(np.float32)
    return share * np.float32(2**-24) * np.float32(high - low) + np.float32(low)


def normal(count, dtype):
    values = uniform(max(count, _BLOCK), 0, 1, dtype)
    for start in range(0, count - _BLOCK + 1, _BLOCK):
        values[start : start + _BLOCK] = _bell(values[start : start + _BLOCK])
    if count % _BLOCK:
        values[-_BLOCK:] = _bell(uniform(_BLOCK, 0, 1, dtype))
    return values[:count]


def _bell(values):
    """Make normal numbers of even ones, by Box and Muller."""
    first, second = np.split(values, 2)
    radius, angle = np.sqrt(-2 * np.log(1 - first)), 2 * np.pi * second
    return np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])


def permutation(count):
    order = np.arange(count)
    for i, number in enumerate(_raw(count - 1).tolist()):
        other = i + number % (count - i)
        order[i], order[other] = order[other], order[i]
    return order


def whole(high):
    """Draw a whole number below a limit above 2³²."""
    return int(_raw64(1)[0]) % high
