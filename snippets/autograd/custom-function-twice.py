"""A custom function differentiated twice: what has to be recorded."""

# --8<-- [start:cube]
import torch
from torch.autograd import Function, grad


class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        square = x * x
        ctx.save_for_backward(square)  # neither input nor output
        return x * square

    @staticmethod
    def backward(ctx, grad_y):
        (square,) = ctx.saved_tensors
        return 3 * square * grad_y


# --8<-- [end:cube]


# --8<-- [start:silent]
def slope(cube):
    return grad(cube(x) ** 2, x, create_graph=True)[0]


x = torch.tensor(1.0, requires_grad=True)
for cube in lambda x: x**3, Cube.apply:
    print("first:", slope(cube).item(), "second:", grad(slope(cube), x))
# --8<-- [end:silent]

# --8<-- [start:loud]
first = grad(Cube.apply(x), x, create_graph=True)[0]
try:
    first.backward()
except RuntimeError as error:
    print(error)
# --8<-- [end:loud]


# --8<-- [start:recompute]
class CubeAgain(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)  # an input
        return x**3

    @staticmethod
    def backward(ctx, grad_y):
        (x,) = ctx.saved_tensors
        return 3 * (x * x) * grad_y  # computed here, so recorded


# --8<-- [end:recompute]

# --8<-- [start:again]
for function in Cube, CubeAgain:
    (saved,) = function.apply(x).grad_fn.saved_tensors
    print(f"{function.__name__:9}  saved.requires_grad={saved.requires_grad}")

print("second:", grad(slope(CubeAgain.apply), x))
# --8<-- [end:again]

# --8<-- [start:check]
at = torch.tensor([0.5, -2.0], dtype=torch.double, requires_grad=True)
for function in Cube, CubeAgain:
    once = torch.autograd.gradcheck(function.apply, at)
    twice = torch.autograd.gradgradcheck(function.apply, at, raise_exception=False)
    print(f"{function.__name__:9}  gradcheck {once}  gradgradcheck {twice}")
# --8<-- [end:check]


# --8<-- [start:once]
class CubeOnce(Cube):
    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, grad_y):
        return Cube.backward(ctx, grad_y)


try:
    slope(CubeOnce.apply).backward()
except RuntimeError as error:
    print(error)
# --8<-- [end:once]

# --8<-- [start:hole]
w = torch.tensor(1.0, requires_grad=True)
for cube in lambda x: x**3, CubeOnce.apply:
    w.grad = None
    first = grad(cube(w * x), x, create_graph=True)[0]
    first.backward()
    print("w.grad:", w.grad)
# --8<-- [end:hole]

# --8<-- [start:towards]
for cube in lambda x: x**3, CubeOnce.apply:
    first = slope(lambda x: cube(w * x))
    print("by w:", grad(first, w))
# --8<-- [end:towards]


# --8<-- [start:refuse]
class CubeStrict(Cube):
    @staticmethod
    def backward(ctx, grad_y):
        if torch.is_grad_enabled():
            raise RuntimeError("Cube cannot be differentiated twice")
        return Cube.backward(ctx, grad_y)


print("first:", grad(CubeStrict.apply(w * x), x)[0])
try:
    slope(lambda x: CubeStrict.apply(w * x))
except RuntimeError as error:
    print(error)
# --8<-- [end:refuse]

twice = torch.autograd.gradgradcheck(CubeOnce.apply, at, raise_exception=False)
assert not twice  # it does see what CubeOnce lets pass
