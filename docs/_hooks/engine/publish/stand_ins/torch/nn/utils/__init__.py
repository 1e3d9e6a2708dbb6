"""Around training."""

import numpy as np

from torch.nn.utils import rnn as rnn
from torch.tensor import Tensor


def clip_grad_norm_(parameters, max_norm):
    grads = [weights.grad.array for weights in parameters if weights.grad is not None]
    norm = np.sqrt(sum(float((grad.astype(np.float64) ** 2).sum()) for grad in grads))
    share = min(max_norm / (norm + 1e-6), 1.0)
    for grad in grads:
        grad *= share
    return Tensor(np.float32(norm))
