"""A page to begin with: `make new-lesson NAME="Attention"`, `make new-lab NAME=…`.

It has one of everything that a page can have, builds as it is, and passes all tests.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import Path

from engine.author import nav
from engine.author.pages import DOCS, Page
from engine.plan.pages import wrong_in_plain

TEMPLATES = Path(__file__).parent / "templates"
LONGEST = 30  # signs of a title, so that the rows with it fit
KINDS = {"lesson": "learn/{}.md", "lab": "labs/{}.py"}
NEXT = """\
✓ {page}, with a control for its claim in {controls}, and in `nav` (mkdocs.yml:{line}).
  Move that row to where readers should find it. Then:

  make serve                    look at the page while you write it
  make test-page PAGE={short}
                                what all tests say of it, in seconds"""


def stem_of(name: str) -> str:
    """Make a file's name of a title.

    Examples:
        >>> stem_of("Who did it? Poirot's café")
        'who-did-it-poirots-cafe'
    """
    ascii_ = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_.lower().replace("'", "")))


def check_name(name: str) -> None:
    r"""Refuse a title that can't stand in code, or of which nothing is left as a name.

    Examples:
        >>> check_name("The *best*")
        Traceback (most recent call last):
        ...
        ValueError: NAME is plain text: no values, no formulas, no emphasis.
    """
    if not name:
        raise ValueError('Which name? Give the title, as in NAME="Attention".')
    if not stem_of(name)[:1].isalpha():
        raise ValueError(
            f"NAME is {name!r}; expected a letter from a to z before any digit, since "
            "names of files and places are made of it. The page's title can be another."
        )
    if len(name) > LONGEST:
        raise ValueError(
            f"NAME has {len(name)} signs: begin with at most {LONGEST}, and write the "
            "longer title into the page."
        )
    if wrong := wrong_in_plain(name):
        raise ValueError(f"NAME {wrong}.")
    if found := re.search(r'["\\\n$`]', name):
        raise ValueError(f"NAME has a {found[0]!r}, which can't stand in it.")


def new(kind: str, name: str, root: Path) -> str:
    """Write a page, its controls and its row in `nav`; say what comes next.

    Raises:
        ValueError: If the name can't be used.
        FileExistsError: If there is such a page.
        LookupError: If `nav` has no place for it.
    """
    name = " ".join(name.split())
    check_name(name)
    stem = stem_of(name)
    page = Page(str(DOCS / KINDS[kind].format(stem)))
    controls = f"tests/controls/{page.controls}.py"
    settings = root / "mkdocs.yml"
    listed, line = nav.with_page(settings.read_text(encoding="utf-8"), page.uri)
    suffix = Path(page.source).suffix
    made = {page.source: f"{kind}{suffix}", controls: f"{kind}-controls.py"}
    for path in made:
        if (root / path).exists():
            raise FileExistsError(f"{path} is there already: choose another NAME.")
    for path, template in made.items():
        text = (TEMPLATES / f"{template}.template").read_text(encoding="utf-8")
        text = text.replace("TITLE", name).replace("STEM", stem)
        (root / path).write_text(text, encoding="utf-8")
    settings.write_text(listed, encoding="utf-8")
    short = page.source.removeprefix(f"{DOCS}/")
    return NEXT.format(page=page.source, controls=controls, line=line, short=short)


if __name__ == "__main__":
    try:
        print(new(sys.argv[1], sys.argv[2], Path.cwd()))
    except (ValueError, FileExistsError, LookupError) as error:
        sys.exit(str(error.args[0]))
