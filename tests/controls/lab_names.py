"""Controls for the claims of the lab `names`."""

CONTROLS = {
    "After 200 updates on a few dozen words, every network mostly copies": (
        {"copies": [0.9, 0.8]},
        {"copies": [0.9, 0.4]},
    ),
}
