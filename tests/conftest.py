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


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(items):
    """Mark what needs the built site, so that `make test` can share out the work."""
    for item in items:
        if "site" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.site)
            if item.path.stem.endswith(("figure", "figures")):
                item.add_marker(pytest.mark.figures)


@pytest.fixture
def rng():
    return np.random.default_rng(0)
