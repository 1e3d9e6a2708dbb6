"""Where what MkDocs and its plugins warn of has its place."""

from engine.host.build import Build


def test_an_object_that_two_pages_show_is_told_where_the_second_does(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: S\n")
    for name in ("a.md", "b.md"):
        (docs / name).write_text(f"# {name}\n\n::: rnn.part\n")
    build = Build(tmp_path, docs, [], tmp_path / "site", pages=["a.md", "b.md"])
    build.warn("autorefs: Multiple primary URLs found for 'rnn.part': ['a/', 'b/']")
    build.warn("The setting 'c' is odd")
    assert [str(one).partition(": ")[0] for one in build.problems] == [
        "docs/b.md:3",
        "mkdocs.yml:1",
    ]
