"""What tests find in the sources of pages is told like what the build finds."""

import pytest


def nothing_wrong(problems):
    """Fail with one line for each problem, and without a traceback."""
    found = [str(problem) for problem in problems]
    if found:
        pytest.fail("\n".join(found), pytrace=False)
