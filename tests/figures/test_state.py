"""What is typed into the page's address."""

GOOD = {
    "0.01": [[0, 0.01]],
    "0.01_120:0.003": [[0, 0.01], [120, 0.003]],
    "0.1_1:0.01_1000:0.003": [[0, 0.1], [1, 0.01], [1000, 0.003]],
}
BAD = [
    "0.01_120:0.003:junk",
    "0.01_120:0.003:",
    "0.01_120:0.003:0.1_130:0.1",
    "0.01:junk",
    "0.01_120",
    "0.01_120:",
    "0.01_120:0.02",
    "0.01_120:0.003_120:0.1",
    "0.01_1001:0.1",
    "0.01_-1:0.1",
    "0.1_1:0.01_2:0.1_3:0.01",
    "_1:0.1",
    "",
]


def test_learning_rates_are_read_whole_or_not_at_all(node):
    told = node("state.mjs", {"rates": [*GOOD, *BAD]})
    assert dict(zip(GOOD, told["rates"], strict=False)) == GOOD
    assert told["written"][: len(GOOD)] == list(GOOD)
    read = zip(BAD, told["rates"][len(GOOD) :], strict=True)
    assert [text for text, rates in read if rates is not None] == []
