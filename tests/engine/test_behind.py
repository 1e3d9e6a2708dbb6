"""Pages that run behind a server: what is looked at comes first, and nobody waits."""

import http.server
import os
import re
import signal
import threading
import time
import urllib.request
from types import SimpleNamespace

import psutil
import pytest

from engine.run import processes
from engine.run.kept_results import Store
from engine.run.tasks import Task
from engine.run.worker import MOST_AT_ONCE, Wanted
from engine.session.protocol import Call

NAMES = ["one", "two", "three"]
WITHIN = 60  # seconds; a bound against hanging, not a measurement
PAGE = """# {name}

Read me meanwhile.

```python exec
import urllib.request
answer = urllib.request.urlopen("{gate}/{name}").read().decode()
assert answer != "wrong"
```

It says `=answer`.

```python exec
from rnn_tutorial.evidence import claim
claim("What {name} has heard is no secret", holds=answer != "secret", signs=len(answer))
```
"""
EVIDENCE = "# Evidence\n\n<!-- claims -->\n\n## When a claim does not hold for you\n"


def until(holds, why):
    end = time.monotonic() + WITHIN
    while not (found := holds()):
        assert time.monotonic() < end, why
        time.sleep(0.05)
    return found


def ended(process):
    until(lambda: process.poll() is not None, "the process goes on")
    return process.poll()


@pytest.fixture
def gate():
    """A place where pages ask for an answer, and wait until they get it."""

    class Gate(http.server.ThreadingHTTPServer):
        daemon_threads, asked, answers, gone = True, [], {}, set()

    class Asked(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.path[1:]
            self.server.asked.append(name)
            self.connection.settimeout(0.05)
            while name not in self.server.answers:
                try:
                    if self.connection.recv(1) == b"":
                        self.server.gone.add(name)
                        return
                except TimeoutError:
                    pass
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.server.answers[name].encode())

        def log_message(self, *_):
            pass

    Gate.asked, Gate.answers, Gate.gone = [], {}, set()
    server = Gate(("127.0.0.1", 0), Asked)
    server.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def served(make_project, mkdocs, gate):
    """A site of pages that wait at the gate, and its server."""
    pages = {f"{n}.md": PAGE.format(name=n, gate=gate.address) for n in NAMES}
    folder = make_project({"index.md": "# Home\n", "evidence.md": EVIDENCE} | pages)
    with http.server.HTTPServer(("127.0.0.1", 0), None) as free:
        port = free.server_port
    log = folder / "serve.log"
    command = ["serve", "-a", f"127.0.0.1:{port}"]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    process = mkdocs(folder, command, environment, log, log)

    def get(path="", headers=()):
        address = f"http://127.0.0.1:{port}/{path}"
        asked = urllib.request.Request(address, headers=dict(headers))
        try:
            with urllib.request.urlopen(asked) as answer:
                return answer.read().decode()
        except OSError:  # not yet, or its page of an error
            return ""

    told = {"folder": folder, "port": port, "environment": environment}
    yield SimpleNamespace(**told, process=process, get=get)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGINT)
        ended(process)


def run_in(folder):
    """List the processes that run code of a project."""
    found = []
    for one in psutil.process_iter():
        try:
            is_of_project = str(folder) in " ".join(one.cmdline())
            if is_of_project or one.cwd() == str(folder):
                found.append(one)
        except psutil.Error:
            continue
    return found


def test_pages_come_when_they_can_the_one_that_is_looked_at_first(served, gate, mkdocs):
    def with_text(path, text):
        def shown():
            page = served.get(path)
            return page if text in page else ""

        return until(shown, f"no {text!r} on {path}")

    with_text("", "Home")
    assert "The code of this page" not in served.get()  # it has none
    until(lambda: len(gate.asked) >= 2, "nothing runs")
    one, two, *more = dict.fromkeys([*gate.asked, *NAMES])  # on two cores
    three = more[-1]
    shown = with_text(f"{three}/", "The code of this page is running")
    assert "Read me meanwhile." in shown
    assert '<data class="rnn-awaited" value="…" title="still to come">…</data>' in shown
    until(lambda: three in gate.asked, "who looks has to wait")
    gate.answers[three] = "so"
    whole = with_text(f"{three}/", ">so</data>")
    assert "rnn-awaited" not in whole
    assert "is running" in served.get(f"{one}/")

    # Who looks at another page gets nothing new; who looks at this one does.
    epoch = int(re.search(r"livereload\((\d+),", served.get(f"{one}/"))[1])
    polls = {}

    def poll(page):
        referrer = {"Referer": f"http://127.0.0.1:{served.port}/{page}"}
        polls[page] = int(served.get(f"livereload/{epoch}/1", referrer) or 0)

    for page in (f"{one}/", f"{two}/"):
        threading.Thread(target=poll, args=(page,), daemon=True).start()
    gate.answers[two] = "wrong"
    until(lambda: polls.get(f"{two}/", 0) > epoch, "the page was not loaded again")
    assert f"{one}/" not in polls
    failed = with_text(f"{two}/", "published yet")
    assert f"docs/{two}.md:8: AssertionError" in failed
    assert "is running" not in failed

    # What became pointless ends.
    page = served.folder / f"docs/{one}.md"
    page.write_text(PAGE.format(name="another", gate=gate.address), encoding="utf-8")
    until(lambda: "another" in gate.asked, "the page did not run again")
    until(lambda: one in gate.gone, "what is pointless goes on")
    assert gate.asked.count(two) == 1  # nothing that it has read has changed
    gate.answers["another"] = "new"
    with_text(f"{one}/", ">new</data>")

    # The last result stands there, grey, until there is another.
    page.write_text(PAGE.format(name="later", gate=gate.address), encoding="utf-8")
    again = with_text(f"{one}/", "as of ")
    assert re.search(r'<data class="rnn-awaited"[^>]*>new</data>', again)
    assert "another has heard is no secret" in again  # and nothing is wrong with it …
    assert "published yet" not in again
    listing = served.get("evidence/")  # … or with the list in which it will stand
    assert "another has heard is no secret" not in listing
    assert "published yet" not in listing
    gate.answers |= {"later": "newer", two: "right"}
    with_text(f"{one}/", ">newer</data>")

    os.kill(served.process.pid, signal.SIGINT)
    ended(served.process)
    assert run_in(served.folder) == []
    # What is published is never half made: there pages are waited for.
    log = served.folder / "build.log"
    built = mkdocs(served.folder, ["build", "--strict"], served.environment, log, log)
    assert ended(built) == 0, log.read_text(encoding="utf-8")
    assert gate.asked.count(two) == 2
    for file in (served.folder / "site").rglob("*.html"):
        assert "rnn-awaited" not in file.read_text(encoding="utf-8"), file


def session(*calls):
    ended = []
    return SimpleNamespace(calls=[*calls], last=None, end=lambda: ended.append(True))


def task(name, call=None):
    notebook = SimpleNamespace(metadata={}, cells=[])
    return Task(name, notebook, {}, 1.0, None, call=call)


@pytest.fixture
def wanted(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "cores", lambda: 2)
    return Wanted(tmp_path, Store(tmp_path, tmp_path))


def begin(wanted):
    while one := wanted._next():
        wanted.running.append((one, session()))
        yield one.name


def test_others_wait_for_a_core_but_who_is_looked_at_does_not(wanted):
    wanted.waiting = [task(name) for name in "edcba"]
    wanted.look({name: place for place, name in enumerate("abcde", start=1)})
    assert [*begin(wanted)] == ["a", "b"]
    wanted.look({"d": 0, "c": 1, "e": 2, "a": 3, "b": 4})
    assert [*begin(wanted)] == ["d"]
    for name in "ceab":  # somebody looks at one page after another
        wanted.look({name: 0})
        wanted.waiting += [task(f"{name}{i}") for i in range(9)]
        wanted.pages |= {f"{name}{i}": name for i in range(9)}
        [*begin(wanted)]
    assert len(wanted.running) == MOST_AT_ONCE * 2


def test_a_build_has_a_core_for_itself(wanted):
    wanted.waiting, wanted.is_building = [task(name) for name in "abc"], True
    assert [*begin(wanted)] == ["a"]
    wanted.is_building = False
    assert [*begin(wanted)] == ["b"]


def test_an_experiment_is_wanted_as_soon_as_the_first_page_that_asks(wanted):
    wanted.look({"first": 0, "last": 1})
    call = Call("a:b", "[]")
    asked, other = task("b()", call), task("c()", Call("a:c", "[]"))
    wanted.waiting, wanted.pages = [other, asked], {"b()": "last", "c()": "last"}
    wanted._outcome_of(call, task("first"))
    assert next(begin(wanted)) == "b()"


def test_what_nobody_wants_any_more_ends(wanted, monkeypatch):
    for name in ("gone", "kept"):
        wanted.running.append((task(name), session(Call("a:b", name))))
    wanted.running.append((task("experiment", Call("a:c", "[]")), session()))
    wanted.waiting = [task(n, Call("a:b", n)) for n in ("gone", "kept")]

    def plan(name, notebook, store):
        return task(name)

    monkeypatch.setattr("engine.run.tasks.plan", plan)
    wanted.want("Pages", {"kept": {}, "new": {}}, wanted.world)
    assert [one.name for one, _ in wanted.running] == ["kept", "experiment"]
    assert [(bool(one.call), one.name) for one in wanted.waiting] == [
        (True, "kept"),
        (False, "new"),
    ]
    wanted.want("Pages", {"kept": {}}, wanted.world + 1)
    assert wanted.running == []
    assert [one.name for one in wanted.waiting] == ["kept"]
