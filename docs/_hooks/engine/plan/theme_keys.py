"""Front matter that the theme reads: refused where the theme can't use it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from engine.plan.options import meant
from engine.plan.pages import wrong_in_plain

# What can be hidden of a page; what the theme has a mark for, in the navigation.
_PARTS = {"feedback", "footer", "navigation", "path", "tags", "toc"}
_MARKS = {"deprecated", "encrypted", "new"}


def unusable(
    metadata: Mapping[str, object],
    has_file: Callable[[str], bool],
    marks: Collection[str] = (),
) -> Iterator[tuple[str, str]]:
    """List the keys that the theme can't use, each with the reason.

    Args:
        metadata: What stands in the front matter.
        has_file: Tells whether the theme has a file of a name.
        marks: What else `status` can be: the names of `extra: status` in mkdocs.yml.

    Examples:
        >>> list(unusable({"icon": "material/nope", "hide": ["toc"]}, lambda _: False))
        [('icon', 'the theme has no icon `material/nope`')]
    """

    def icon(value: object) -> str:
        is_known = isinstance(value, str) and has_file(f".icons/{value}.svg")
        return "" if is_known else f"the theme has no icon `{value}`"

    def template(value: object) -> str:
        is_known = isinstance(value, str) and value.endswith(".html")
        is_known = is_known and has_file(value)
        return "" if is_known else f"the theme has no template `{value}`"

    looks = {
        "asked": lambda value: _texts("asked", "a question", value),
        "hide": lambda value: _unknown(value, _PARTS),
        "icon": icon,
        "search": _search,
        "status": lambda value: _unknown([value], _MARKS | {*marks}),
        "subtitle": lambda value: _in_words("subtitle", value),
        "tags": lambda value: _texts("tags", "a tag", value),
        "template": template,
    }
    for key, look in looks.items():
        if key in metadata and (reason := look(metadata[key])):
            yield key, reason


def _unknown(found: object, known: Collection[str]) -> str:
    """Say what of a list, or of one word, is not known."""
    names = ", ".join(sorted(known))
    for name in found if isinstance(found, list) else [found]:
        if not isinstance(name, str) or name not in known:
            close = meant(str(name), known)
            more = f"did you mean `{close}`?" if close else f"known are {names}"
            return f"the theme doesn't know `{name}` here: {more}"
    return ""


def _in_words(key: str, value: object) -> str:
    wrong = wrong_in_plain(value)
    return f"`{key}` {wrong}" if wrong else ""


def _texts(key: str, name: str, found: object) -> str:
    if not isinstance(found, list):
        return f"`{key}` is a list, as in [one, two]"
    return next(filter(None, (_in_words(name, text) for text in found)), "")


def _search(found: object) -> str:
    match found:
        case dict() if not found.keys() - {"boost", "exclude"}:
            boost, exclude = found.get("boost", 1), found.get("exclude", False)
            is_number = isinstance(boost, int | float) and not isinstance(boost, bool)
            if is_number and boost > 0 and isinstance(exclude, bool):
                return ""
    return "`search` is written {exclude: true}, or {boost: 2}"
