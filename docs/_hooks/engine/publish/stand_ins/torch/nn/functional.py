"""Errors to go back from."""

import numpy as np

from torch.tensor import made

IGNORED = -100  # PyTorch's own: targets that do not count


def mse_loss(prediction, y):
    apart = prediction - y
    return (apart * apart).mean()


def binary_cross_entropy_with_logits(logits, y):
    a, t = logits.array, y.array
    loss = (np.maximum(a, 0) - a * t + np.log1p(np.exp(-np.abs(a)))).mean()
    by_logits = ((1 + np.tanh(a / 2)) / 2 - t) / a.size
    return made(loss, (logits,), lambda g: (g * by_logits,))


def cross_entropy(logits, y):
    """Return the mean over all that counts; logits are `(n, classes)`."""
    counts = y.array != IGNORED
    rows, right = logits.array[counts], y.array[counts]
    shifted = rows - rows.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    picked = np.arange(len(right)), right

    def back(grad):
        by_rows = np.exp(log_p)
        by_rows[picked] -= 1
        full = np.zeros_like(logits.array)
        full[counts] = grad * by_rows / len(right)
        return (full,)

    return made(-log_p[picked].mean(), (logits,), back)
