"""What is loaded again for those who look at a page, and what is not."""

import threading
from types import SimpleNamespace

import pytest

from engine.host.visits import Visits

SHEET = "assets/declared.css"
PAGE = "<head><title>T</title>{}</head><body>{}</body>"
SITE = {
    "a/index.html": PAGE.format("", '<b class="as-1">a</b><img src="../so%20it.svg">'),
    "b/index.html": PAGE.format(
        "", '<b class="as-10">a</b><a href="../so it.svg">c</a>'
    ),
    "so it.svg": "<svg/>",
    "theme.css": "",
    "sitemap.xml": "",
    SHEET: ".as-1:not(#_){color: red}\n.as-10:not(#_){color: blue}\n",
}
BOTH = {"a/", "b/"}


def visits_of(folder, look=lambda page: None):
    server = SimpleNamespace(
        root=str(folder),
        set_app=lambda answer: None,
        mount_path="/rnn/",
        serve_request=lambda environ, start: [],
        _epoch_cond=threading.Condition(),
        _visible_epoch=2,
        poll_response_timeout=0,
    )
    return server, Visits(server, look, SHEET)


def test_names_with_blanks_and_other_letters_are_known(tmp_path):
    looked = []
    _, visits = visits_of(tmp_path, looked.append)
    visits._changed["ü b/"] = 2
    asked = {"PATH_INFO": "/rnn/ü b/".encode().decode("latin-1")}
    visits.answer(asked, lambda *_: None)
    poll = {"HTTP_REFERER": "http://h/rnn/%C3%BC%20b/", "PATH_INFO": "/livereload/1/1"}
    assert visits.answer(poll, lambda *_: None) == [b"2"]
    assert looked == ["%C3%BC%20b/"] * 2


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ({"a/index.html": PAGE.format("", "another")}, {"a/"}),
        ({"so it.svg": "<svg></svg>"}, {"a/"}),
        ({SHEET: SITE[SHEET].replace("red", "green")}, {"a/"}),
        ({SHEET: SITE[SHEET].replace("blue", "green")}, {"b/"}),
        ({SHEET: SITE[SHEET] + ".as-2:not(#_){}\n"}, set()),
        ({"theme.css": "b {}"}, BOTH),
        ({"sitemap.xml": "<a/>"}, set()),
        (
            {"a/index.html": SITE["a/index.html"].replace("</h", "<meta></h")},
            set(),
        ),
        (
            {
                "a/index.html": SITE["a/index.html"].replace(
                    "</h", '<link rel="stylesheet" href="c.css"></h'
                )
            },
            {"a/"},
        ),
    ],
)
def test_those_pages_are_loaded_again_that_look_different(tmp_path, changed, again):
    places = tmp_path / "site", tmp_path / "site-next"
    write(places[0], SITE)
    write(places[1], SITE | changed)
    server, visits = visits_of(places[0])
    visits.after_build()
    assert server.root == str(places[1])
    found = BOTH if visits._all_changed else {*visits._changed}
    assert found == again
