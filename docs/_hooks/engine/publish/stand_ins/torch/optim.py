"""Steps downhill."""

import numpy as np


class Optimizer:
    """What all have in common: weights in groups, each with a learning rate."""

    def __init__(self, params, lr=None):
        params = list(params)
        groups = params if isinstance(params[0], dict) else [{"params": params}]
        self.param_groups = [
            {"lr": lr} | group | {"params": list(group["params"])} for group in groups
        ]

    def zero_grad(self):
        for group in self.param_groups:
            for weights in group["params"]:
                weights.grad = None

    def step(self):
        for group in self.param_groups:
            for weights in group["params"]:
                if weights.grad is not None:
                    self._move(weights, weights.grad.array, group["lr"])


class SGD(Optimizer):
    """A step against the gradient."""

    def _move(self, weights, grad, lr):
        weights.array -= np.asarray(lr * grad, weights.array.dtype)


class Adam(Optimizer):
    """Steps whose length adapts to each weight; the constants are PyTorch's."""

    BETAS, EPSILON = (0.9, 0.999), 1e-8

    def __init__(self, params, lr=0.001, fused=None):
        super().__init__(params, lr)
        self._kept = {}  # by weights: steps, running means of gradient and square

    def _move(self, weights, grad, lr):
        (keep, keep_square), zeros = self.BETAS, np.zeros_like
        known = self._kept.get(id(weights)) or (0, zeros(grad), zeros(grad))
        steps, mean, square = known[0] + 1, known[1], known[2]
        mean += (1 - keep) * (grad - mean)
        square *= keep_square
        square += (1 - keep_square) * grad * grad
        self._kept[id(weights)] = steps, mean, square
        root = np.sqrt(square) / (1 - keep_square**steps) ** 0.5 + self.EPSILON
        weights.array -= (lr / (1 - keep**steps)) * mean / root
