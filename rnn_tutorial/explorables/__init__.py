"""Figures that readers can play with: what each is given, and its picture."""
