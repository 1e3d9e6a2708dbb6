"""What the hooks' parsers do with any text at all."""

import html
import json
import re
import shlex
from html.parser import HTMLParser
from itertools import groupby

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from engine.plan import labs, lessons
from engine.plan.lessons import Block, Prose, Value
from engine.plan.options import OPTIONS, read_options
from engine.problems import PlanError, line_of
from engine.render import colours, placed, svg, values_in_tex
from engine.render.lessons import render, with_values
from engine.render.outputs import Result
from engine.tokens import TOKEN, token, token_number

PRIVATE = ("Cs", "Co")  # halves of characters; those that tokens are made of
LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"  # as str.splitlines sees them
NASTY = [
    *("`", "``", "```", "````", "~~~", "`=x`", "`=x:.2f`", "`=1 +`", "`=`"),
    *("python", " exec", "```python exec", "~~~ exec", " hide", " alt=", " title='"),
    *("\n", "\n\n", "\r\n", "\r", "\t", "    ", " ", "\xa0", "\x0c", "\u2028", "\x00"),
    *("> ", "- ", "$", "$$", '"', "'", '"""', "\\", "=", ":", "(", "[", "{", "é", "𝒽"),
    *("# %%", "#%%", "# %% [markdown]", "    # %%", "# %%time", "# In[1]:", "# copy x"),
    *(" alt='a'", " tags=1", " active=2", " {1}", " {[]: 1}", " coding: x", "\n# x"),
    *("\ufeff", "\ud800", "#", "x = 1", "`=\ud800`", "`=x # é`", "`=1 if`"),
    *(f"`={'-' * 20_000}1`", f"`={'a.' * 20_000}a`", f"`={'(' * 300}`"),
    *("\n```python exec hide\n", "\n  ~~~python exec alt='a'\n", "\n```\n", "\n~~~\n"),
    *("\n```\nx = 1\n\n```\n", "\n````md\n`=x`\n````\n", "\n# %%\n", "\n# %% x='a'\n"),
]

many = settings(max_examples=60)
letters = st.characters(exclude_categories=PRIVATE)
scraps = st.sampled_from(NASTY) | st.text(letters, max_size=3)
nasty = st.lists(scraps, max_size=9).map("".join)


def in_one_line(without=""):
    return st.text(
        st.characters(exclude_categories=PRIVATE, exclude_characters="\n" + without)
    )


told = in_one_line() | st.text("<>&'\"\\g1 a").map(str.strip)


@st.composite
def torn(draw, texts):
    """A text of which a part was replaced by something nasty."""
    text, _ = draw(texts)
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 9)))
    return text[:start] + draw(nasty) + text[end:]


def rows_of(text):
    return text.split("\n")


def is_refused(parse, text):
    """Tell whether a parser refuses a text, and does so as it should."""
    try:
        parse(text)
    except PlanError as error:
        line, reason = error.line, str(error)
    else:
        return False
    assert reason
    assert 1 <= line <= len(rows_of(text))
    return True


def cells_of(text):
    notebook = lessons.plan(text)
    return notebook.cells if notebook else []


def token_numbers(text):
    return [token_number(match) for match in TOKEN.finditer(text)]


def joined(pieces):
    """Pieces without their cuts in the prose, which mean nothing."""
    for is_prose, group in groupby(pieces, key=lambda piece: isinstance(piece, Prose)):
        if not is_prose:
            yield from group
        elif text := "".join(piece.text for piece in group):
            yield text


# Lessons, pages whose pieces are known

EXPRESSIONS = ["x", "x[1:3]", "{1: 2}[1]", "f(a, b=':')", "lambda: x", "'é:#'", "a, b"]
SPECS = ["", ".3f", ">8", ",", "%H:%M"]

prose = in_one_line(without="`~")
codes = in_one_line(without="`")


def values():
    return st.builds(Value, *map(st.sampled_from, (EXPRESSIONS, SPECS)), st.just(0))


def written_value(value):
    return f"`={value.expression}{':' if value.spec else ''}{value.spec}`"


def spans():
    """Code spans that show a value, and do not have it computed."""
    shapes = st.sampled_from(
        ["``{}``", "`` `{}` ``", "a ```{}```", "a ````a `` {}````"]
    )
    return st.builds(lambda shape, code: shape.format(f"={code}"), shapes, codes)


ROWS = "x\n" * 5  # which `hl_lines` may name
SHOWN = {
    "title": in_one_line("`'"),
    "hl_lines": st.sampled_from(["1", "2-3 5"]),
    "linenums": st.sampled_from(["1", "2 3"]),
}


def options():
    quoted = in_one_line("`")
    names = sorted(OPTIONS - {"hide"})
    return st.builds(
        lambda found, shown, hide: with_id(found) | shown | hide,
        st.dictionaries(st.sampled_from(names), quoted, max_size=3),
        st.fixed_dictionaries({}, optional=SHOWN),
        st.sampled_from([{}, {"hide": ""}]),
    )


def with_id(found):
    """Make one word of an id."""
    word = re.sub(r"\s", "", found.get("id", "")) or "i"
    return found | ({"id": word} if "id" in found else {})


def written_options(found):
    return [
        "hide" if name == "hide" else f"{name}={shlex.quote(value)}"
        for name, value in found.items()
    ]


@st.composite
def fences(draw, info):
    """A fence: what stands in front of it, its ticks and the rows between them."""
    ticks = draw(st.sampled_from(["```", "````", "~~~", "~~~~~"]))
    indent = draw(st.sampled_from(["", "  ", "    ", "\t"]))
    rows = draw(st.lists(nasty.map(lambda text: text.replace("\n", " "))))
    rows = [row for row in rows if not row.strip().startswith(ticks)]
    rows += ROWS.split() if "hl_lines" in info else []
    inner = [indent + row if row else "" for row in rows]
    lines = [f"{indent}{ticks}{info}", *inner, indent + ticks]
    return indent, ticks, rows, "".join(f"{line}\n" for line in lines)


@st.composite
def pages(draw):
    """A lesson, and the pieces that it was made of."""
    text, pieces = "", []

    def add(piece, written):
        nonlocal text
        pieces.append(piece)
        text += written

    def hold(indent, line):
        """Begin a list, without which so much indent would make code of a fence."""
        if indent in ("    ", "\t"):
            add(Prose("- a\n", line), "- a\n")
            return 1
        return 0

    kinds = st.sampled_from(["block", "prose", "shown"])
    for kind in draw(st.lists(kinds, min_size=1, max_size=6)):
        line = text.count("\n") + 1
        if kind == "prose":
            add(Prose("t", line), "t")  # what begins with blanks may be code
            for part in draw(st.lists(prose | spans() | values())):
                if isinstance(part, Value):
                    found = Value(part.expression, part.spec, line)
                    add(found, written_value(found))
                else:
                    add(Prose(part, line), part)
                add(Prose(" ", line), " ")
            add(Prose("\n", line), "\n")
        elif kind == "shown":
            shown = draw(
                fences(draw(st.sampled_from(["", "md", ' python hl_lines="1"', "x"])))
            )
            line += hold(shown[0], line)
            add(Prose(shown[-1], line, is_code=True), shown[-1])
        else:
            found = draw(options())
            info = draw(st.sampled_from(["python exec ", " python\t exec\xa0"]))
            indent, ticks, rows, fence = draw(
                fences(info + " ".join(written_options(found)))
            )
            source = "\n".join(rows).rstrip("\n")
            line += hold(indent, line)
            add(Block(source, line + 1, indent, ticks, found), fence)
    return text, pieces


@many
@given(pages())
def test_a_page_is_cut_into_the_pieces_it_was_made_of(page):
    text, pieces = page
    assert list(joined(lessons.scan(text))) == list(joined(pieces))
    lines = [piece.line for piece in pieces if not isinstance(piece, Prose)]
    assert [cell.metadata["line"] for cell in cells_of(text)] == lines
    assert token_numbers(render(text)) == list(range(1, len(lines) + 1))


@given(codes, st.integers(1, 4), st.integers(1, 4))
def test_backticks_that_differ_in_number_enclose_nothing(code, before, behind):
    assume(before != behind)
    assert cells_of(f"a {'`' * before}={code}{'`' * behind}") == []


@given(pages())
def test_the_code_that_is_shown_is_the_code_that_runs(page):
    text, pieces = page
    shown = [p.text for p in lessons.scan(render(text)) if p.is_code]
    expected = [
        piece
        for piece in pieces
        if (isinstance(piece, Prose) and piece.is_code)
        or (isinstance(piece, Block) and "hide" not in piece.options)
    ]
    for fence, piece in zip(shown, expected, strict=True):
        if isinstance(piece, Prose):
            assert fence == piece.text
        else:
            rows = [row.removeprefix(piece.indent) for row in rows_of(fence)]
            assert "\n".join(rows[1:-2]) == piece.source
            assert rows[-2] == piece.ticks


@many
@given(pages(), st.dictionaries(st.integers(1, 9), nasty))
def test_values_written_into_a_page_leave_all_else_in_its_place(page, found):
    text, pieces = page
    before, after = rows_of(text), rows_of(with_values(text, found))
    for piece in pieces:
        if isinstance(piece, Block):
            height = piece.source.count("\n") + 1 if piece.source else 0
            assert not any(after[piece.line - 2 : piece.line + height])
    changed = {p.line for p in pieces if isinstance(p, Value)}
    for piece in pieces:
        if isinstance(piece, Prose) and piece.line not in changed:
            start, height = piece.line - 1, piece.text.count("\n")
            assert after[start : start + height] == before[start : start + height]


@given(options(), st.sampled_from([" ", "\t", "  ", "\xa0", "\u2003"]))
def test_options_are_read_back_as_they_were_written(found, space):
    info = space.join(["python", "exec", ""]) + " ".join(written_options(found))
    assert read_options(info, 1) == found


@given(st.sampled_from(sorted(SHOWN)), st.data())
def test_the_highlighter_gets_its_options_as_they_were_written(name, data):
    value = data.draw(SHOWN[name])
    shown = render(f"```python exec {name}={shlex.quote(value)}\n{ROWS}```\n")
    quoted = re.search(rf"```python {name}=(?P<quote>[\"'])(.*)(?P=quote)\n", shown)
    assert quoted[2] == value
    assert quoted["quote"] not in value


@given(st.integers(0), st.integers(0), in_one_line())
def test_numbers_survive_their_tokens_side_by_side(first, second, between):
    text = token(first) + between + token(second)
    assert token_numbers(text) == [first, second]
    assert TOKEN.sub("", text) == between


# Lessons, any text

MISTAKES = [
    *("`=1 +`", "a `=x y` b", "`=:.2f`", "`=x\ud800`", f"`={'-' * 20_000}1`"),
    *("```md\n`=x`", "~~~~\n~~~\n", "  ```python exec\nx\n````x\n```\n"),
    *("```python exec colour='x'\nx\n```", "```python exec alt='\nx\n```"),
    *("```python excec\nx\n```", "> ```python exec", "```python exec hide=1\n```\n"),
]

lesson_texts = torn(pages()) | nasty


@many
@given(lesson_texts)
def test_a_lesson_is_planned_or_refused_with_a_line(text):
    assert is_refused(lessons.plan, text) == is_refused(render, text)


@given(pages(), st.sampled_from(MISTAKES))
def test_a_mistake_is_named_with_its_line(page, mistake):
    text, _ = page
    with pytest.raises(PlanError) as error:
        lessons.plan(text + mistake)
    assert error.value.line == text.count("\n") + 1


@many
@given(lesson_texts)
def test_plan_and_render_agree_about_the_results(text):
    assume(not is_refused(lessons.plan, text))
    cells = cells_of(text)
    assert token_numbers(render(text)) == list(range(1, len(cells) + 1))
    for cell in cells:
        assert 1 <= cell.metadata["line"] <= len(rows_of(text))


@given(nasty)
def test_a_page_on_which_nothing_runs_stays_as_it_is(text):
    assume(not is_refused(lessons.plan, text) and not cells_of(text))
    assert render(text) == with_values(text, {}) == text
    assert "".join(piece.text for piece in lessons.scan(text)) == text


@given(lesson_texts, st.dictionaries(st.integers(1, 9), nasty))
def test_values_written_into_a_page_keep_its_number_of_lines(text, values):
    assume(not is_refused(lessons.plan, text))
    written = with_values(text, values)
    assert written.count("\n") == text.count("\n")


# Labs

MARKUP = "*~{["  # of which some is for lessons alone
cell_rows = st.lists(
    st.text(
        st.characters(
            exclude_categories=PRIVATE, exclude_characters=LINE_ENDS + MARKUP
        ),
        max_size=20,
    )
    | st.sampled_from(
        [
            *("x = 1", "    y = 2", "", "  ", "\t", "'", 'x = "#"', "$x$", "\\", "é"),
            *("# copy the state", "# why?", "!ls", "%time x", "# %time x", "## Title"),
            *("# ls", "cd", "x?", "# x = !ls", "# ```", "- a", "\ufeff"),
        ]
    ),
    max_size=5,
)
no_row = re.compile(r"^\s*(#\s*)?(%%|<codecell>|In\[)|'''|\"\"\"|^#[# ]*\+|```")
TITLES = ["", " One", " Encoding: a row per word", " a 'b' [c]"]


@st.composite
def labs_of_cells(draw):
    """A percent script, and its cells: type, rows, options and line of the marker."""
    text, cells = draw(st.sampled_from(["", "# Licence\n\n", "# coding: x\n#\n"])), []
    for _ in range(draw(st.integers(1, 5))):
        is_text = draw(st.booleans())
        rows = [row for row in draw(cell_rows) if not no_row.search(row)]
        found = draw(
            st.dictionaries(
                st.sampled_from(["alt", "caption", "id"]),
                in_one_line(without=LINE_ENDS + "#"),
            )
        )
        found = {} if is_text else with_id(found)
        written = [
            f" {k}={json.dumps(v, ensure_ascii=False)}" for k, v in found.items()
        ]
        behind = " [markdown]" if is_text else draw(st.sampled_from(TITLES))
        marker = draw(st.sampled_from(["# %%", "#%%"])) + behind
        script = [f"# {row}" if row else "#" for row in rows] if is_text else rows
        kind = "markdown" if is_text else "code"
        cells.append((kind, rows, found, text.count("\n") + 1))
        text += "\n".join([marker + "".join(written), *script, "", ""])
    return text, cells


def without_blank_end(rows):
    return "\n".join(rows).rstrip()


@many
@given(labs_of_cells(), st.sampled_from(["\n", "\r\n"]))
def test_a_lab_is_read_back_as_the_cells_it_was_made_of(lab, newline):
    text, cells = lab
    notebook = labs.read(text.replace("\n", newline))
    rows = rows_of(text)
    for cell, (kind, source, found, line) in zip(notebook.cells, cells, strict=True):
        assert cell.cell_type == kind
        assert without_blank_end(rows_of(cell.source)) == without_blank_end(source)
        assert cell.metadata["options"] == found
        text_line = cell.metadata["line"]
        if any(row.strip() for row in source):
            assert rows[text_line - 1].strip()
            assert not any(row.strip() for row in rows[line : text_line - 1])
            first = next(row for row in rows_of(cell.source) if row.strip())
            if kind == "code":
                assert rows[text_line - 1] == first


@given(
    labs_of_cells(),
    st.integers(0, 4),
    st.sampled_from([" tags=1", " run_control=1", " colour='red'", "\x0c", "\u2028x"]),
)
def test_a_marker_that_can_not_be_read_is_named(lab, number, mistake):
    text, cells = lab
    *_, line = cells[number % len(cells)]
    rows = rows_of(text)
    rows[line - 1] += mistake
    with pytest.raises(PlanError) as error:
        labs.read("\n".join(rows))
    assert error.value.line == line


@many
@given(nasty.map("# %%{}".format) | torn(labs_of_cells()))
@example("# %% tags=1\nx\n")
@example("# %%\nx = 'a\x0cb'\n")
def test_a_lab_is_read_or_refused_with_a_line(text):
    if is_refused(labs.read, text):
        return
    rows = rows_of(text.replace("\r\n", "\n"))
    for cell in labs.read(text).cells:
        if cell.cell_type == "code" and cell.source.strip():
            first = next(row for row in rows_of(cell.source) if row.strip())
            assert rows[cell.metadata["line"] - 1] == first


# Places of problems

words = st.text(st.sampled_from("bcd$`é.*\\("), min_size=1, max_size=6)
spaces = st.text(st.sampled_from(" \t\n"), min_size=1) | st.just("\n" + " " * 300)
elsewhere = st.text(st.sampled_from("xyz \n\t"))


@given(elsewhere, st.lists(words, min_size=1), st.data(), elsewhere)
def test_what_is_there_is_found_on_its_line(before, needle, data, after):
    needle[0] = needle[0].lstrip("$") or "b"
    written = needle[0]
    for word in needle[1:]:
        written += data.draw(spaces) + word
    line = before.count("\n") + 1
    assert line_of(" ".join(needle), before + written + after) == line
    assert line_of(written, before + written + after) == line


@given(st.lists(words), elsewhere)
def test_what_is_not_there_is_found_nowhere(needle, text):
    assert line_of(" ".join(needle), text) == 0


@given(elsewhere, words, st.sampled_from(["$", "$$", "$$\n"]), elsewhere)
@example("b\nc\n", "b\nc", "$", "")
def test_a_formula_is_found_where_its_dollars_are(before, tex, dollars, after):
    tex = tex.replace("$", "b")
    text = f"{before}{dollars}{tex}{dollars[::-1]}{after}"
    found = line_of(f"${tex.replace(chr(10), ' ')}$", text)
    assert found == before.count("\n") + 1 + dollars.count("\n")


# Results into pages


@st.composite
def pages_with_tokens(draw):
    """An HTML page with tokens, the results of cells, and what has to come out."""
    values = draw(st.lists(told, max_size=5))
    found = {
        i: Result(f"<data>{html.escape(v)}</data>", v) for i, v in enumerate(values)
    }
    for number in range(len(values), len(values) + 3):
        found[number] = Result(f"<pre>{number}</pre>")
    page = expected = ""
    for number in draw(st.lists(st.sampled_from(sorted(found)))):
        result = found[number]
        plain = html.escape(result.text or "")
        tex = html.escape(values_in_tex.in_tex(result.text or ""))
        space = draw(st.text("\n ", max_size=2))
        shapes = [("<td>{}</td>", result.html), ('<a title="a {}" id="b">', plain)]
        paragraph = f"<p>{space}{{}}{space}</p>"
        if result.text is None:
            shapes.append((paragraph, None))
        else:
            shapes += [
                (paragraph, result.html),
                ("<p>{} and</p>", result.html),
                (r'<span class="arithmatex">\(= {} + 1\)</span>', tex),
                ('<div class="arithmatex">\\[\n{}\\]</div>', tex),
            ]
        shape, shown = draw(st.sampled_from(shapes))
        text = html.escape(draw(told))
        page += text + shape.replace("{}", token(number))
        expected += text + (
            result.html if shown is None else shape.replace("{}", shown)
        )
    return page, found, expected


@many
@given(pages_with_tokens())
def test_every_token_is_replaced_once_by_what_fits_its_place(made):
    page, found, expected = made
    assert placed.put(page, found) == expected


# Drawings

names = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", fullmatch=True)
palette = st.sampled_from(sorted(colours.PALETTE)).flatmap(
    lambda colour: st.sampled_from([colour, colour.upper()])
)
other_colours = st.sampled_from(["#123456", "#ffffff80", "#1F77B4cc", "#fff", "red"])
DROPPED = [
    "<!-- #1f77b4 <path id='gone'/> -->",
    "<metadata><gone/></metadata>",
    "<style>gone {fill: #1f77b4}</style>",
    '<style type="text/css">\n*{gone: round}\n</style>',
    "<title>gone</title>",
    "<desc>gone</desc>",
    "<defs> </defs>",
]


@st.composite
def drawings(draw):
    """An SVG document: its text, ids, references and colours outside the palette."""
    body, ids, references, colours = "", [], [], []
    for _ in range(draw(st.integers(0, 6))):
        name, target = draw(names), draw(names)
        other = draw(other_colours)
        ids.append(name)
        references += [target, target]
        colours.append(other)
        body += (
            f'<g id="{name}" data-note="gone">{draw(st.sampled_from(DROPPED))}\n'
            f'  <use xlink:href="#{target}" style="fill: {draw(palette)}"/>\n'
            f'<path clip-path="url(#{target})" fill="{other}"/></g>'
        )
    head = draw(st.sampled_from(["", '<?xml version="1.0"?>\n<!DOCTYPE svg>\n']))
    return (
        f'{head}<svg width="4pt" viewBox="0 0 40.5 3">{body}</svg>',
        ids,
        references,
        colours,
    )


def attributes(drawing):
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.extend(attrs)

    Reader().feed(drawing)
    return found


@given(drawings(), told, told.map(str.strip), names)
def test_a_drawing_becomes_part_of_its_page(made, alt, description, prefix):
    drawing, ids, references, colours = made
    shown = svg.inline(drawing, alt=alt, prefix=prefix, description=description)
    found = attributes(shown)
    assert [v for k, v in found if k == "id"] == [f"{prefix}-{name}" for name in ids]
    links = [v for k, v in found if k == "xlink:href"]
    links += [v[4:-1] for k, v in found if k == "clip-path"]
    assert sorted(links) == sorted(f"#{prefix}-{name}" for name in references)
    assert [v for k, v in found if k == "fill"] == colours
    assert all(v.startswith("fill: var(--plot-") for k, v in found if k == "style")
    assert [v for k, v in found if k == "aria-label"] == [alt]
    described = f"<desc>{html.escape(description)}</desc>"
    assert (described in shown) == bool(description)
    assert "gone" not in shown.replace(described, "").replace(html.escape(alt), "")


@given(drawings(), told, names, names)
def test_a_drawing_that_was_made_part_of_a_page_may_be_so_again(made, alt, one, two):
    once = svg.inline(made[0], alt=alt, prefix=one)
    again = svg.inline(once, alt=alt, prefix=two)
    assert again == svg.inline(made[0], alt=alt, prefix=f"{two}-{one}")
