"""The page that lists all claims, and the way from a claim to it and back."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import nbformat
import pytest

from engine.check import bounds, constants
from engine.check import claims as checks
from engine.render import claims, evidence, seed_dots
from engine.render.seed_dots import Bound

CLAIM = {
    "sentence": "Two < three & more",
    "values": {
        "first_<loss>": {
            "shown": "0.1 to 0.3, median 0.2 (3 seeds)",
            "seeds": [0.1, 0.2, 0.3],
            "each": ["0.1", "0.2", "0.3"],
        },
        "rest": {"shown": "1"},
    },
}
GROUP = evidence.Group("A page", "learn/a/", [CLAIM])
CIRCUMSTANCES = {"Commit": "abc", "Python": "3.11.7"}


def listed(repo_url=""):
    site = evidence.Site(repo_url, "https://ada.example/", CIRCUMSTANCES)
    text = f"# E\n\n{evidence.LIST}\n\n{evidence.CIRCUMSTANCES}\n"
    return evidence.listed(text, [GROUP, evidence.Group("Empty", "b/", [])], site)


def test_every_claim_is_there_with_its_place_values_and_seeds():
    shown = listed()
    assert "**1** claim on **1** page held" in shown
    assert "### A page" in shown
    assert "Empty" not in shown
    assert "✓ Two &lt; three &amp; more" in shown
    assert 'href="rnn:/learn/a/#claim-two-less-than-three-ampersand-more"' in shown
    assert 'aria-label="first &lt;loss&gt;: 0.1 to 0.3' in shown
    assert "<dt>first &lt;loss&gt;</dt><dd>0.1 to 0.3, median 0.2 (3 seeds)" in shown
    assert "<li>run 1: 0.1</li><li>run 2: 0.2</li><li>run 3: 0.3</li>" in shown
    assert shown.count("<circle") == 3
    assert "<dt>rest</dt><dd>1</dd>" in shown


def test_a_claim_that_can_be_tried_says_so_where_it_leads_there():
    site = evidence.Site("", "", {})
    for tried, told in (
        ([], ">Where it stands<"),
        ([CLAIM["sentence"]], ">Try it where"),
    ):
        assert told in evidence.listed(evidence.LIST, [GROUP], site, tried)


def test_no_run_is_said_to_be_of_a_seed_that_its_page_may_not_have_taken():
    site = evidence.Site("", "", {}, seeds=range(100, 110))
    shown = evidence.listed(evidence.LIST, [GROUP], site)
    assert not re.search(r"seed \d", shown)


def test_of_a_hundred_runs_few_are_shown_and_lie_as_all_do():
    runs = [(7 * run) % 100 + 1 for run in range(100)]
    each = [str(run) for run in runs]
    value = {"shown": "1 to 100", "seeds": runs, "each": each}
    claim = {"sentence": "One", "values": {"a": value, "b": value}, "arms": ["a", "b"]}
    site = evidence.Site("", "", {}, seeds=range(100))
    shown = evidence.listed(evidence.LIST, [evidence.Group("A", "a/", [claim])], site)
    assert "had **100** random starts each. Eleven of them have a dot" in shown
    assert shown.count("<circle") == 4 * 11  # of two values, and of both in a row each
    assert "<summary>5 of 100 runs, evenly by rank" in shown
    found = re.findall(r"<li>run \d+: (\d+)</li>", shown)
    assert found == ["1", "26", "51", "75", "100"] * 2


@pytest.mark.parametrize("count", [3, 10])
def test_a_quick_build_says_so(count):
    site = evidence.Site("", "", {}, seeds=range(count))
    shown = evidence.listed(evidence.LIST, [GROUP], site)
    assert ("had **3** random starts each" in shown) == (count == 3)


def test_a_tested_cause_joins_what_each_seed_did_with_it_and_without():
    arms = {
        "with": {"shown": "1 to 2", "seeds": [1.0, 2.0], "each": ["1", "2"]},
        "without": {"shown": "4 to 9", "seeds": [4.0, 9.0], "each": ["4", "9"]},
    }
    tested = {"sentence": "It slows", "values": arms, "arms": ["with", "without"]}
    site = evidence.Site("", "", {})
    shown = evidence.listed(evidence.LIST, [evidence.Group("A", "a/", [tested])], site)
    assert "**1** of them tested a cause" in shown
    pairs = shown.partition("A cause, tested")[2].partition("</p>")[0]
    assert pairs.count("<circle") == 4
    assert "above: with; below: without" in pairs


def test_truth_values_are_told_and_not_drawn():
    values = {
        "lost": {"shown": "1 of 2", "seeds": [True, False], "each": ["yes", "no"]}
    }
    claim = {"sentence": "Some are lost", "values": values}
    site = evidence.Site("", "", {})
    shown = evidence.listed(evidence.LIST, [evidence.Group("A", "a/", [claim])], site)
    assert "<li>run 1: yes</li><li>run 2: no</li>" in shown
    assert "<svg" not in shown


def test_the_circumstances_are_told():
    assert "| Commit | abc |\n| Python | 3.11.7 |" in listed()


@pytest.mark.parametrize(
    ("repo_url", "form", "title", "body"),
    [
        ("https://github.com/ada/rnn/", "/ada/rnn/issues/new", "title", "body"),
        ("https://codeberg.org/ada/rnn", "/ada/rnn/issues/new", "title", "body"),
        (
            "https://gitlab.com/ada/rnn",
            "/ada/rnn/-/issues/new",
            "issue[title]",
            "issue[description]",
        ),
    ],
)
def test_who_disagrees_finds_a_form_that_is_filled_in(repo_url, form, title, body):
    [link] = re.findall(r'<a href="([^"]*)">Does not hold', listed(repo_url))
    address = urlsplit(html.unescape(link))
    fields = parse_qs(address.query)
    assert address.path == form
    assert fields[title] == ["Does not hold for me: Two < three & more"]
    [text] = fields[body]
    for part in (
        "https://ada.example/learn/a/#claim-two-less-than-three-ampersand-more",
        "https://ada.example/evidence.json, commit abc",
    ):
        assert part in text


def test_without_a_repository_the_page_itself_says_what_to_do():
    assert f'href="#{evidence.HELP}">Does not hold' in listed()


def executed(*sentences):
    cells = []
    for sentence in sentences:
        data = {claims.TYPE: {"sentence": sentence, "values": {}}}
        cell = nbformat.v4.new_code_cell("claim()")
        cell.outputs = [nbformat.v4.new_output("display_data", data)]
        cell.metadata = {"line": 5, "kind": "block", "options": {}}
        cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells)


def test_a_sentence_is_claimed_once():
    pages = {"docs/a.md": executed("A", "B"), "docs/labs/b.py": executed("B")}
    [(path, fault)] = checks.repeated(pages)
    assert str(fault.at(path, pages[path].cells)) == (
        "docs/labs/b.py:5 (cell 1): the same is claimed in docs/a.md:5"
    )


def test_claims_that_differ_in_a_sign_are_two():
    words = "The loss is > 1", "The loss is < 1", "It is -1", "It is 1", "It is 1.5"
    assert list(checks.repeated({"docs/a.md": executed(*words, "It is 15")})) == []


@pytest.mark.parametrize(
    "source",
    [
        "claim('A', holds=True)\n1",
        "shown = claim('A', holds=True)",
        "for i in 1, 2:\n    claim('A', holds=True)",
        "evidence.claim('A', holds=True), 1",
        "claim('A', holds=True);",
        "claim('An · and a π are longer than they look', holds=True);",
        "claim('A', holds=True)  ;  # shown?",
    ],
)
def test_a_claim_that_nobody_would_see_is_a_problem(source):
    notebook = executed("A")
    notebook.cells[0].source = source
    [fault] = checks.unseen(notebook)
    assert "has to be the last thing in its block" in fault.reason


@pytest.mark.parametrize(
    "source",
    [
        "claim('A', holds=True)  # here ; and there",
        "(claim('A', holds=True))\n\n# here;",
        "claim('A', holds=x < 1 or ok)",
        "claim('A', holds=solved.all())",
    ],
)
def test_a_claim_that_everybody_sees_is_none(source):
    notebook = executed("A")
    notebook.cells[0].source = source
    assert list(checks.unseen(notebook)) == []


@pytest.mark.parametrize(
    "holds", ["ok", "not ok", "bool(ok)", "ok and sure", "run.ok", "told[0] is True"]
)
def test_a_condition_that_no_control_could_test_is_a_problem(holds):
    notebook = executed("A")
    notebook.cells[0].source = f"ok = True or loss < 1\nclaim('A', holds={holds}, a=1)"
    [fault] = checks.unseen(notebook)
    assert fault.line == 1
    assert "holds=loss < 1, and no name of a condition" in fault.reason


def test_a_condition_among_other_arguments_is_a_problem():
    notebook = executed("A")
    notebook.cells[0].source = "claim('A', **told)"
    [fault] = checks.unseen(notebook)
    assert fault.reason == checks.ELSEWHERE


@pytest.mark.parametrize("words", ["sentence", "f'{x}'", ""])
def test_a_claim_without_fixed_words_is_a_problem(words):
    notebook = executed("A")
    notebook.cells[0].source = f"claim({words or 'holds=True'})"
    [fault] = checks.unseen(notebook)
    assert "written out" in fault.reason


@pytest.mark.parametrize(
    "words",
    ["The $h_t$ is small", "`cell` it is", "So *it* is", "It is `=x`", "[a](b)"],
)
def test_the_words_of_a_claim_are_plain_text(words):
    typed = executed("A")
    typed.cells[0].source = f"x = 1\n\nclaim({words!r}, holds=x < 2)"
    typed.cells[0].outputs = []  # told even if the page has failed above
    [fault] = checks.marked_up(typed)
    assert (fault.line, words in fault.reason) == (2, True)
    [fault] = checks.marked_up(executed(words))  # as of an f-string
    assert "a claim's sentence is plain text" in fault.reason
    named = executed("A")
    named.cells[0].outputs[0].data[claims.TYPE]["values"] = {words: {"shown": "1"}}
    [fault] = checks.marked_up(named)
    assert "a claim's value's name is plain text" in fault.reason


def test_names_of_code_and_signs_are_plain_text():
    words = "h_n and c_n, 2*3 < <eos> and a * b", "From $1 to $2, x_t"
    assert list(checks.marked_up(executed(*words))) == []


@pytest.mark.parametrize(
    ("holds", "allowed"),
    [
        ("x < 2", Bound(high=2)),
        ("(x < 2).all()", Bound(high=2)),
        ("other and x.max() <= 2", Bound(high=2, is_strict=False)),
        ("min(x) > -1 / 4", Bound(low=-0.25)),
        ("np.abs(x - 1).max() < 0.5", Bound(0.5, 1.5, within=(0.5, 1))),
        ("x < LEARNED", Bound(high=0.25)),
        ("x > 0 and other and x.max() < 2 and x < 2", Bound(low=0, high=2)),
        # Where two of one side, or the kinds of both, differ, it would be another one:
        ("x < 2 and x < 1", None),
        ("x >= 0 and x < 2", None),
        # What does not hold for each of the seeds, or not in any case:
        ("x.min() < 2", None),
        ("x.max() > 2", None),
        ("x.mean() < 2", None),
        ("(x < 2).any()", None),
        ("(x < 2).mean() > 1 / 2", None),
        ("not x < 2", None),
        ("x < 2 or y < 3", None),
        ("x[able].max() < 2", None),
        ("x < other", None),
        ("1 < x < 2", None),
        ("x == 2", None),
    ],
)
def test_of_a_condition_that_is_read_off_which_bounds_every_seed(holds, allowed):
    for values in ("a=1, b=per_seed(x)", "arms={'a': y, 'b': x}"):
        code = f"claim('A', holds={holds}, {values})"
        cell = nbformat.v4.new_code_cell(code)
        expected = {"A": {"b": allowed}} if allowed else {}
        known = constants.constants(["LEARNED = 1 / 4"])
        assert bounds.of_claims(cell, known) == expected


@pytest.mark.parametrize(
    "binds",
    [
        "A *= 2",
        "for A in (1, 2): pass",
        "A: float = 1",
        "B = A = 1",
        "[A, B] = 1, 2",
        "with open('a') as A: pass",
        "from a import A",
        "from a import *",
        "def A(): pass",
        "(A := 1)",
    ],
)
def test_a_constant_that_is_set_twice_is_none(binds):
    assert constants.constants(["A = 0.5"]) == {"A": 0.5}
    assert "A" not in constants.constants(["A = 0.5", binds])


def test_a_limit_has_all_its_digits():
    limits = Bound(low=0.99999), Bound(high=0.00012345), Bound(high=12345.6)
    assert [seed_dots.told(limit) for limit in limits] == [
        "claimed: above 0.99999",
        "claimed: below 0.00012345",
        "claimed: below 12,345.6",
    ]


def test_a_small_number_is_never_torn_in_two():
    claim = {"sentence": "So", "values": {"a": {"shown": "2e-9 to 1.5e-07"}}}
    group = evidence.Group("A", "a/", [claim])
    shown = '<div class="rnn-claim"><strong>✓ So</strong><dl>{}</dl></div>'
    for page in (
        evidence.listed(evidence.LIST, [group], evidence.Site("", "", {})),
        claims.on_page(shown.format("<dd>2e-9 to 1.5e-07</dd>"), claim, None),
    ):
        whole = re.findall(r'<span class="rnn-whole">(.*?)</span>', page)
        assert whole == [
            f"{n}\u202f×\u202f10<sup>−{p}</sup>" for n, p in ((2, 9), (1.5, 7))
        ]


def test_values_of_a_claim_share_a_scale_and_what_is_allowed_is_drawn():
    many = {"shown": "", "each": ["", ""]}
    values = {"a": many | {"seeds": [0.2, 0.3]}, "b": many | {"seeds": [20.0, 30.0]}}
    group = evidence.Group("A", "a/", [{"sentence": "So", "values": values}])
    site, allowed = evidence.Site("", "", {}), {"So": {"a": Bound(high=0.4)}}
    shown = evidence.listed(evidence.LIST, [group], site, bounds=allowed)
    ends = re.findall(r"<text[^>]*>([^<]*)</text>", shown)
    assert ends == ["0.1", "100", "0.1", "100"]
    assert shown.count("rnn-bound") == shown.count("claimed: below 0.4</span>") == 1
    bound, *dots = re.findall(r'(?:rnn-bound" d="M|cx=")([\d.]+)', shown)[:3]
    assert float(bound) > max(map(float, dots))
