"""Judging a text by which groups of words occur in it, wherever they stand."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from rnn_tutorial import checks


class BagOfGroups:
    r"""Give each group of neighbouring words a weight, and add up those of a text.

    The score of a text is $\sum_g n_g w_g$, with $n_g$ how often the group $g$ occurs
    in it. The `weights`, by a group's words, bring the scores of `texts` near 1 where
    the answer is true, and near -1 where it is false: by least squares, with the sum of
    all $w_g^2$ added to the error. Groups have up to `longest` words; with one it is a
    *bag of words*. Those that do not occur in `texts` have no weight.

    Source: Harris (1954), "Distributional structure", speaks of a "bag of words". Hoerl
    & Kennard (1970), "Ridge regression": least squares with such a penalty.

    Examples:
        >>> bag = BagOfGroups(["ann saw bob", "bob saw ann"], [True, False], longest=2)
        >>> bag("bob saw eve") < 0 < bag("eve saw bob")
        True
    """

    def __init__(
        self, texts: Sequence[str], answers: Sequence[bool], longest: int = 1
    ) -> None:
        checks.not_empty("texts", texts)
        checks.positive_int("longest", longest)
        targets = np.where(answers, 1.0, -1.0)
        checks.shape("answers", targets, (len(texts),))
        self.longest = longest
        counts = [self._count(text) for text in texts]
        place = {group: i for i, group in enumerate(sorted(set().union(*counts)))}
        table = np.zeros((len(texts), len(place)))
        for row, found in zip(table, counts, strict=True):
            row[[place[group] for group in found]] = list(found.values())
        alike = np.eye(len(texts))  # smaller than by groups
        for column in table.T:  # most groups occur in few texts
            (own,) = column.nonzero()
            alike[np.ix_(own, own)] += np.outer(column[own], column[own])
        weights = table.T @ np.linalg.solve(alike, targets)
        self.weights = dict(zip(place, weights.tolist(), strict=True))

    def __call__(self, text: str) -> float:
        """Return the score of a text; the order in which it is added changes no bit."""
        found = self._count(text).items()
        return math.fsum(n * self.weights.get(group, 0.0) for group, n in found)

    def _count(self, text: str) -> Counter[tuple[str, ...]]:
        words = text.split()
        spans = range(1, self.longest + 1)
        return Counter(
            tuple(words[i : i + n]) for n in spans for i in range(len(words) - n + 1)
        )
