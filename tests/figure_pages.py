"""Where each figure that readers play with stands."""

FIGURES = {
    "stepper": "learn/first-rnn",
    "gradients": "learn/vanishing-gradients",
    "gates": "learn/lstm",
    "asked": "learn/looking-inside",
    "play": "playground",
    "detective": "learn/who-did-it",
    "names": "learn/character-by-character",
}
DESKTOP = {"width": 1280, "height": 900}


def follow_tab(page, text):
    """Follow a link at the top; no mouse: they slide in while a page scrolls up."""
    page.locator(".md-tabs a", has_text=text).first.evaluate("link => link.click()")
