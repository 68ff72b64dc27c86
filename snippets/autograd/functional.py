"""torch.func: derivatives as functions of functions, and vmap."""

# --8<-- [start:grad]
import torch
from torch.func import grad

x = torch.tensor([1.0, 2.0])
w = torch.tensor([3.0, 4.0])  # no requires_grad


def loss(w, x):
    return (w * x).square().sum()


print("gradient:", grad(loss)(w, x))
print("of both: ", grad(loss, argnums=(0, 1))(w, x))
print("afterwards:", w.requires_grad, w.grad)
# --8<-- [end:grad]

assert torch.equal(grad(loss)(w, x), 2 * w * x * x)


# --8<-- [start:levels]
def cube(t):
    print(t, "requires_grad:", t.requires_grad)
    return t**3


print(grad(grad(cube))(torch.tensor(2.0)))
# --8<-- [end:levels]

# --8<-- [start:vmap]
from collections import Counter

from torch.func import vmap
from torch.utils._python_dispatch import TorchDispatchMode


class Operations(TorchDispatchMode):  # sees what is run in the end
    def __init__(self):
        super().__init__()
        self.names, self.elements = [], 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **kwargs or {})
        self.names.append(func.__name__.split(".")[0])
        self.elements += out.numel() if isinstance(out, torch.Tensor) else 0
        return out


matrix = torch.ones(3, 4)
rows = torch.ones(8, 4)


def layer(row):
    return torch.tanh(matrix @ row)


with Operations() as loop:
    one_by_one = [layer(row) for row in rows]
with Operations() as batched:
    together = vmap(layer)(rows)

print("loop:", dict(Counter(loop.names)))
print("vmap:", dict(Counter(batched.names)))
# --8<-- [end:vmap]

assert torch.allclose(torch.stack(one_by_one), together)


# --8<-- [start:samples]
def squared_error(w, x, y):  # of one sample
    return (w @ x - y).square()


torch.manual_seed(0)
X, Y = torch.randn(5, 2), torch.randn(5)
X[3] *= 10  # one sample is not like the others

each = vmap(grad(squared_error), in_dims=(None, 0, 0))(w, X, Y)

for xi, yi, g in zip(X, Y, each):
    v = w.clone().requires_grad_()
    squared_error(v, xi, yi).backward()
    print(f"norm {g.norm():5.1f}", torch.allclose(g, v.grad))
# --8<-- [end:samples]

# --8<-- [start:products]
import warnings

from torch.func import jvp, vjp

# PyTorch 2.15 warns about its own code when it loads forward mode.
warnings.filterwarnings("ignore", "`torch.jit.script`", FutureWarning)


def g(t):
    return torch.stack([t[0] * t[1], t[0] ** 2])


one_hot = torch.tensor([1.0, 0.0])
value, pull = vjp(g, x)
value, column = jvp(g, (x,), (one_hot,))
print("value:", value, "row 0:", *pull(one_hot), "column 0:", column)
# --8<-- [end:products]

# --8<-- [start:jacobians]
from torch.func import hessian, jacfwd, jacrev

for outputs, inputs in [(2, 500), (500, 2)]:
    matrix = torch.ones(outputs, inputs) / inputs
    for jacobian in [jacrev, jacfwd]:
        with Operations() as run:
            J = jacobian(layer)(torch.ones(inputs))
        print(f"{tuple(J.shape)!s:9} {jacobian.__name__} {run.elements:9,}")

print(hessian(lambda t: t[0] ** 2 * t[1])(x))
# --8<-- [end:jacobians]
