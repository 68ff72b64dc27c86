"""Four traps of custom functions, each seen failing and put right."""

# --8<-- [start:never]
import torch
from torch.autograd import Function


class Double(Function):
    @staticmethod
    def forward(ctx, x):
        return (x[0] if isinstance(x, list) else x) * 2

    @staticmethod
    def backward(ctx, grad_y):
        return grad_y * 2


# --8<-- [end:never]


# --8<-- [start:module]
class DoubleModule(torch.nn.Module):
    def forward(self, x):
        return x * 2

    def backward(self, grad_y):
        raise AssertionError("so it is called after all")


# --8<-- [end:module]

# --8<-- [start:calls]
x = torch.tensor([1.0, 2.0], requires_grad=True)
with torch.no_grad():
    unrecorded = Double.apply(x)

for name, y in {
    "Double.apply(x)": Double.apply(x),
    "Double.apply(x.detach())": Double.apply(x.detach()),
    "... under no_grad": unrecorded,
    "Double.apply([x])": Double.apply([x]),
    "Double.forward(None, x)": Double.forward(None, x),
    "DoubleModule()(x)": DoubleModule()(x),
}.items():
    print(f"{name:24}  {type(y.grad_fn).__name__}")
# --8<-- [end:calls]

DoubleModule()(x).sum().backward()  # its backward would raise


# --8<-- [start:reverse]
class Reverse(Function):
    @staticmethod
    def forward(ctx, x):
        return x  # nothing to compute

    @staticmethod
    def backward(ctx, grad_y):
        return -grad_y


# --8<-- [end:reverse]

# --8<-- [start:identity]
h = x * 1
y = Reverse.apply(h)
print("same object:", y is h)
print("same memory:", y.data_ptr() == h.data_ptr())
print("grad:", torch.autograd.grad(y.sum(), x)[0])

try:
    y *= 3
except RuntimeError as error:
    print(str(error).split(" This ")[0])
# --8<-- [end:identity]


# --8<-- [start:dirty]
class DoubleInPlace(Double):
    @staticmethod
    def forward(ctx, x):
        return x.mul_(2)


class Marked(Double):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.mul_(2)


# --8<-- [end:dirty]

# --8<-- [start:mark]
for function in DoubleInPlace, Marked:
    h = x * 1
    function.apply(h)  # used like h.mul_(2)
    (grad,) = torch.autograd.grad(h.sum(), x)
    print(f"{function.__name__:13}  {h.detach()}  grad: {grad}")
# --8<-- [end:mark]


# --8<-- [start:attribute]
class Square(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.x, ctx.y = x, x * x
        return ctx.y

    @staticmethod
    def backward(ctx, grad_y):
        return 2 * ctx.x * grad_y


# --8<-- [end:attribute]

# --8<-- [start:spoilt]
import weakref

h = x * 1
y = Square.apply(h)
h.add_(10)
print("grad:", torch.autograd.grad(y.sum(), x)[0])

watch = weakref.ref(y)
del y
print("y is gone:", watch() is None)
# --8<-- [end:spoilt]


# --8<-- [start:saved]
class SquareSaved(Function):
    @staticmethod
    def forward(ctx, x):
        y = x * x
        ctx.save_for_backward(x, y)
        return y

    @staticmethod
    def backward(ctx, grad_y):
        x, y = ctx.saved_tensors
        return 2 * x * grad_y


# --8<-- [end:saved]

# --8<-- [start:told]
h = x * 1
y = SquareSaved.apply(h)
h.add_(10)
try:
    y.sum().backward()
except RuntimeError as error:
    print(str(error).split(" Hint")[0])

watch = weakref.ref(y)
del y
print("y is gone:", watch() is None)
# --8<-- [end:told]
