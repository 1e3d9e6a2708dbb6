"""Parts of networks."""

import numpy as np

from torch.nn import functional as functional
from torch.nn import init as init
from torch.nn import utils as utils
from torch.nn.module import Module as Module
from torch.nn.module import Parameter as Parameter
from torch.nn.module import Sequential as Sequential
from torch.nn.recurrent import GRU as GRU
from torch.nn.recurrent import LSTM as LSTM
from torch.nn.recurrent import RNN as RNN
from torch.nn.recurrent import RNNBase as RNNBase
from torch.tensor import Tensor


class Linear(Module):
    """Weighted sums; drawn as PyTorch draws them."""

    def __init__(self, n_in, n_out, bias=True, device=None, dtype=None):
        super().__init__()
        dtype = dtype or np.float32
        self.in_features, self.out_features = n_in, n_out
        bound = 1 / np.sqrt(n_in)
        weight = init.uniform_(Tensor(np.empty((n_out, n_in), dtype)), -bound, bound)
        self.weight, self.bias = Parameter(weight), None
        if bias:
            drawn = init.uniform_(Tensor(np.empty(n_out, dtype)), -bound, bound)
            self.bias = Parameter(drawn)

    def forward(self, x):
        rows = x.reshape(-1, self.in_features) if x.ndim > 2 else x
        out = rows @ self.weight.T
        out = out if self.bias is None else out + self.bias
        return out.reshape(*x.shape[:-1], self.out_features) if x.ndim > 2 else out


class Embedding(Module):
    """A row of numbers for each symbol."""

    def __init__(self, num_embeddings, embedding_dim):
        super().__init__()
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        drawn = Tensor(np.empty((num_embeddings, embedding_dim), np.float32))
        self.weight = Parameter(init.normal_(drawn))

    def forward(self, symbols):
        return self.weight[symbols]


class Dropout(Module):
    """Leaves all as it is: what would be left out is refused, not drawn."""

    def __init__(self, p=0.0):
        super().__init__()
        if p:
            raise NotImplementedError("dropout does not run in a browser")

    def forward(self, x):
        return x


class Tanh(Module):
    """Squashes."""

    def forward(self, x):
        return x.tanh()


class Flatten(Module):
    """Puts the numbers of each example in a row."""

    def forward(self, x):
        return x.flatten(1)
