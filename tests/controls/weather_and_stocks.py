"""Controls for the claims of the page `weather-and-stocks`."""

from types import SimpleNamespace

import numpy as np

BOTH = np.array([1.0, 1.0])


def ahead(*last):
    """Errors of two seeds, five distances each, of which the last counts."""
    return SimpleNamespace(errors=np.array([[3.0, 3.0, 3.0, 3.0, one] for one in last]))


CONTROLS = {
    "A day ahead no network beats the better linear model by a tenth of a degree, for "
    "any seed": (
        {
            "networks": np.array([2.72, 2.66]),
            "best_simple": 2.7,
            "simple": {"nothing changes": np.array([[2.97]])},
        },
        {"networks": np.array([2.72, 2.5])},
    ),
    "In three months or more of the test year the linear model is ahead of the typical "
    "RNN": (
        {"won": [7.0, 8.0], "months": np.repeat(np.arange(12), 2)},
        {"won": [11.0, 10.0]},
    ),
    "With as many updates the RNN is worse if temperatures are not standardised": (
        {"raw": 3.3 * BOTH, "scaled": 2.8 * BOTH},
        {"raw": np.array([3.3, 2.8])},
    ),
    "A fortnight ahead the linear model and every RNN without the date are worse than "
    "the date alone": (
        {
            "date_alone": 3.8,
            "simple": {"linear": np.array([[2.8, 4.3]])},
            "plain": {"RNN": ahead(5.0, 5.3)},
        },
        {"plain": {"RNN": ahead(5.0, 3.8)}},
    ),
    "Told the date, every RNN is better by half a degree a fortnight ahead": (
        {"plain": {"RNN": ahead(5.0, 5.3)}, "with_date": {"RNN": ahead(3.6, 3.6)}},
        {"with_date": {"RNN": ahead(3.6, 5.0)}},
    ),
    "Asked for prices, the typical RNN is worse than 'nothing changes' by a tenth or "
    "more, for every company": (
        {"typical": [5.4, 1.3]},
        {"typical": [5.4, 1.0]},
    ),
    "Asked for changes instead of prices, every RNN errs less by a quarter or more, "
    "over the four companies whose changes are hardly new and for AAPL": (
        {
            "over_companies": lambda ratios, name, companies: ratios["four", name],
            "FEW_NEW": ["AMZN", "GOOG", "IBM", "MSFT"],
            "kept": {("four", "RNN"): BOTH, ("AAPL", "RNN"): BOTH},
            "prices": {("four", "RNN"): 2 * BOTH, ("AAPL", "RNN"): 5 * BOTH},
        },
        {"kept": {("four", "RNN"): np.array([1.0, 1.9]), ("AAPL", "RNN"): BOTH}},
    ),
    "Stopped by validation, the RNN's error on changes is smaller than after all "
    "updates, over all companies": (
        {
            "over_companies": lambda ratios, name: ratios,
            "kept": BOTH,
            "unkept": 1.3 * BOTH,
        },
        {"unkept": np.array([1.3, 1.0])},
    ),
    "Asked for changes, no typical recurrent network beats 'nothing changes' by a "
    "twentieth, for any company but GOOG": (
        {"others": np.array([0.99, 1.04])},
        {"others": np.array([0.9, 1.04])},
    ),
    "Trained anew, the LSTM wins on GOOG's last twelve months again, and loses in the "
    "months before": (
        {"last": 0.7 * BOTH, "before": 1.2 * BOTH},
        {"before": 0.9 * BOTH},
    ),
    "Without the overlap the leaky RNN loses a good part of its lead, over all four "
    "companies": (
        {"over": {"shuffled": 1.2 * BOTH, "blocks": 1.8 * BOTH}},
        {"over": {"shuffled": 1.2 * BOTH, "blocks": np.array([1.8, 1.2])}},
    ),
    "Without windows from just before and after the test, the RNN is typically worse "
    "again, over all four companies": (
        {"over": {"in time": 2.5 * BOTH, "blocks": 1.8 * BOTH}},
        {"over": {"in time": 1.8 * BOTH, "blocks": 1.8 * BOTH}},
    ),
    "Even with the leak, no RNN beats 'nothing changes' by a tenth over the four "
    "companies, or by a third for one of them": (
        {
            "over": {"shuffled": np.array([1.1, 0.95])},
            "even_so": np.array([[1.4, 1.3], [0.9, 0.7]]),
        },
        {"even_so": np.array([[1.4, 1.3], [0.9, 0.6]])},
    ),
    "If the test part of a series changes, nothing changes in what is learned from or "
    "chosen by, not even its scale": (
        {
            "same": True,
            "task": SimpleNamespace(mean=1.0, std=2.0),
            "other": SimpleNamespace(mean=1.0, std=2.0),
        },
        {"other": SimpleNamespace(mean=1.1, std=2.0)},
    ),
}
