"""The same networks in PyTorch, under the same names; autograd goes backwards."""
