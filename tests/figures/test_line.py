"""What the axes of the figures do not reach is never drawn at their edge."""

import numpy as np
import pytest


def test_lines_end_where_they_leave_and_go_on_where_they_return(node):
    lines = {
        "falls": [0.5, 0.25, -0.25, -9],
        "returns": [0.5, 1.5, 0.5],
        "crosses": [-1, 2],
        "is beyond": [3, 5, 2],
        "has a gap": [0.5, None, -1, None, 1],
    }
    told = node("line.mjs", {"lines": list(lines.values()), "ranges": []})
    found = dict(zip(lines, told["lines"], strict=True))
    pieces = {name: line["pieces"] for name, line in found.items()}
    assert pieces["falls"] == [[[0, 0.5], [1, 0.25], [1.5, 0]]]
    assert pieces["returns"] == [[[0, 0.5], [0.5, 1]], [[1.5, 1], [2, 0.5]]]
    assert pieces["crosses"] == [[[pytest.approx(1 / 3), 0], [pytest.approx(2 / 3), 1]]]
    assert pieces["is beyond"] == []
    assert pieces["has a gap"] == [[[0, 0.5]], [[4, 1]]]
    exits = {
        name: [(exit["x"], exit["up"], exit["farthest"]) for exit in line["exits"]]
        for name, line in found.items()
    }
    assert exits == {
        "falls": [(1.5, False, 3)],
        "returns": [(0.5, True, 1)],
        "crosses": [(0, False, 0), (pytest.approx(2 / 3), True, 1)],
        "is beyond": [(0, True, 1)],
        "has a gap": [(2, False, 2)],
    }


def test_nothing_is_drawn_beyond_and_all_that_is_within(node):
    rng = np.random.default_rng(0)
    lines = rng.normal(0.5, 1, (50, 12)).tolist()
    told = node("line.mjs", {"lines": lines, "ranges": []})
    for line, cut, dots in zip(lines, told["lines"], told["dots"], strict=True):
        within = [[x, h] for x, h in enumerate(line) if 0 <= h <= 1]
        assert dots["dots"] == within
        drawn = [point for piece in cut["pieces"] for point in piece]
        assert all(0 <= height <= 1 for _, height in drawn)
        assert [point for point in drawn if point[0] % 1 == 0] == within
        for there in (cut, dots):
            sides = {h > 1 for h in line if not 0 <= h <= 1}
            assert {exit["up"] for exit in there["exits"]} == sides
            for exit in there["exits"]:
                farthest = max(line) if exit["up"] else min(line)
                assert line[exit["farthest"]] == farthest


def test_an_axis_of_powers_shows_one_if_it_is_there(node):
    ends = [-24, -12, -7, -4, -2, 0, 1, 3, 5, 12, 30]
    ranges = [[10.0**a, 10.0**b] for a in ends for b in ends if a < b]
    told = node("line.mjs", {"lines": [], "ranges": ranges})["powers"]
    for (low, high), shown in zip(ranges, told, strict=True):
        assert 2 <= len(shown) <= 10
        assert all(low * 0.99 <= power <= high * 1.01 for power in shown)
        if low <= 1 <= high:
            assert 1 in shown, (low, high)
