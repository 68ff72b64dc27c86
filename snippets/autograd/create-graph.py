"""create_graph: the walk itself is recorded, so gradients have gradients."""

# --8<-- [start:twice]
import torch

x = torch.tensor(3.0, requires_grad=True)
y = x**3

(plain,) = torch.autograd.grad(y, x, retain_graph=True)
(slope,) = torch.autograd.grad(y, x, create_graph=True)
print("plain:", plain)
print("slope:", slope)

print("slope's slope:", torch.autograd.grad(slope, x, retain_graph=True)[0])
try:
    torch.autograd.grad(plain, x)
except RuntimeError as error:
    print(error)
# --8<-- [end:twice]

# --8<-- [start:mode]
for create_graph in (False, True):
    z = x * 2
    z.register_hook(lambda g: print(torch.is_grad_enabled(), g.requires_grad))
    torch.autograd.grad(z**2, x, create_graph=create_graph)
# --8<-- [end:mode]

# --8<-- [start:penalty]
w = torch.tensor([3.0, 4.0], requires_grad=True)
point = torch.tensor([1.0, 2.0], requires_grad=True)

for option in ("neither", "retain_graph", "create_graph"):
    w.grad = None
    score = (w * point).sum()  # its slope at the point is w
    flags = {} if option == "neither" else {option: True}
    (steepness,) = torch.autograd.grad(score, point, **flags)
    loss = score + (steepness.norm() - 1) ** 2
    try:
        loss.backward()
        print(f"{option}: loss {loss.item()}, w.grad {w.grad}")
    except RuntimeError as error:
        print(f"{option}: {str(error).split('(')[0]}...")
# --8<-- [end:penalty]

assert torch.allclose(w.grad, point + 2 * (5 - 1) * w / 5)


# --8<-- [start:hvp]
def bowl(p):
    return p[0] ** 2 * p[1]


p = torch.tensor([2.0, 3.0], requires_grad=True)
v = torch.tensor([1.0, 10.0])

(slope,) = torch.autograd.grad(bowl(p), p, create_graph=True)
print("H @ v:", torch.autograd.grad(slope, p, grad_outputs=v)[0])

H = torch.autograd.functional.hessian(bowl, p)
print(H, H @ v)
# --8<-- [end:hvp]

# --8<-- [start:zero]
functions = {
    "relu(x)": lambda x: x.relu(),
    "w * x": lambda x: (w * x).sum(),
    "2 * x": lambda x: 2 * x,
}
for name, function in functions.items():
    (slope,) = torch.autograd.grad(function(x), x, create_graph=True)
    try:
        print(f"{name:8}", torch.autograd.grad(slope, x)[0])
    except RuntimeError as error:
        print(f"{name:8}", str(error).split(". ")[0])

second = torch.func.grad(torch.func.grad(lambda x: 2 * x))
print("torch.func:", second(torch.tensor(3.0)))
# --8<-- [end:zero]

# --8<-- [start:missing]
from torch.nn.attention import SDPBackend, sdpa_kernel

q = torch.ones(1, 1, 3, 4, requires_grad=True)
for backend in (SDPBackend.FLASH_ATTENTION, SDPBackend.MATH):
    with sdpa_kernel(backend):
        out = torch.nn.functional.scaled_dot_product_attention(q, q, q)
    (slope,) = torch.autograd.grad(out.sum(), q, create_graph=True)
    try:
        torch.autograd.grad(slope.sum(), q)
        print(backend.name, "works")
    except RuntimeError as error:
        print(backend.name, error)
# --8<-- [end:missing]

# --8<-- [start:alive]
import gc
import warnings
import weakref


def alive(way):
    w = torch.ones(2, requires_grad=True)
    loss = (w**3).sum()
    if way == "grad()":
        torch.autograd.grad(loss, w, create_graph=True)
    else:
        loss.backward(create_graph=True)
    if way == "backward(), then None":
        w.grad = None
    return weakref.ref(w)


# --8<-- [end:alive]

# --8<-- [start:cycle]
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for way in ("grad()", "backward()", "backward(), then None"):
        ref = alive(way)
        gc.collect()
        print(f"{way}: w is", "still there" if ref() is not None else "gone")
print(len(caught), "warning:", str(caught[0].message).split(" between")[0])
# --8<-- [end:cycle]
