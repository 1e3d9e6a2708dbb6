import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, settings

torch.set_num_threads(1)

# The same examples in every run, however slow the machine; nothing is kept.
settings.register_profile(
    "tutorial",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tutorial")


@pytest.fixture
def rng():
    return np.random.default_rng(0)
