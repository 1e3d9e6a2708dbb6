"""Checks of what readers would get, by what each looks at. All of them yield faults.

A new check is a function, its name here, and its rows in tests/engine/test_failures.py.
"""

from engine.check import (
    claims,
    files,
    links,
    outputs,
    pages,
    prose,
    tags,
    third_parties,
)

OF_PLANS = (files.missing,)  # before anything runs; these look into the project too
OF_NOTEBOOKS = (  # after their run
    claims.unseen,
    claims.unchecked,
    outputs.figures,
    outputs.useless,
    outputs.too_large,
    tags.torn_outputs,
)
OF_PLANNED_PAGES = (
    pages.uncomputed_values,
)  # the HTML of pages, if it could be planned
OF_PAGES = (  # and always
    pages.pictures_without_alt,
    pages.claims_out_of_sight,
    pages.misread_rows,
    pages.empty_boxes,
    pages.undrawn_diagrams,
    prose.left_over,
    tags.misread,
    third_parties.loaded,
)

# All at once, by MkDocs' src_uri or by address; these say on which page each fault is.
OF_ALL_NOTEBOOKS = (claims.repeated,)
OF_ALL_PAGES = (links.followed, links.unscripted)
