"""Checks of what readers would get, by what each looks at. All of them yield faults.

A new check is a function, its name here, and its rows in tests/engine/test_failures.py.
"""

from engine.check import claims, links, outputs, pages

OF_NOTEBOOKS = (claims.unseen, outputs.figures, outputs.useless)  # after their run
OF_PAGES = (pages.uncomputed_values, pages.pictures_without_alt)  # their HTML

# All at once, by MkDocs' src_uri or by address; these say on which page each fault is.
OF_ALL_NOTEBOOKS = (claims.repeated,)
OF_ALL_PAGES = (links.followed,)
