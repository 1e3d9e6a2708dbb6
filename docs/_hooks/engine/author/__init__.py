"""What authors type: a page is tested alone, begun, and taken out again."""
