"""Precision: which numbers may be rounded to 16 bits, and which must not be."""

# --8<-- [start:formats]
import torch
from torch import nn
from torch.nn.functional import mse_loss

for dtype in (torch.float32, torch.bfloat16, torch.float16):
    most = torch.finfo(dtype).max
    total = (torch.tensor(256, dtype=dtype) + 1).item()
    tiny = torch.tensor(1e-8, dtype=dtype).item()
    print(f"{dtype}: to {most:.0e}, 256 + 1 = {total}, 1e-8 = {tiny:.0e}")
# --8<-- [end:formats]


# --8<-- [start:autocast]
def autocast(dtype=torch.bfloat16):
    return torch.autocast("cpu", dtype=dtype)


layer, x = nn.Linear(4, 4), torch.ones(2, 4)
with autocast():
    h = layer(x)
    results = {
        "layer(x)": h,
        "x @ x.T": x @ x.T,
        "x + x": x + x,
        "h + x": h + x,
        "h.softmax(1)": h.softmax(1),
        "mse_loss(h, x)": mse_loss(h, x),
        "(h * h).mean()": (h * h).mean(),
    }
for text, result in results.items():
    print(f"{text:15} {result.dtype}")
# --8<-- [end:autocast]

# --8<-- [start:weights]
h.sum().backward()
print(layer.weight.dtype, layer.weight.grad.dtype)

node = h.grad_fn
while node is not None:
    print(type(node).__name__, end=" ")
    node = node.next_functions[-1][0] if node.next_functions else None
print()
# --8<-- [end:weights]


# --8<-- [start:whole]
def descend(dtype, lr):
    w = torch.ones(1, 1, dtype=dtype, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=lr)
    for _ in range(100):
        with autocast():
            loss = w @ torch.ones(1, 1, dtype=dtype)  # the gradient is 1
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return w.item()


for lr in (0.001, 0.002, 0.004):
    ends = [descend(dtype, lr) for dtype in (torch.float32, torch.bfloat16)]
    print(f"lr {lr}: float32 {ends[0]:.2f}, bfloat16 {ends[1]:.2f}")
# --8<-- [end:whole]


# --8<-- [start:loop]
from contextlib import nullcontext


def train(around, inside):
    w = torch.ones(1, 1, requires_grad=True)
    optimizer, path = torch.optim.SGD([w], lr=1 / 16), []
    with around():
        for _ in range(4):
            with inside():
                loss = mse_loss(2 * torch.ones(1, 1) @ w, 8 * torch.ones(1, 1))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            path.append(w.item())
    return path


# --8<-- [end:loop]

# --8<-- [start:trap]
print("in the loop:    ", train(around=nullcontext, inside=autocast))
print("around the loop:", train(around=autocast, inside=nullcontext))
print("both:           ", train(around=autocast, inside=autocast))
# --8<-- [end:trap]

# --8<-- [start:vanish]
for scale in (1, 1024):
    w = torch.ones(1, 1, requires_grad=True)
    with autocast(torch.float16):
        out = w @ torch.full((1, 1), 1e-4) @ torch.full((1, 1), 1e-4)
    (out.float() * scale).backward()
    print(f"scale {scale:4}: gradient {w.grad.item() / scale:.0e}")
# --8<-- [end:vanish]

# --8<-- [start:scaler]
scaler = torch.amp.GradScaler("cpu", init_scale=1024, growth_interval=2)
w = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=1.0)

for slope in (1.0, 1.0, float("inf"), 1.0):
    optimizer.zero_grad()
    scaler.scale((slope * w).sum()).backward()
    arrived = w.grad.item()
    scaler.step(optimizer)
    scaler.update()
    print(f"arrived {arrived:6}  w {w.item():4}  scale {scaler.get_scale()}")
# --8<-- [end:scaler]
