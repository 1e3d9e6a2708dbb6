"""Rules for what authors write, checked in the sources."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine.plan import labs, lessons

DOCS = Path(__file__).parents[2] / "docs"
LESSONS = sorted(path for path in DOCS.rglob("*.md") if "_hooks" not in path.parts)
LABS = sorted((DOCS / "labs").glob("*.py"))
# The places in a source, such as "sections 5.1 to 5.4" or "eqs. 10.8 and 10.9".
CITED = re.compile(r"\b(?:sections?|eqs?\.)\s[\d.]+(?:(?:,| and| to)\s[\d.]+)*")
TYPED = re.compile(r"(?<!Python )(?<![\w.])(\d+\.\d+|\d+\s?%|\d+e-?\d+)(?!\w|\.\d)")
LONGEST_LINE = 76  # what fits into a page's code box on a desktop


def words_of_lesson(text):
    """List what readers see, but for code and values: line, words."""
    for piece in lessons.scan(text):
        if isinstance(piece, lessons.Value) or getattr(piece, "is_code", False):
            continue
        if isinstance(piece, lessons.Block):
            words = " ".join(piece.options.get(name, "") for name in ("alt", "caption"))
        else:
            words = piece.text
        yield piece.line, words


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


@pytest.mark.parametrize("path", [*LESSONS, *LABS], ids=lambda path: path.stem)
def test_no_result_is_typed_into_a_page(path):
    text = path.read_text(encoding="utf-8")
    words = words_of_lab(text) if path in LABS else words_of_lesson(text)
    assert list(typed_numbers(words)) == []


def test_every_module_is_in_the_code_reference():
    package = DOCS.parent / "rnn_tutorial"
    apart = {"__init__.py", "checks.py"}  # nobody calls checks but the package itself
    files = [file for file in package.rglob("*.py") if file.name not in apart]
    modules = {
        ".".join(file.relative_to(DOCS.parent).with_suffix("").parts) for file in files
    }
    pages = [page.read_text(encoding="utf-8") for page in DOCS.glob("reference/*.md")]
    shown = re.findall(r"^::: (\S+)$", "\n".join(pages), flags=re.MULTILINE)
    assert sorted(shown) == sorted(modules)


def shown_code(path):
    """Join the code that readers see, and may copy."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        cells = [cell for cell in labs.read(text).cells if cell.cell_type == "code"]
        return "\n".join(cell.source for cell in cells)
    blocks = [p for p in lessons.scan(text) if isinstance(p, lessons.Block)]
    return "\n".join(b.source for b in blocks if "hide" not in b.options)


@pytest.mark.parametrize("path", [*LESSONS, *LABS], ids=lambda path: path.stem)
def test_code_fits_into_its_box(path):
    assert [
        row for row in shown_code(path).split("\n") if len(row) > LONGEST_LINE
    ] == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_code_that_is_copied_from_top_to_bottom_knows_all_its_names(path):
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--select=F821", "-"]
    code = shown_code(path)
    done = subprocess.run(ruff, input=code, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
