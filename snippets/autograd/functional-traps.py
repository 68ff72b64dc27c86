"""torch.func, continued: what the transformed function must not do."""

# --8<-- [start:no-grad]
import warnings

import torch
from torch.func import jacfwd, jacrev

# PyTorch 2.15 warns about its own code when it loads forward mode.
warnings.filterwarnings("ignore", "`torch.jit.script`", FutureWarning)


def fixed(t):
    with torch.no_grad():
        constant = t * t
    return constant * t


def detached(t):
    constant = (t * t).detach()
    return constant * t


x = torch.tensor([1.0, 2.0])

for f in [fixed, detached]:
    back, ahead = jacrev(f)(x).diagonal(), jacfwd(f)(x).diagonal()
    print(f"{f.__name__:8} {back.tolist()} {ahead.tolist()}")
# --8<-- [end:no-grad]

twice = torch.func.hessian(lambda t: fixed(t).sum())(x)  # jacfwd of jacrev
assert torch.equal(twice, torch.diag(2 * x))  # of a constant times t: not 0
assert not torch.func.hessian(lambda t: detached(t).sum())(x).any()


# --8<-- [start:zeros]
from torch.func import grad


def cut(w):
    return torch.tensor((w * w).sum().item())


print("torch.func:", grad(cut)(x))
try:
    cut(x.clone().requires_grad_()).backward()
except RuntimeError as error:
    print("backward():", error)
# --8<-- [end:zeros]

# --8<-- [start:limits]
from torch.func import vmap

rows = torch.tensor([[1.0, 2.0], [-3.0, 1.0]])
total = torch.zeros(2)

for f in [
    lambda row: row if row.sum() > 0 else -row,
    lambda row: row * row.sum().item(),
    lambda row: row[row > 0],
    lambda row: row + torch.rand(2),
    lambda row: total.add_(row),
]:
    try:
        vmap(f)(rows)
    except RuntimeError as error:
        print(str(error).split(". ")[0])
# --8<-- [end:limits]

vmap(lambda row: (total.add_(1), row)[1])(rows)
assert total.tolist() == [1, 1]  # once, not once a row

# --8<-- [start:ways-out]
print(vmap(lambda row: torch.where(row.sum() > 0, row, -row))(rows))

for randomness in ["same", "different"]:
    torch.manual_seed(0)
    drawn = vmap(lambda row: torch.rand(2), randomness=randomness)(rows)
    print(randomness, drawn.tolist()[0] == drawn.tolist()[1])
# --8<-- [end:ways-out]

# --8<-- [start:escape]
seen = []


def noted(t):
    square = t * t
    seen.append(square)
    return square.sum(), square  # the second is for has_aux


gradient, square = grad(noted, has_aux=True)(x)
print("aux: ", square)
print("seen:", seen[0])
print(seen[0].requires_grad, (seen[0] + 1).requires_grad)
# --8<-- [end:escape]
