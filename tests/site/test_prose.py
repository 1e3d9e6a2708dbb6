"""Rules for what authors write, checked in the sources."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine.plan import labs, lessons
from engine.problems import Problem
from told import nothing_wrong

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LESSONS = sorted(path for path in DOCS.rglob("*.md") if "_hooks" not in path.parts)
LABS = sorted((DOCS / "labs").glob("*.py"))
# The places in a source, such as "sections 5.1 to 5.4" or "eqs. 10.8 and 10.9".
CITED = re.compile(r"\b(?:sections?|eqs?\.)\s[\d.]+(?:(?:,| and| to)\s[\d.]+)*")
TYPED = re.compile(
    r"(?<!Python )(?<!WCAG )(?<!VPAT® )(?<![\w.])"
    r"(\d+\.\d+|\d+\s?%|\d+e-?\d+)(?!\w|\.\d)"
)
LONGEST_LINE = 76  # what fits into a page's code box on a desktop


def words_of_lesson(text):
    """List what readers see, but for code and values: line, words."""
    for piece in lessons.scan(text):
        if isinstance(piece, lessons.Value) or getattr(piece, "is_code", False):
            continue
        if isinstance(piece, lessons.Block):
            options = [piece.options.get(name, "") for name in ("alt", "caption")]
            yield piece.line - 1, " ".join(options)
        else:
            yield piece.line, piece.text


def words_of_lab(text):
    """List the same of a lab."""
    for cell in labs.read(text).cells:
        options = cell.metadata["options"]
        yield (
            cell.metadata["line"],
            " ".join(options.get(n, "") for n in ("alt", "caption")),
        )
        if cell.cell_type == "markdown":
            for offset, row in enumerate(cell.source.split("\n")):
                yield cell.metadata["line"] + offset, row


def typed_numbers(words):
    """Find results typed into the prose: decimals, percentages, e-notation."""
    for line, text in words:
        prose = re.sub(r"`[^`]*`|\]\([^)]*\)|<[^>]*>|\{[^}]*\}", "", text)
        prose = CITED.sub("", prose)
        yield from ((line, match[0]) for match in TYPED.finditer(prose))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The loss is 0.0011.", ["0.0011"]),
        ("It fell by 30 % to 1e-4.", ["30 %", "1e-4"]),
        ('```python exec caption="Only 0.5 left"\nx\n```\n', ["0.5"]),
        ("The loss is `=loss:.4f`; in 1990, 20 steps, part 9.", []),
        ("Doe (2001), section 5.4, eqs. 10.8 and 10.9: it fell to 0.5.", ["0.5"]),
        ("```python exec\nx = 0.5\n```\n```md\n0.5\n```\n`lr=0.01`\n", []),
    ],
)
def test_typed_results_are_found(text, found):
    assert [number for _, number in typed_numbers(words_of_lesson(text))] == found


def test_typed_results_are_found_in_labs():
    lab = "# %% [markdown]\n# # T\n# Only 0.5.\n\n# %% caption='By 30 %'\nx = 0.1\n"
    assert list(typed_numbers(words_of_lab(lab))) == [(3, "0.5"), (6, "30 %")]


def named(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.any_page
@pytest.mark.parametrize("path", [*LESSONS, *LABS], ids=lambda path: path.stem)
def test_no_result_is_typed_into_a_page(path):
    text = path.read_text(encoding="utf-8")
    words = words_of_lab(text) if path in LABS else words_of_lesson(text)
    instead = "print it" if path in LABS else "write a value, as in `=loss:.3f`"
    nothing_wrong(
        Problem(named(path), line, f"the result {number} is typed: {instead}")
        for line, number in typed_numbers(words)
    )


@pytest.mark.any_page
def test_every_module_is_in_the_code_reference():
    package = ROOT / "rnn_tutorial"
    apart = {"__init__.py", "__main__.py", "checks.py"}  # which nobody calls
    files = [file for file in package.rglob("*.py") if file.name not in apart]
    modules = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts): file for file in files
    }
    shown = [
        (module, Problem(named(page), line, f"there is no module {module}"))
        for page in sorted(DOCS.glob("reference/*.md"))
        for line, row in enumerate(
            page.read_text(encoding="utf-8").split("\n"), start=1
        )
        for module in re.findall(r"^::: (\S+)$", row)
    ]
    known = {module for module, _ in shown}
    nothing_wrong(
        Problem(named(file), 1, f"write `::: {module}` into a page of docs/reference/")
        for module, file in sorted(modules.items())
        if module not in known
    )
    nothing_wrong(problem for module, problem in shown if module not in modules)
    assert len(shown) == len(known)


def shown_code(path):
    """List the rows of code that readers see, and may copy: line, row."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        cells = [cell for cell in labs.read(text).cells if cell.cell_type == "code"]
        blocks = [(cell.metadata["line"], cell.source) for cell in cells]
    else:
        pieces = [p for p in lessons.scan(text) if isinstance(p, lessons.Block)]
        blocks = [(p.line, p.source) for p in pieces if "hide" not in p.options]
    for first, source in blocks:
        yield from enumerate(source.split("\n"), start=first)


@pytest.mark.any_page
@pytest.mark.parametrize("path", [*LESSONS, *LABS], ids=lambda path: path.stem)
def test_code_fits_into_its_box(path):
    most = f"a row of shown code has at most {LONGEST_LINE} signs"
    nothing_wrong(
        Problem(named(path), line, f"{most}, and this one {len(row)}")
        for line, row in shown_code(path)
        if len(row) > LONGEST_LINE
    )


@pytest.mark.any_page
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_code_that_is_copied_from_top_to_bottom_knows_all_its_names(path):
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--select=F821"]
    ruff += ["--output-format=json", "-"]
    lines, rows = zip(*[*shown_code(path), (0, "")], strict=True)
    code = "\n".join(rows)
    done = subprocess.run(ruff, input=code, capture_output=True, text=True, check=False)
    nothing_wrong(
        Problem(
            named(path),
            lines[one["location"]["row"] - 1],
            f"{one['message']} for who copies all code that is shown",
        )
        for one in json.loads(done.stdout)
    )
