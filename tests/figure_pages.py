"""Where each figure that readers play with stands."""

FIGURES = {
    "stepper": "learn/first-rnn",
    "gradients": "learn/vanishing-gradients",
    "gates": "learn/lstm",
    "play": "playground",
    "detective": "learn/who-did-it",
    "names": "learn/character-by-character",
}
DESKTOP = {"width": 1280, "height": 900}
