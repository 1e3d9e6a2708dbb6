"""No bars: the page itself says how far it is."""


def watched(items, unit, progress, total=None):
    return items
