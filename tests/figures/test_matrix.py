"""What the figures need of linear algebra, against NumPy."""

import numpy as np
import pytest


@pytest.mark.parametrize("size", [1, 2, 3, 12])
def test_the_largest_singular_value_is_that_of_numpy(node, rng, size):
    found = rng.normal(size=(8, size, 2 * size))
    found[1] *= 1e-150
    found[2] *= 1e150
    found[3, :, size:] = 0
    found[4] = np.eye(size, 2 * size)
    found[5] = 0
    found[6] = np.outer(found[6, :, 0], found[6, 0])
    found[7, 1:] = 0
    parts = [np.split(matrix, 2, axis=1) for matrix in found]
    given = [[part.tolist() for part in pair] for pair in parts]
    told = node("matrix.mjs", {"rows": size, "matrices": given})
    expected = [np.linalg.norm(matrix, ord=2) for matrix in found]
    assert told == pytest.approx(expected, rel=1e-9)
