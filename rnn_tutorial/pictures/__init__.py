"""Plots, drawings, and code that shows itself."""
