"""What can be known in the first second is said in the first second."""

import logging
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer

from engine.host import startup
from engine.host.meanwhile import Meanwhile


@pytest.mark.parametrize("text", ["abc", "-1", "", "1.5", " 3"])
def test_a_number_that_is_none(monkeypatch, text):
    monkeypatch.setenv("A_NUMBER", text)
    with pytest.raises(Abort, match=f"A_NUMBER is '{text}'; expected a whole number"):
        startup.check_number("A_NUMBER")


@pytest.mark.parametrize("text", ["abc", "0", "-1", "", "1.5", " 3", "5-4", "1-2-3"])
def test_seeds_that_are_none(monkeypatch, text):
    monkeypatch.setenv("SEEDS", text)
    with pytest.raises(Abort, match=f"SEEDS is '{text}'; expected how many seeds"):
        startup.check_seeds("SEEDS")


def test_numbers_and_seeds_that_are_fine(monkeypatch):
    monkeypatch.delenv("A_NUMBER", raising=False)
    startup.check_number("A_NUMBER")
    startup.check_seeds("A_NUMBER")
    monkeypatch.setenv("A_NUMBER", "10")
    startup.check_number("A_NUMBER")
    startup.check_seeds("A_NUMBER")
    monkeypatch.setenv("A_NUMBER", "100-109")
    startup.check_seeds("A_NUMBER")


@pytest.mark.parametrize("text", ["2", "yes", "compare:", "compare:3", "compare:1/0"])
def test_what_is_to_be_fresh_is_not_understood(monkeypatch, text):
    monkeypatch.setenv("SITE_FRESH", text)
    with pytest.raises(Abort, match=f"SITE_FRESH is '{text}'; expected 1, compare"):
        startup.check_fresh()


@pytest.mark.parametrize("text", ["", "1", "compare", "compare:21/20"])
def test_what_is_to_be_fresh(monkeypatch, text):
    monkeypatch.setenv("SITE_FRESH", text)
    startup.check_fresh()


def test_code_of_the_project_that_pages_could_not_import(tmp_path):
    startup.check_names(tmp_path)
    (tmp_path / "engine.py").touch()
    with pytest.raises(Abort, match=r"engine\.py has the name of the build's own code"):
        startup.check_names(tmp_path)


def test_a_folder_that_lies_in_itself(tmp_path):
    (tmp_path / "docs/learn").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    (tmp_path / "docs/data").symlink_to("../data")
    startup.check_links(tmp_path / "docs")
    (tmp_path / "docs/learn/again").symlink_to("..")
    with pytest.raises(Abort, match="again is a link to a folder that it lies in"):
        startup.check_links(tmp_path / "docs")


def test_another_theme():
    startup.check_theme("material")
    with pytest.raises(Abort, match="The theme is 'mkdocs'; expected 'material'"):
        startup.check_theme("mkdocs")


def test_python_without_assertions_is_refused():
    code = (
        "from engine.host import startup\n"
        "try: startup.check_python()\nexcept SystemExit as error: print(error)"
    )
    command = [sys.executable, "-O", "-c", code]
    hooks = {"PYTHONPATH": str(startup.__file__).partition("/engine/")[0]}
    done = subprocess.run(
        command, env=hooks, capture_output=True, text=True, check=False
    )
    assert "Python leaves assertions out" in done.stdout
    startup.check_python()


def test_an_address_that_is_taken_and_others_that_are_none():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Abort, match=f"Port {port} of 127.0.0.1 is in use"):
            startup.check_address("127.0.0.1", port)
    startup.check_address("127.0.0.1", port)
    for host, port in (("192.0.2.1", 8000), ("127.0.0.1", 99_999)):
        with pytest.raises(Abort, match=f"can't be served at {host}, port {port}: "):
            startup.check_address(host, port)


def test_an_address_of_version_6():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    startup.check_address("::1", 0)


def test_what_is_saved_is_seen_soon(tmp_path):
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path))
    (tmp_path / "later").mkdir()
    server.watch(str(tmp_path), recursive=False)
    startup.look_often(server)
    server.watch(str(tmp_path / "later"))
    pauses = [watching.timeout for watching in server.observer.emitters]
    assert pauses == [startup.SHORT_PAUSE] * 2
    server.server_close()


def test_who_comes_while_the_first_site_is_built_is_told_how_far_that_is():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    meanwhile = Meanwhile("127.0.0.1", port)
    logging.getLogger("mkdocs").warning("Page <3> of 9")
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/any/page/")
    assert answer.value.code == 503
    shown = answer.value.read().decode()
    assert '<p id="news">Page &lt;3&gt; of 9</p>' in shown
    meanwhile.close()
    startup.check_address("127.0.0.1", port)


def test_sessions_begin_in_pythons_development_mode_too():
    code = (
        "import subprocess\nfrom engine.run import processes\n"
        "with processes._surroundings({'TMPDIR': '.'}):\n"
        "    print(subprocess._args_from_interpreter_flags())"
    )
    command = [sys.executable, "-X", "dev", "-c", code]
    where = os.environ | {"PYTHONPATH": str(startup.HOOKS)}
    told = subprocess.run(command, env=where, check=True, capture_output=True)
    assert b"'dev'" in told.stdout
