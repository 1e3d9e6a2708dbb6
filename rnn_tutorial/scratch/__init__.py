"""Networks in plain NumPy: the forward pass, and the backward pass by hand."""
