"""Gradient clipping of the figures is that of PyTorch."""

import pytest
import torch


@pytest.mark.parametrize("longest", [0.5, 4.9, 5.1])
def test_gradients_are_clipped_together(node, longest):
    grads = {"W": [3.0, 0.0], "b": [-4.0]}
    told = node("clip.mjs", {"grads": grads, "longest": longest})
    weights = [torch.nn.Parameter(torch.zeros(len(grad))) for grad in grads.values()]
    for weight, grad in zip(weights, grads.values(), strict=True):
        weight.grad = torch.tensor(grad)
    length = torch.nn.utils.clip_grad_norm_(weights, longest).item()
    assert told["length"] == pytest.approx(length)
    for weight, grad in zip(weights, told["grads"].values(), strict=True):
        assert grad == pytest.approx(weight.grad.tolist(), rel=1e-5)
