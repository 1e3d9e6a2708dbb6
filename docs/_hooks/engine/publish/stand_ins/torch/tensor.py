"""Tensors that know their way back: NumPy arrays, and what made each of them."""

from contextlib import contextmanager

import numpy as np

_is_recording = True


@contextmanager
def no_grad():
    """Record nothing; also a decorator, as every such context is."""
    global _is_recording
    before, _is_recording = _is_recording, False
    try:
        yield
    finally:
        _is_recording = before


def made(array, parents, back):
    """Return a tensor; `back` turns its gradient into those of its parents."""
    tensor = Tensor(array)
    if _is_recording and any(parent.requires_grad for parent in parents):
        tensor.requires_grad, tensor._parents, tensor._back = True, parents, back
    return tensor


def tensor_of(value, dtype=None):
    """Take over numbers; decimal ones are single, if nothing is said."""
    if isinstance(value, Tensor):
        return value if dtype in (None, value.dtype) else value.to(dtype)
    array = np.array(value.array if isinstance(value, Tensor) else value, dtype)
    is_new = dtype is None and not isinstance(value, np.ndarray | np.generic)
    return Tensor(
        array.astype(np.float32) if is_new and array.dtype == float else array
    )


def _array(value):
    """Take what stands in a sum or product; single numbers don't change its format."""
    if isinstance(value, Tensor):
        return value.array
    return value.item() if isinstance(value, np.generic) else value


def _fit(grad, shape):
    """Sum a gradient over what was repeated to fit."""
    if grad.shape == shape:
        return grad
    grad = grad.sum(axis=tuple(range(grad.ndim - len(shape))))
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and grad.shape[i] != 1)
    return grad.sum(axis=axes, keepdims=True) if axes else grad


def _in_two(compute, back):
    """Make an operation of two, of which either may be a plain number."""

    def operate(first, second):
        a, b = _array(first), _array(second)
        tensors = [t for t in (first, second) if isinstance(t, Tensor)]
        if not any(t.requires_grad for t in tensors):
            return Tensor(compute(a, b))

        def both(grad):
            by = zip((first, second), back(grad, a, b), strict=True)
            return [_fit(g, t.array.shape) for t, g in by if isinstance(t, Tensor)]

        return made(compute(a, b), tensors, both)

    return operate


_add = _in_two(lambda a, b: a + b, lambda g, a, b: (g, g))
_subtract = _in_two(lambda a, b: a - b, lambda g, a, b: (g, -g))
_multiply = _in_two(lambda a, b: a * b, lambda g, a, b: (g * b, g * a))
_divide = _in_two(lambda a, b: a / b, lambda g, a, b: (g / b, -g * a / b**2))
_matmul = _in_two(
    lambda a, b: a @ b,
    lambda g, a, b: (g @ np.swapaxes(b, -1, -2), np.swapaxes(a, -1, -2) @ g),
)


class Shape(tuple):
    """A tensor's sizes."""

    def numel(self):
        return int(np.prod(self))


class Tensor:
    """An array; if it `requires_grad`, `backward` fills the gradients of its leaves."""

    __array_priority__ = 1000  # so that NumPy leaves sums with it to it

    def __init__(self, array):
        self.array, self.requires_grad, self.grad = np.asarray(array), False, None
        self._parents, self._back, self._hooks, self._retains = (), None, [], False

    # What it is.

    shape = property(lambda self: Shape(self.array.shape))
    ndim = property(lambda self: self.array.ndim)
    dtype = property(lambda self: self.array.dtype)
    data = property(lambda self: Tensor(self.array))
    device = "cpu"
    T = property(lambda self: self.transpose(0, 1))
    mT = property(lambda self: self.transpose(-1, -2))

    def size(self, axis=None):
        return self.shape if axis is None else self.array.shape[axis]

    def dim(self):
        return self.array.ndim

    def numel(self):
        return self.array.size

    def is_floating_point(self):
        return self.array.dtype.kind == "f"

    def item(self):
        return self.array.item()

    def tolist(self):
        return self.array.tolist()

    def numpy(self):
        if self.requires_grad and _is_recording:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        return self.array

    def __array__(self, dtype=None, copy=None):
        return np.array(self.array, dtype) if dtype or copy else self.array

    def __len__(self):
        return len(self.array)

    def __iter__(self):
        return (self[i] for i in range(len(self.array)))

    def __bool__(self):
        return bool(self.array)

    def __float__(self):
        return float(self.array)

    def __int__(self):
        return int(self.array)

    def __repr__(self):
        return f"tensor({self.array})"

    def __format__(self, spec):
        return format(self.item(), spec) if spec else repr(self)

    __hash__ = object.__hash__

    # The way back.

    def requires_grad_(self, requires_grad=True):
        self.requires_grad = requires_grad
        return self

    def detach(self):
        return Tensor(self.array)

    def retain_grad(self):
        self._retains = True

    def register_hook(self, hook):
        self._hooks.append(hook)

    def backward(self, gradient=None):
        start = np.ones_like(self.array) if gradient is None else gradient.array
        grads = {id(self): start}
        for tensor in _from_last(self):
            grad = grads.pop(id(tensor))
            for hook in tensor._hooks:
                changed = hook(Tensor(grad))
                grad = grad if changed is None else changed.array
            if tensor._back is None or tensor._retains:
                before = 0 if tensor.grad is None else tensor.grad.array
                tensor.grad = Tensor(before + grad)
            if tensor._back is None:
                continue
            parts = tensor._back(grad)
            for parent, part in zip(tensor._parents, parts, strict=True):
                if parent.requires_grad:
                    known = grads.get(id(parent))
                    grads[id(parent)] = part if known is None else known + part

    # Arithmetic.

    __add__, __sub__, __mul__, __truediv__ = _add, _subtract, _multiply, _divide
    __matmul__ = _matmul
    __radd__, __rmul__ = _add, _multiply

    def __rsub__(self, other):
        return _subtract(other, self)

    def __rtruediv__(self, other):
        return _divide(other, self)

    def __neg__(self):
        return _multiply(self, -1)

    def __pow__(self, power):
        a = self.array
        return made(a**power, (self,), lambda g: (g * power * a ** (power - 1),))

    def _changed(self, compute, by_result):
        out = compute(self.array)
        return made(out, (self,), lambda g: (g * by_result(out),))

    def tanh(self):
        return self._changed(np.tanh, lambda out: 1 - out**2)

    def sigmoid(self):
        return self._changed(lambda a: (1 + np.tanh(a / 2)) / 2, lambda p: p * (1 - p))

    def exp(self):
        return self._changed(np.exp, lambda out: out)

    def abs(self):
        a = self.array
        return made(np.abs(a), (self,), lambda g: (g * np.sign(a),))

    def log(self):
        a = self.array
        return made(np.log(a), (self,), lambda g: (g / a,))

    def clamp_min(self, low):
        a = self.array
        return made(np.maximum(a, low), (self,), lambda g: (g * (a >= low),))

    def clamp_max(self, high):
        a = self.array
        return made(np.minimum(a, high), (self,), lambda g: (g * (a <= high),))

    def sum(self, dim=None, keepdim=False):
        a = self.array
        out = a.sum(axis=dim, keepdims=keepdim)

        def back(grad):
            is_cut = dim is not None and not keepdim
            return (
                np.broadcast_to(np.expand_dims(grad, dim) if is_cut else grad, a.shape),
            )

        return made(out, (self,), back)

    def mean(self, dim=None, keepdim=False):
        total = self.sum(dim, keepdim)
        return total * (max(total.array.size, 1) / max(self.array.size, 1))

    def cumsum(self, dim):
        return Tensor(self.array.cumsum(axis=dim))

    def norm(self, dim=None, keepdim=False):
        a = self.array
        return Tensor(np.sqrt((a * a).sum(axis=dim, keepdims=keepdim)))

    def max(self, dim=None):
        return Tensor(self.array.max(axis=dim))

    def min(self, dim=None):
        return Tensor(self.array.min(axis=dim))

    def argmax(self, dim=None):
        return Tensor(self.array.argmax(axis=dim))

    def argmin(self, dim=None):
        return Tensor(self.array.argmin(axis=dim))

    def all(self):
        return Tensor(self.array.all())

    def any(self):
        return Tensor(self.array.any())

    def isnan(self):
        return Tensor(np.isnan(self.array))

    def __invert__(self):
        return Tensor(~self.array)

    def __and__(self, other):
        return Tensor(self.array & _array(other))

    def __eq__(self, other):
        return Tensor(self.array == _array(other))

    def __ne__(self, other):
        return Tensor(self.array != _array(other))

    def __lt__(self, other):
        return Tensor(self.array < _array(other))

    def __le__(self, other):
        return Tensor(self.array <= _array(other))

    def __gt__(self, other):
        return Tensor(self.array > _array(other))

    def __ge__(self, other):
        return Tensor(self.array >= _array(other))

    # Shapes and parts.

    def __getitem__(self, where):
        where = _place(where)

        def back(grad):
            full = np.zeros(self.array.shape, self.array.dtype)
            if _is_plain(where):
                full[where] = grad
            else:
                np.add.at(full, where, grad)
            return (full,)

        return made(self.array[where], (self,), back)

    def __setitem__(self, where, value):
        self.array[_place(where)] = _array(value)

    def transpose(self, first, second):
        if self.array.ndim < 2:
            return self
        swap = np.swapaxes
        return made(
            swap(self.array, first, second),
            (self,),
            lambda g: (swap(g, first, second),),
        )

    def reshape(self, *shape):
        shape = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple) else shape
        own = self.array.shape
        return made(self.array.reshape(shape), (self,), lambda g: (g.reshape(own),))

    view = reshape

    def flatten(self, start_dim=0, end_dim=-1):
        own, end = self.array.shape, end_dim % max(self.array.ndim, 1)
        return self.reshape((*own[:start_dim], -1, *own[end + 1 :]))

    def ravel(self):
        return self.reshape(-1)

    def squeeze(self, dim=None):
        return self.reshape(np.squeeze(self.array, dim).shape)

    def unsqueeze(self, dim):
        return self.reshape(np.expand_dims(self.array, dim).shape)

    def unbind(self, dim=0):
        before = (slice(None),) * dim
        return tuple(self[(*before, i)] for i in range(self.array.shape[dim]))

    def split(self, size, dim=0):
        before, length = (slice(None),) * dim, self.array.shape[dim]
        starts = range(0, length, size)
        return tuple(self[(*before, slice(i, min(i + size, length)))] for i in starts)

    def chunk(self, count, dim=0):
        return self.split(-(-self.array.shape[dim] // count), dim)

    # Copies, and other formats.

    def to(self, *like, **_):
        kinds = [one.dtype if isinstance(one, Tensor) else one for one in like]
        kinds = [np.dtype(kind) for kind in kinds if not isinstance(kind, str)]
        if not kinds or kinds[0] == self.array.dtype:
            return self
        own = self.array.dtype
        return made(self.array.astype(kinds[0]), (self,), lambda g: (g.astype(own),))

    def double(self):
        return self.to(np.float64)

    def float(self):
        return self.to(np.float32)

    def long(self):
        return self.to(np.int64)

    def cpu(self):
        return self

    def contiguous(self):
        return self

    def clone(self):
        return made(self.array.copy(), (self,), lambda g: (g,))

    def new_full(self, shape, value):
        return Tensor(np.full(shape, value, self.array.dtype))

    # In place.

    def copy_(self, other):
        self.array[...] = _array(other)
        return self

    def fill_(self, value):
        self.array[...] = value
        return self

    def zero_(self):
        return self.fill_(0)


def _place(where):
    return tuple(map(_array, where)) if isinstance(where, tuple) else _array(where)


def _is_plain(where):
    """Tell whether no place can be named twice."""
    parts = where if isinstance(where, tuple) else (where,)
    return all(isinstance(p, int | slice | type(...) | None) for p in parts) or (
        isinstance(where, np.ndarray) and where.dtype == bool
    )


def _from_last(last):
    """List what a tensor was made of, each before all that it was made of itself."""
    order, seen, waiting = [], set(), [(last, iter(last._parents))]
    seen.add(id(last))
    while waiting:
        tensor, parents = waiting[-1]
        for parent in parents:
            if parent.requires_grad and id(parent) not in seen:
                seen.add(id(parent))
                waiting.append((parent, iter(parent._parents)))
                break
        else:
            order.append(tensor)
            waiting.pop()
    return order[::-1]
