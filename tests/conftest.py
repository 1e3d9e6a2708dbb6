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


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items):
    """Share the tests between processes: what needs the site goes first, and together.

    All else is kept together by file, so that nothing dear is made twice.
    """
    items.sort(key=lambda item: "site" not in getattr(item, "fixturenames", ()))
    for item in items:
        needs_site = "site" in getattr(item, "fixturenames", ())
        group = "site" if needs_site else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture
def rng():
    return np.random.default_rng(0)
