from audit import bars, lighthouse

CATEGORIES = dict.fromkeys(lighthouse.CATEGORIES, 1)


def report(blocked=80, scores=CATEGORIES, contrast=1, shift=0):
    weighed = [{"id": "color-contrast", "weight": 7}, {"id": "unused", "weight": 0}]
    clocks = {
        "total-blocking-time": blocked,
        "largest-contentful-paint": 1100,
        "cumulative-layout-shift": shift,
    }
    requests = [("Document", 9000), ("Font", 8000), ("Font", 4000), (None, 10)]
    items = [{"resourceType": kind, "transferSize": size} for kind, size in requests]
    return {
        "categories": {
            name: {"score": score, "auditRefs": weighed if "acc" in name else []}
            for name, score in scores.items()
        },
        "audits": {
            **{name: {"numericValue": value} for name, value in clocks.items()},
            "network-requests": {"details": {"items": items}},
            "color-contrast": {"score": contrast, "scoreDisplayMode": "binary"},
            "unused": {"score": 0, "scoreDisplayMode": "binary"},
        },
    }


def test_a_page_that_clears_every_bar():
    page = lighthouse.read(report())
    assert [*bars.missed(page, has_figure=False)] == []
    assert page.size == {"Document": 9000, "Font": 12000, "Other": 10}
    cells = ["lstm", "100", "100", "100", "100", "21", "80 ms", "1.10 s", "0.000"]
    assert bars.row("lstm", page) == cells


def test_each_bar_that_is_missed_is_named():
    scores = CATEGORIES | {"accessibility": 0.96, "performance": 0.98}
    page = lighthouse.read(report(130, scores, contrast=0, shift=0.02))
    assert [*bars.missed(page, has_figure=True)] == [
        "accessibility is 96, expected 100: color-contrast",
        "the main thread is blocked for 130 ms, at most 100",
        "things jump by 0.020, and should not at all",
    ]
    [speed] = set(bars.missed(page, has_figure=False)) - {
        *bars.missed(page, has_figure=True)
    }
    assert speed == "performance is 98, expected 100 of a page without"


def test_a_late_answer_is_told():
    assert [*bars.late(96)] == []
    assert [*bars.late(104)] == ["while it trains an answer takes 104 ms, at most 100"]
