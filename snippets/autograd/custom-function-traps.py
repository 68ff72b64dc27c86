"""Four traps of custom functions, each seen failing and put right."""

# --8<-- [start:never]
import torch
from torch.autograd import Function, grad


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

for name, y in {
    "Double.apply(x)": Double.apply(x),
    "Double.apply(x.detach())": Double.apply(x.detach()),
    "... under no_grad": torch.no_grad()(Double.apply)(x),
    "Double.apply([x])": Double.apply([x]),
    "Double.forward(None, x)": Double.forward(None, x),
    "DoubleModule()(x)": DoubleModule()(x),
}.items():
    print(f"{name:24}  {type(y.grad_fn).__name__}")
y.sum().backward()  # through the last one
# --8<-- [end:calls]


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
print("grad:", grad(y.sum(), x)[0])

try:
    y *= 3
except RuntimeError as error:
    print(str(error).split(" This ")[0])
# --8<-- [end:identity]


# --8<-- [start:dirty]
def double_in_place(h, mark):
    class DoubleInPlace(Double):
        @staticmethod
        def forward(ctx, x):
            if mark:
                ctx.mark_dirty(x)
            return x.mul_(2)

    DoubleInPlace.apply(h)  # used like h.mul_(2)


for mark in False, True:
    double_in_place(h := x * 1, mark)
    print(f"marked: {mark!s:5}  {h.detach()}  grad: {grad(h.sum(), x)[0]}")
# --8<-- [end:dirty]


# --8<-- [start:attribute]
class Square(Function):
    @staticmethod
    def forward(ctx, h):
        ctx.h = h
        ctx.save_for_backward(h)
        return h * h

    @staticmethod
    def backward(ctx, grad_y):
        (h,) = ctx.saved_tensors if saved else (ctx.h,)
        return 2 * h * grad_y


# --8<-- [end:attribute]

# --8<-- [start:spoilt]
for saved in False, True:
    h = x * 1
    y = Square.apply(h)
    h.add_(10)
    try:
        print("grad:", grad(y.sum(), x)[0])
    except RuntimeError as error:
        print(str(error).split(" Hint")[0])
# --8<-- [end:spoilt]
