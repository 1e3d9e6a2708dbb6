"""Pages: which files are some, and what each has to run."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

import yaml
from mkdocs.utils import meta
from nbformat import NotebookNode

from engine.plan import characters, labs, lessons
from engine.plan.fences import FENCE_LIKE
from engine.plan.options import meant
from engine.problems import PlanError


def is_lab(path: str) -> bool:
    """Tell labs from other files.

    Examples:
        >>> is_lab("docs/labs/sine.py"), is_lab("docs/learn/first-rnn.md")
        (True, False)
    """
    return PurePosixPath(path).match("labs/*.py")


def teaches(path: str) -> bool:
    """Tell lessons and labs from other pages.

    Examples:
        >>> teaches("docs/learn/lstm.md"), teaches("docs/index.md")
        (True, False)
    """
    return is_lab(path) or PurePosixPath(path).match("learn/*.md")


def plan(path: str, text: str) -> NotebookNode | None:
    """Make the notebook that a page runs; None if nothing on it runs.

    Raises:
        PlanError: If the page is not written as it should be.
    """
    characters.check(text)
    if is_lab(path):
        notebook = labs.read(text)
        labs.check_title(notebook)
        return notebook
    if path.lower().endswith(".py"):
        raise PlanError(
            1, "Python files stand in docs/labs/, as names in .py, or outside of docs"
        )
    if path.endswith(".ipynb"):
        raise PlanError(
            1, "a notebook's outputs can't be trusted: write a lab, a .py in docs/labs/"
        )
    if not path.endswith(".md"):
        raise PlanError(1, "a page's name ends in .md, in small letters")
    return _plan_lesson(path, text)


def mistakes(path: str, text: str) -> list[PlanError]:
    r"""List what keeps a page from being planned, as far as that can be known at once.

    In a lesson each is looked for as if those above it were mended.

    Examples:
        >>> text = "```python exec a=1\n```\n\n~~~python excec\n~~~\n`=1 +`\n"
        >>> [error.line for error in mistakes("docs/a.md", text)]
        [1, 4, 6]
    """
    return _mended(path, text)[0]


def as_if_mended(path: str, text: str) -> str:
    r"""Write a lesson as if the mistakes were mended that keep it from being planned.

    It is empty if they can't be.

    Examples:
        >>> as_if_mended("docs/a.md", "| `=1 +` | `=x` |\n\n~~~python excec\n~~~\n")
        '| x | x |\n\n~~~text\n~~~\n'
    """
    return _mended(path, text)[1]


_MEANT = re.compile(r"(`+)=.*?(?<!`)\1(?!`)")  # a value, wrong or not


def _mended(path: str, text: str) -> tuple[list[PlanError], str]:
    found: list[PlanError] = []
    rows = text.split("\n")
    while True:
        try:
            plan(path, "\n".join(rows))
        except PlanError as error:
            place = error.line - 1
            if found and error.line <= found[-1].line:
                return found, ""  # that one was not mended by what follows
            found.append(error)
            row = rows[place]
            if is_lab(path) or row.startswith("---"):
                return found, ""
            fence = FENCE_LIKE.match(row)
            is_open = fence and len(fence["ticks"]) > 2
            indent = re.sub(r"[^ \t>]", " ", fence["before"]) if fence else ""
            without = "" if "<!--" in row else _MEANT.sub("x", row)
            rest = without if without != row else ""
            rows[place] = f"{indent}{fence['ticks']}text" if is_open else rest
        else:
            return found, "\n".join(rows)


def _plan_lesson(path: str, text: str) -> NotebookNode | None:
    body, skipped = without_front_matter(text)
    metadata = meta.get_data(text)[1]
    _check_front_matter(text, metadata, is_lesson=teaches(path))
    depends = _declared(text, metadata)
    try:
        notebook = lessons.plan(body)
        lessons.check_notes(lessons.scan(body))
    except PlanError as error:
        raise PlanError(error.line + skipped, str(error)) from None
    for cell in notebook.cells if notebook else []:
        cell.metadata["line"] += skipped
    if notebook:
        notebook.metadata["depends"] = depends
    elif depends:
        line = line_of_key("depends", text)
        raise PlanError(line, "`depends` is for code that runs, and here is none")
    return notebook


# What Markdown would make something of: code, a formula, a link, emphasis.
_MARKUP = re.compile(
    r"`.+?`|(?<![\d$\\])\$[^\s$](?:[^$]*[^\s$])?\$(?![\d$])|\\[(\[]"
    r"|(?<![\w)\]])\[[^\[\]]+\]\([^()\s]+\)"
    r"|(?<![\w*_])(?P<sign>[*_]{1,2})(?=[^\s*_]).+?(?<=[^\s*_])(?P=sign)(?![\w*_])"
)
_TAG = re.compile("</?[a-zA-Z]|<[!?]")


def has_markup(text: str) -> bool:
    """Tell whether a text would be shown with signs that only Markdown reads.

    Examples:
        >>> [has_markup(text) for text in ("`=x`", "The $x_t$", "So *very*")]
        [True, True, True]
        >>> [has_markup(text) for text in ("a_b_c", "$10-$20", "2 * 3 * 4")]
        [False, False, False]
        >>> has_markup("[So](b.md)"), has_markup("f[a](b)")
        (True, False)
    """
    return bool(_MARKUP.search(text))


def wrong_in_plain(text: object) -> str:
    """Say what keeps a title from being shown as it is typed; "" if nothing does.

    Examples:
        >>> wrong_in_plain("The <eos> token")
        'is plain text: no tag, such as <…>'
        >>> wrong_in_plain(True)
        'is no text, but True in YAML: put it between quotation marks'
        >>> wrong_in_plain("From 1 < 2 to Q&A")
        ''
    """
    if not isinstance(text, str):
        kind = "nothing" if text is None else text
        return f"is no text, but {kind} in YAML: put it between quotation marks"
    if not text.strip():
        return "is empty"
    if has_markup(text):
        return "is plain text: no values, no formulas, no emphasis"
    return "is plain text: no tag, such as <…>" if _TAG.search(text) else ""


_PLAIN = ("title", "description", "can")
# What MkDocs, the theme and the search read.
_OF_ALL = {"title", "description", "asked", "depends", "hide", "icon", "search"}
_OF_ALL |= {"status", "subtitle", "tags", "template"}
_OF_LESSONS = {"needs", "lab", "can"}  # see steps.py


def _check_front_matter(
    text: str, metadata: dict[str, object], *, is_lesson: bool
) -> None:
    lines: dict[str, int] = {}
    for name, line in _keys(text) if metadata else ():
        if name in lines:
            raise PlanError(line, f"`{name}` is given twice")
        lines[name] = line
    for name, value in metadata.items():
        line = lines.get(str(name), 1)
        wrong = name in _PLAIN and wrong_in_plain(value)
        if wrong:
            raise PlanError(line, f"`{name}` {wrong}")
        if name in ("needs", "lab") and not _are_names(value):
            raise PlanError(
                line, f"`{name}` is a page, or a list of pages, as in `nav`"
            )
        if name in _OF_LESSONS and not is_lesson:
            raise PlanError(
                line, f"`{name}` is for lessons, which stand in docs/learn/, as .md"
            )
        known = _OF_ALL | _OF_LESSONS
        if name not in known and (key := meant(str(name), known)):
            raise PlanError(line, f"nothing reads `{name}`: did you mean `{key}`?")


def _are_names(value: object) -> bool:
    listed = value if isinstance(value, list) else [value]
    return all(isinstance(name, str) for name in listed)


def _keys(text: str) -> list[tuple[str, int]]:
    """List what is given in the front matter, with the lines."""
    front = meta.YAML_RE.match(text.lstrip("\ufeff"))
    try:
        found = yaml.compose(front[1]) if front else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2
        reason = f"the front matter can't be read as YAML: {error.problem}"
        raise PlanError(line, reason) from None
    given = found.value if isinstance(found, yaml.MappingNode) else ()
    return [(key.value, key.start_mark.line + 2) for key, _ in given]


def line_of_key(name: str, text: str) -> int:
    r"""Find the line on which something is given in the front matter of a page.

    Examples:
        >>> line_of_key("icon", "---\ntitle: T\nicon: a/b\n---\n# T\n")
        3
    """
    try:
        return dict(_keys(text)).get(name, 1)
    except PlanError:  # told already
        return 1


def _declared(text: str, metadata: dict[str, object]) -> list[str]:
    """Read which files a page declares that it depends on, in its front matter."""
    declared = metadata.get("depends", [])
    names = [declared] if isinstance(declared, str) else declared
    if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        line = line_of_key("depends", text)
        raise PlanError(line, "`depends` in the front matter is a list of files")
    return [name.strip() for listed in names for name in listed.split(",")]


def declared_files(pattern: str, root: Path) -> list[str]:
    """List the files of the project that a page declares, as seen from its folder."""
    try:
        found = [file for file in root.glob(pattern) if file.is_file()]
        return sorted(file.relative_to(root).as_posix() for file in found)
    except (NotImplementedError, ValueError):  # no pattern, or none of the project
        return []


def folder_of(pattern: str) -> str:
    """Name the folder whose list of files tells that a declared one has come.

    Examples:
        >>> folder_of("data/g*.csv"), folder_of("data/a.csv"), folder_of("*.csv")
        ('data/', 'data/', './')
    """
    above = PurePosixPath(pattern).parent
    while re.search(r"[*?\[]", str(above)):
        above = above.parent
    return f"{above}/"


# Front matter that Markdown would read as text.
_HUGO = re.compile(r"\ufeff?\+\+\+[ \t]*\n")
_LATE = re.compile(
    r"\ufeff?(?P<above>(?:[ \t]*\n)+)[ \t]*---[ \t]*\n"
    r"(?:[\w-]+[ \t]*:.*\n|[ \t]+.*\n)+---"
)


def in_nav(nav: object) -> list[str]:
    """List the pages of `nav` in mkdocs.yml, in its order.

    Examples:
        >>> in_nav(["a.md", {"Learn": [{"B": "b.md"}, "c.md"]}])
        ['a.md', 'b.md', 'c.md']
    """
    if isinstance(nav, str):
        return [nav]
    inner = nav.values() if isinstance(nav, dict) else nav or ()
    return [page for item in inner for page in in_nav(item)]


def without_front_matter(text: str) -> tuple[str, int]:
    """Read a lesson as MkDocs will, and count the lines that it takes away."""
    if late := _LATE.match(text):
        line = late["above"].count("\n") + 1
        raise PlanError(line, "front matter begins on the first line of the file")
    if _HUGO.match(text):
        raise PlanError(1, "front matter is YAML between two lines of ---, not of +++")
    body, metadata = meta.get_data(text)
    if bool(metadata) != text.lstrip("\ufeff").startswith("---"):
        _keys(text)
        raise PlanError(
            1, "the front matter can't be read: it is YAML between two lines of ---"
        )
    return body, text.count("\n") - body.count("\n")
