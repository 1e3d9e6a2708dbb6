"""Draws that leave the generator as it was."""

from torch.draws import fork_rng as fork_rng
