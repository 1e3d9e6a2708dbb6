"""Experiments that pages share: pure functions from settings and seeds to numbers."""
