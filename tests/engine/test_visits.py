"""What is loaded again for those who look at a page, and what is not."""

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
    server = SimpleNamespace(root=str(places[0]), set_app=lambda answer: None)
    visits = Visits(server, look=lambda page: None, sheet=SHEET)
    visits.after_build()
    assert server.root == str(places[1])
    found = BOTH if visits._all_changed else {*visits._changed}
    assert found == again
