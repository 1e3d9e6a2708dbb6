"""What pages may load and run: what the policy says, and what a check finds before."""

import base64
import hashlib
import re

import pytest

from engine.check import policy as forbidden
from engine.check import third_parties
from engine.publish import declared, policy

LOADED = {
    '<link rel="preconnect" href="//a.b">': "//a.b",
    '<svg><use href="https://a.b#c"/></svg>': "https://a.b#c",
    '<svg><image xlink:href="https://a.b/c"/></svg>': "https://a.b/c",
    '<img srcset="a.png 1x, https://a.b/c 2x">': "https://a.b/c",
    '<video poster="//a.b/c">': "//a.b/c",
    '<object data="//a.b">': "//a.b",
    '<iframe src="https://a.b">': "https://a.b",
    '<a href="c" ping="d https://a.b">': "https://a.b",
    '<meta http-equiv="refresh" content="0; URL=\'https://a.b\'">': "https://a.b'",
    '<style>@import "https://a.b/c";</style>': "https://a.b/c",
    "<p style=\"background: image-set('//a.b/c' 1x)\">": "//a.b/c",
    "<script>fetch('https://a.b/c')</script>": "https://a.b/c",
    "<script>import c from 'https://a.b/c'</script>": "https://a.b/c",
    "<script>new WebSocket('wss://a.b')</script>": "wss://a.b",
    "<script>x.open('GET', `https://a.b`)</script>": "https://a.b",
    "<script>new Image().src = '//a.b/c'</script>": "//a.b/c",
}
SILENT = {
    '<b onclick="a()">': "onclick=…",
    "<a href=' JavaScript:a()'>": "javascript:",
    '<iframe srcdoc="a">': "a frame that its page holds",
    '<iframe src="data:text/html,a">': "a frame that its page holds",
    '<object data="a">': "<object>",
    "<EMBED src=a>": "<embed>",
    '<form action="a">': "forms that are sent",
}
KEPT = [
    '<a href="https://a.b" title="javascript: b">c</a>',
    "<script>const space = 'http://www.w3.org/2000/svg'; a.href = '//a.b/c'</script>",
    '<!-- <b onclick="a()"> --><script>"<b onclick=\'a()\'>"</script>',
    '<rnn-x once="a"></rnn-x><iframe src="a.html"></iframe><form><button></button>',
]


@pytest.mark.parametrize("page", LOADED)
def test_what_would_be_loaded_from_elsewhere_is_told(page):
    [fault] = third_parties.loaded(page)
    assert fault.needles == (LOADED[page],)


@pytest.mark.parametrize("page", SILENT)
def test_what_would_not_happen_is_told(page):
    [fault] = forbidden.silenced(page)
    assert fault.reason.startswith("the policy of this site's pages forbids ")
    assert SILENT[page] in fault.reason


@pytest.mark.parametrize("page", KEPT)
def test_what_works_may_stay(page):
    assert [*third_parties.loaded(page), *forbidden.silenced(page)] == []


@pytest.fixture
def put(tmp_path):
    """Puts the policy into pages, and returns these."""

    def put(pages, *, serving=False, offline=False):
        for name, body in pages.items():
            text = f'<head>\n<meta charset="utf-8">\n</head><body>{body}'
            (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / declared.SHEET).parent.mkdir(parents=True, exist_ok=True)
        policy.put(tmp_path, pages, serving=serving, offline=offline)
        return {name: (tmp_path / name).read_text(encoding="utf-8") for name in pages}

    return put


def scripts_of(page):
    return re.search(r"script-src (.*?);", page)[1].split()


def test_each_page_lets_its_own_scripts_run_and_no_other(put):
    pages = put({"a.html": "<script>a()</script>", "b.html": "<style>#b {}</style>"})
    [_, known] = scripts_of(pages["a.html"])
    digest = hashlib.sha256(b"a()").digest()
    assert known == f"'sha256-{base64.b64encode(digest).decode()}'"
    assert scripts_of(pages["b.html"]) == ["'self'"]
    own = r"style-src 'self' 'sha256-[^' ]+';"
    assert re.search(own, pages["b.html"])
    assert not re.search(own, pages["a.html"])


def test_while_one_writes_the_script_of_the_server_runs_as_well(put):
    [page] = put({"a.html": "<script>a()</script>"}, serving=True).values()
    assert scripts_of(page) == ["'self'", "'unsafe-inline'"]


def test_files_may_load_each_other(put):
    [page] = put({"a.html": ""}, offline=True).values()
    assert {"'self'", "file:"} <= {*scripts_of(page)}


def test_attributes_with_styles_become_classes_wherever_they_stand():
    pages = {
        "<p STYLE='color:red' class='a &amp; b'>": '<p class="a &amp; b as-1">',
        "<p style=color:red>": '<p class="as-1">',
        "<p data-a='x style=\"b\"'>": "<p data-a='x style=\"b\"'>",
        '<p style="">': "<p>",
        '<p style="color: red } p { color: blue">': "<p>",
        "<!-- <p style='a:b'> -->": "<!-- <p style='a:b'> -->",
        "<script>'<p style=\"a:b\">'</script>": "<script>'<p style=\"a:b\">'</script>",
        "<textarea style='color:red'><p style='a:b'></textarea>": (
            "<textarea class=\"as-1\"><p style='a:b'></textarea>"
        ),
    }
    sheet = declared.Sheet()
    for page, mended in pages.items():
        assert sheet.without_attributes(page, "") == mended
    assert sheet.text() == ".as-1:not(#_#_#_){color:red}"


@pytest.mark.parametrize(
    ("written", "seen"),
    {
        "background: url(b.png)": 'background: url("../../a/b.png")',
        "background: URL('../b c.png')": 'background: URL("../../b c.png")',
        "src: image-set(url(b) 1x)": 'src: image-set(url("../../a/b") 1x)',
        "fill: url(#b)": 'fill: url("#b")',
        "src: url(data:,b)": 'src: url("data:,b")',
    }.items(),
)
def test_addresses_in_styles_lead_where_they_did(written, seen):
    sheet = declared.Sheet()
    sheet.without_attributes(f'<p style="{written}">', "a/index.html")
    assert sheet.text() == f".as-1:not(#_#_#_){{{seen}}}"
