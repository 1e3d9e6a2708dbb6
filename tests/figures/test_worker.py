"""The worker that trains beside the page, on what a page asks of it."""

import pytest


@pytest.fixture(scope="module")
def told(node, wasm):
    return node("worker.mjs", {"wasm": wasm})


def test_what_is_no_longer_wanted_is_not_begun(told):
    assert told["windows"] == [12]


def test_the_arithmetic_is_compiled_once_for_all_runs(told):
    before = {"fetched": 1, "compiled": 1, "memories": 1, "crashed": 0}
    assert told["before"] == before


def test_a_run_finds_nothing_of_the_one_before(told):
    assert len(told["first"]) == 15
    assert told["first"] == told["again"]
    assert all(other != told["first"] for other in told["others"])


def test_a_problem_on_the_way_is_told_and_the_next_run_begins(told):
    started, problem = told["problems"]
    assert started is None
    assert problem
    assert told["crashed"] == 0
    assert told["after"] == told["first"]
