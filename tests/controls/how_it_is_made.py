"""Controls for the claims of the page `how-it-is-made`."""

CONTROLS = {
    "The first build takes at most a quarter of the time of the tools that start "
    "Python anew for each page": (
        {"seconds": lambda *_: 2.0, "ours": "", "one_by_one": {"a": 9.0, "b": 8.0}},
        {"one_by_one": {"a": 9.0, "b": 7.9}},
    ),
    "After a change of the package, this site shows no result of the old one": (
        {"rows": {("us", "package edit"): {"stale": 0}}, "ours": "us"},
        {"rows": {("us", "package edit"): {"stale": 1}}},
    ),
    "The figures' RNN learns at least five times as fast as TensorFlow.js's in the "
    "same browser, LSTM and GRU at least three times, and the RNN takes at most twice "
    "PyTorch's time": (
        {
            "faster": {"RNN": 5.0, "LSTM": 3.0, "GRU": 3.1},
            "slower": {"RNN": 2.0, "LSTM": 9.0, "GRU": 9.0},
        },
        {"faster": {"RNN": 5.0, "LSTM": 2.9, "GRU": 3.1}},
    ),
    "In processes, ten seeds give exactly the numbers that they give one after the "
    "other": (
        {"runs": [{"way": "processes, 2", "same_results": True}]},
        {"runs": [{"way": "processes, 2", "same_results": False}]},
    ),
}
