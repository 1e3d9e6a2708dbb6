"""The theme's files without those that no page asks for: a fifth of the site."""

from __future__ import annotations

import re
from collections.abc import Collection

from mkdocs.structure.files import Files

_LANGUAGES = re.compile(r"assets/javascripts/lunr/.*")
_STEM = re.compile(r".*/min/lunr\.(?P<name>[\w-]+)\.min\.js")
_ALWAYS = {"stemmer.support", "multi"}  # with any language but English
# What cuts texts into words where no blanks do it.
_CUTTERS = {"ja": "tinyseg.js", "hi": "wordcut.js", "th": "wordcut.js"}
_MAP = re.compile(r"\n?(?://|/\*)# sourceMappingURL=\S+(?: \*/)?\s*$")


def leave_out(files: Files, languages: Collection[str]) -> None:
    """Drop maps to sources that nobody has, and languages that the search doesn't know.

    Args:
        files: All files of the site.
        languages: Those of the search.
    """
    for file in [*files]:
        uri = file.src_uri
        if not is_wanted(uri, languages):
            files.remove(file)
        elif uri.endswith((".min.js", ".min.css")):
            file.content_string = _MAP.sub("", file.content_string)


def is_wanted(uri: str, languages: Collection[str]) -> bool:
    """Tell whether somebody asks for a file, if it is one of the theme's.

    Examples:
        >>> lunr = "assets/javascripts/lunr"
        >>> german, japanese = f"{lunr}/min/lunr.de.min.js", f"{lunr}/tinyseg.js"
        >>> [is_wanted(german, ["en"]), is_wanted(german, ["en", "de"])]
        [False, True]
        >>> [is_wanted(japanese, ["de"]), is_wanted(japanese, ["ja"])]
        [False, True]
        >>> [is_wanted(f"a.min.js{end}", ["en"]) for end in ("", ".map")]
        [True, False]
    """
    if uri.endswith((".min.js.map", ".min.css.map")):
        return False
    if not _LANGUAGES.fullmatch(uri):
        return True
    others = {*languages} - {"en"}
    if stem := _STEM.fullmatch(uri):
        return bool(others) and stem["name"] in others | _ALWAYS
    return any(uri.endswith(f"/{_CUTTERS.get(one)}") for one in others)
