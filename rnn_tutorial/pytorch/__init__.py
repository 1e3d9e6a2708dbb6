"""The networks of the lessons in PyTorch, and the way from NumPy and back."""
