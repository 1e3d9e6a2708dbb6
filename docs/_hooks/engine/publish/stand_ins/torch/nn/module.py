"""What knows its weights, by name."""

from torch.tensor import Tensor, no_grad


class Parameter(Tensor):
    """A tensor that is learned."""

    def __init__(self, tensor, requires_grad=True):
        super().__init__(tensor.array)
        self.requires_grad = requires_grad

    def __deepcopy__(self, memo):
        return type(self)(Tensor(self.array.copy()), self.requires_grad)


class Module:
    """A network, or a part of one."""

    def __init__(self):
        self.training = True

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

    def register_parameter(self, name, parameter):
        setattr(self, name, parameter)

    def children(self):
        return [one for one in vars(self).values() if isinstance(one, Module)]

    def modules(self):
        yield self
        for child in self.children():
            yield from child.modules()

    def named_parameters(self, prefix=""):
        for name, value in vars(self).items():
            if isinstance(value, Parameter):
                yield prefix + name, value
        for name, value in vars(self).items():
            if isinstance(value, Module):
                yield from value.named_parameters(f"{prefix}{name}.")

    def parameters(self):
        return (weights for _, weights in self.named_parameters())

    def state_dict(self):
        return {name: weights.detach() for name, weights in self.named_parameters()}

    def load_state_dict(self, state):
        with no_grad():
            for name, weights in self.named_parameters():
                weights.copy_(state[name])

    def zero_grad(self):
        for weights in self.parameters():
            weights.grad = None

    def train(self, mode=True):
        for module in self.modules():
            module.training = mode
        return self

    def eval(self):
        return self.train(False)

    def to(self, *_):
        return self

    def double(self):
        for weights in self.parameters():
            weights.array = weights.array.astype("float64")
        return self


class Sequential(Module):
    """Parts, one behind the other."""

    def __init__(self, *parts):
        super().__init__()
        for number, part in enumerate(parts):
            setattr(self, str(number), part)

    def __getitem__(self, index):
        return self.children()[index]

    def forward(self, x):
        for part in self.children():
            x = part(x)
        return x
