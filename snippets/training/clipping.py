"""Clipping: how long a gradient may be, and where the line has to stand."""

# --8<-- [start:norm]
import torch
from torch import nn

a, b = torch.zeros(2, requires_grad=True), torch.zeros(1, requires_grad=True)


def gradients(last=12.0):
    a.grad, b.grad = torch.tensor([3.0, 4.0]), torch.tensor([last])


gradients()
print(nn.utils.clip_grad_norm_([a, b], max_norm=6.5))
print(a.grad, b.grad)
# --8<-- [end:norm]


# --8<-- [start:hand]
@torch.no_grad()
def clip(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = torch.stack([grad.norm() for grad in grads]).norm()
    for grad in grads:
        grad.mul_((max_norm / (norm + 1e-6)).clamp(max=1))
    return norm


expected = a.grad.clone(), b.grad.clone()
gradients()
clip([a, b], 6.5)
print(torch.equal(a.grad, expected[0]), torch.equal(b.grad, expected[1]))
# --8<-- [end:hand]

# --8<-- [start:value]
gradients()
nn.utils.clip_grad_value_([a, b], clip_value=3.5)
print(a.grad, b.grad)

gradients()
for p in (a, b):
    nn.utils.clip_grad_norm_([p], max_norm=6.5)
print(a.grad, b.grad)
# --8<-- [end:value]


# --8<-- [start:explode]
def unroll(max_norm):
    w = torch.tensor(1.2, requires_grad=True)
    optimizer, path = torch.optim.SGD([w], lr=0.1), []
    for _ in range(4):
        h = w**10  # the same weight, ten times in a row
        optimizer.zero_grad()
        ((h - 3) ** 2).backward()
        nn.utils.clip_grad_norm_([w], max_norm)
        optimizer.step()
        path.append(float(f"{w.item():.3g}"))
    return path


print("as it is:", unroll(float("inf")))
print("clipped: ", unroll(0.5))
# --8<-- [end:explode]


# --8<-- [start:order]
def train(order, kind):
    w = torch.zeros(1, requires_grad=True)
    optimizer = kind([w], lr=0.1)
    lines = {
        "zero_grad": optimizer.zero_grad,
        "backward": lambda: (10 * w).sum().backward(),
        "clip": lambda: nn.utils.clip_grad_norm_([w], max_norm=1),
        "step": optimizer.step,
    }
    for _ in range(3):
        for line in order.split():
            lines[line]()
    return round(w.item(), 3) + 0.0


for order in ("zero_grad backward step", "zero_grad backward clip step"):
    ends = [train(order, kind) for kind in (torch.optim.SGD, torch.optim.Adam)]
    print(f"{order:28}", *ends)
# --8<-- [end:order]

# --8<-- [start:wrong]
for order in (
    "clip zero_grad backward step",
    "zero_grad clip backward step",
    "zero_grad backward step clip",
):
    print(order, train(order, torch.optim.SGD))
# --8<-- [end:wrong]

# --8<-- [start:trap]
for bad in (float("inf"), float("nan"), 1e20):
    gradients(bad)
    norm = nn.utils.clip_grad_norm_([a, b], max_norm=6.5)
    print(f"{bad}: norm {norm.item()},", a.grad.tolist(), b.grad.tolist())
# --8<-- [end:trap]

# --8<-- [start:fixed]
gradients(float("nan"))
try:
    nn.utils.clip_grad_norm_([a, b], max_norm=6.5, error_if_nonfinite=True)
except RuntimeError as error:
    print(str(error).partition(". ")[0])
print(a.grad.tolist())
# --8<-- [end:fixed]
