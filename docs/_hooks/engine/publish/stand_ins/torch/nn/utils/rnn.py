"""Sequences of different lengths, side by side."""

import numpy as np

from torch.tensor import Tensor


def pad_sequence(sequences, batch_first=False, padding_value=0.0):
    longest = max(map(len, sequences))
    shape = (len(sequences), longest, *sequences[0].shape[1:])
    padded = np.full(shape, padding_value, sequences[0].dtype)
    for row, sequence in zip(padded, sequences, strict=True):
        row[: len(sequence)] = sequence.array
    return Tensor(padded if batch_first else padded.swapaxes(0, 1))
