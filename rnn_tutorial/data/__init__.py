"""Series, tasks and names to learn from, and how they are cut into examples."""
