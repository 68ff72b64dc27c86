"""Precision: which numbers may be rounded to 16 bits, and which must not be."""

# --8<-- [start:formats]
import torch
from torch import nn

for dtype in (torch.float32, torch.bfloat16, torch.float16):
    info = torch.finfo(dtype)
    total = (torch.tensor(256, dtype=dtype) + 1).item()
    print(f"{dtype}: {info.smallest_normal:.0e} to {info.max:.0e}, 256 + 1 = {total}")
# --8<-- [end:formats]

# --8<-- [start:autocast]
layer, x = nn.Linear(4, 4), torch.ones(2, 4)

with torch.autocast("cpu", dtype=torch.bfloat16):
    h = layer(x)
    results = {
        "layer(x)": h,
        "x @ x.T": x @ x.T,
        "h.relu()": h.relu(),
        "h + h": h + h,
        "h + x": h + x,
        "x + x": x + x,
        "mse_loss(h, h)": nn.functional.mse_loss(h, h),
    }
for text, result in results.items():
    print(f"{text:15} {result.dtype}")
# --8<-- [end:autocast]

# --8<-- [start:weights]
results["mse_loss(h, h)"].backward()
print(layer.weight.dtype, layer.weight.grad.dtype)

node = h.grad_fn
while node is not None:
    print(type(node).__name__, end=" ")
    node = node.next_functions[-1][0] if node.next_functions else None
print()
# --8<-- [end:weights]


# --8<-- [start:trap]
def train(dtype, autocast=False):
    w = torch.ones(1, dtype=dtype, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.001)
    for _ in range(100):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=autocast):
            loss = w.sum()
        loss.backward()
        optimizer.step()
    return round(w.item(), 3)


print("float32: ", train(torch.float32))
print("bfloat16:", train(torch.bfloat16))
print("autocast:", train(torch.float32, autocast=True))
# --8<-- [end:trap]

# --8<-- [start:vanish]
for scale in (1, 1024):
    w = torch.tensor(1.0, requires_grad=True)
    small = w.half() * 1e-4 * 1e-4  # a derivative of 1e-8
    (small.float() * scale).backward()
    print(f"scale {scale:4}: gradient {w.grad.item() / scale:.2e}")
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
