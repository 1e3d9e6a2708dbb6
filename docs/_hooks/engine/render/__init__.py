"""From what came out of a run to HTML."""
