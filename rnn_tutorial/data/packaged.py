"""The data files that come with this package: nothing is ever downloaded."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def packaged(name: str) -> Traversable:
    """Return a data file of this package.

    Args:
        name: Its name.

    Returns:
        The file, which can be read like a path.

    Examples:
        >>> packaged("seattle.csv").is_file()
        True
    """
    return files("rnn_tutorial.data") / "files" / name
