"""`mkdocs serve`: errors stand on the page, the server goes on, a busy port is told."""

import logging
import os
import re
import signal
import socket
import time
import urllib.request

import pytest

from engine.host import warnings

STARTS_WITHIN = 60  # seconds; a bound against hanging, not a measurement


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def environment():
    return os.environ | {"NO_MKDOCS_2_WARNING": "1"}  # served at /, whatever SITE_URL


@pytest.fixture
def serve(mkdocs, environment):
    """Starts servers, and ends them."""
    running = []

    def serve(folder, port, *options, **more):
        options = ["serve", "-a", f"127.0.0.1:{port}", *options]
        log = folder / "serve.log"
        server = mkdocs(folder, options, environment | more, log, log)
        running.append(server)
        return server

    yield serve
    for server in running:
        if server.poll() is None:
            os.kill(server.pid, signal.SIGINT)
            until_it_ends(server)


def until_it_ends(server):
    end = time.monotonic() + 30
    while server.poll() is None:
        assert time.monotonic() < end, "the server goes on"
        time.sleep(0.05)


def page_with(port, text, path=""):
    """Wait until a page has a text."""
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}") as answer:
                shown = answer.read().decode()
            if text in shown:
                return shown
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"no page with {text!r} within {STARTS_WITHIN} s")


def test_a_problem_is_shown_on_the_page_and_goes_with_the_next_save(
    make_project, serve
):
    folder, port = make_project({"index.md": "# Home\n\n`=nothing`\n"}), free_port()
    server = serve(folder, port)
    shown = page_with(port, "published yet")
    assert "docs/index.md:3: NameError: name &#x27;nothing&#x27;" in shown
    (folder / "data").mkdir()
    data = folder / "data/n.txt"  # outside of all that MkDocs watches
    data.write_text("42", encoding="utf-8")
    text = "# Home\n\n`=open('data/n.txt').read()`\n"
    (folder / "docs/index.md").write_text(text, encoding="utf-8")
    assert "published yet" not in page_with(port, ">42</data>")
    data.write_text("43", encoding="utf-8")
    page_with(port, ">43</data>")
    other = folder / "data/other.txt"
    other.write_text("44", encoding="utf-8")
    other.replace(data)  # as editors save
    page_with(port, ">44</data>")
    data.write_text("45", encoding="utf-8")
    page_with(port, ">45</data>")
    assert server.poll() is None
    log, built = folder / "serve.log", []
    for _ in range(3):  # in the first seconds, what was written may arrive in two parts
        time.sleep(2)
        built.append(log.read_text(encoding="utf-8").count("Pages: "))
    assert built[1] == built[2]  # who reads a file has not changed it


def test_what_appears_where_a_page_has_looked_is_shown(make_project, serve):
    text = (
        "---\ndepends: [data/declared.txt]\n---\n# Home\n\n```python exec\nimport os\n"
        "n = len(os.listdir('data')), os.path.exists('late.txt')\n```\n\n"
        "`=n` `=__import__('subprocess').getoutput('cat data/declared.txt')`\n"
    )
    folder, port = make_project({}), free_port()
    (folder / "docs/index.md").write_text(text, encoding="utf-8")
    declared = folder / "data/declared.txt"
    declared.parent.mkdir()
    declared.write_text("first", encoding="utf-8")
    serve(folder, port)
    page_with(port, "(1, False)")
    (folder / "data/another").mkdir()
    page_with(port, "(2, False)")
    (folder / "late.txt").touch()
    page_with(port, "(2, True)")
    declared.write_text("second", encoding="utf-8")
    page_with(port, "second")


def test_problems_of_links_and_docstrings_are_shown_too(make_project, serve):
    example = "Examples:\n    >>> 1 + 1\n    3\n"
    code = f'"""Look here.\n\n[gone](gone.md)\n\n{example}"""\n'
    pages = {
        "index.md": "# Home\n",
        "code.md": "# Code\n\n[away](away.md)\n\n::: rnn_tutorial.part\n\n::: nope\n",
        "rnn_tutorial/part.py": code,
    }
    folder, port = make_project(pages), free_port()
    server = serve(folder, port)
    shown = page_with(port, "the example prints 2, not 3", "code/")
    for problem in (
        "docs/code.md:3: the link leads nowhere (in `away.md`)",
        "docs/code.md:7: there is no such module or object",
        "rnn_tutorial/part.py:6: the example prints 2, not 3",
        "rnn_tutorial/part.py:3: the link leads nowhere (in `gone.md`)",
    ):
        assert problem in shown
    home = page_with(port, "the example prints 2, not 3")  # it belongs to no page
    assert "leads nowhere" not in home
    good = code.replace("3\n", "2\n").replace("[gone](gone.md)", "Good.")
    (folder / "rnn_tutorial/part.py").write_text(good, encoding="utf-8")
    (folder / "docs/code.md").write_text(
        "# Code\n\nMended.\n\n::: rnn_tutorial.part\n", encoding="utf-8"
    )
    page_with(port, "Good.", "code/")
    assert "published yet" not in page_with(port, "Mended.", "code/")
    assert server.poll() is None


def test_a_server_that_does_not_watch_runs_all_first(make_project, serve):
    folder, port = make_project({"index.md": "# Home\n\n`=20 + 3`\n"}), free_port()
    serve(folder, port, "--no-livereload")
    assert "rnn-awaited" not in page_with(port, ">23</data>")


def test_a_busy_port_gets_a_sentence(make_project, serve):
    folder = make_project({"index.md": "# Home\n"})
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert serve(folder, port).wait() == 1
    said = (folder / "serve.log").read_text(encoding="utf-8")
    assert f"Port {port} of 127.0.0.1 is in use by another program" in said
    assert "Traceback" not in said


def told(folder, text):
    """Wait until the server has said something; return all that it has said."""
    end = time.monotonic() + STARTS_WITHIN
    while text not in (said := (folder / "serve.log").read_text(encoding="utf-8")):
        assert time.monotonic() < end, said
        time.sleep(0.1)
    return said


def test_a_server_outlives_its_settings_and_leaves_nothing(make_project, serve):
    folder, port = make_project({"index.md": "# Home\n"}), free_port()
    (folder / "tmp").mkdir()
    server = serve(folder, port, TMPDIR=str(folder / "tmp"))
    page_with(port, "Home")
    settings = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").rename(folder / "away.yml")
    told(folder, "mkdocs.yml is gone: waiting until it is back")
    (folder / "away.yml").rename(folder / "mkdocs.yml")
    told(folder, "Reloading browsers")
    (folder / "mkdocs.yml").write_text("a: [", encoding="utf-8")
    told(folder, "MkDocs encountered an error parsing the configuration file")
    name = "\nsite_name: Another\n"
    changed = re.sub(r"\nsite_name: .*\n", name, "\n" + settings)
    (folder / "mkdocs.yml").write_text(changed, encoding="utf-8")
    page_with(port, "Another")
    code = folder / "docs/_hooks/engine/tokens.py"
    was = code.read_text(encoding="utf-8")
    code.write_text(f"{was}# edited\n", encoding="utf-8")
    said = told(folder, "docs/_hooks was edited: stop the server and start it again")
    assert "Traceback" not in said
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    code.write_text(was, encoding="utf-8")
    assert [*(folder / "tmp").iterdir()] != []
    server = serve(folder, port, TMPDIR=str(folder / "tmp"))
    page_with(port, "Another")
    is_heard = signal.getsignal(signal.SIGHUP) != signal.SIG_IGN  # not below `nohup`
    os.kill(server.pid, signal.SIGHUP if is_heard else signal.SIGTERM)
    until_it_ends(server)
    assert [*(folder / "tmp").iterdir()] == []


def test_who_asks_for_a_page_that_is_gone_is_no_problem_of_the_build():
    told = []
    warnings.listen(told.append)
    logging.getLogger("mkdocs.livereload").warning("GET /gone/ HTTP/1.1 code 404")
    logging.getLogger("mkdocs.plugins.other").warning("a page is gone")
    logger = logging.getLogger("mkdocs")
    logger.removeHandler(logger.handlers[-1])
    assert told == ["a page is gone"]
