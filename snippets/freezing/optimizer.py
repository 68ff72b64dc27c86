"""Frozen parameters in an optimizer: stale gradients, and who still moves."""

# --8<-- [start:run]
import torch
from torch import nn


def moved(make, freeze_at, clear):
    """How far w goes after it was frozen, before step number `freeze_at`."""
    w = nn.Parameter(torch.ones(1))
    v = nn.Parameter(torch.ones(1))
    optimizer = make([w, v])
    for step in range(4):
        if step == freeze_at:
            w.requires_grad_(False)
            frozen = w.item()
        clear(optimizer)
        (w * v).sum().backward()
        optimizer.step()
    return round(w.item() - frozen, 2)


optim = torch.optim
kinds = {
    "SGD": lambda p: optim.SGD(p, lr=0.1),
    "SGD, decay": lambda p: optim.SGD(p, lr=0.1, weight_decay=0.1),
    "SGD, momentum": lambda p: optim.SGD(p, lr=0.1, momentum=0.9),
    "AdamW": lambda p: optim.AdamW(p, lr=0.1, weight_decay=0.1),
}
# --8<-- [end:run]

# --8<-- [start:start]
for name, make in kinds.items():
    print(f"{name:14}", moved(make, 0, lambda o: o.zero_grad()))
# --8<-- [end:start]

# --8<-- [start:trap]
ways = {
    "None": lambda o: o.zero_grad(),
    "zeros": lambda o: o.zero_grad(set_to_none=False),
    "not cleared": lambda o: None,
}
print(f"{'':14}", *[f"{way:5}" for way in ways])
for name, make in kinds.items():
    print(f"{name:14}", *[f"{moved(make, 2, c):<5}" for c in ways.values()])
# --8<-- [end:trap]

# --8<-- [start:fixed]
w = nn.Parameter(torch.ones(1))
adam = torch.optim.AdamW([w], lr=0.1)
w.grad = torch.ones(1)

w.requires_grad_(False)
w.grad = None
adam.step()
print(w.item())
# --8<-- [end:fixed]

# --8<-- [start:outside]
body, head = nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False)
optimizer = torch.optim.SGD(head.parameters(), lr=0.0)
for _ in range(3):
    optimizer.zero_grad()
    head(body(torch.ones(1, 1))).sum().backward()
steps = body.weight.grad / head.weight.detach()
print(f"{steps.item():.0f} gradients piled up")
# --8<-- [end:outside]

# --8<-- [start:thaw]
body.requires_grad_(False)
body.weight.grad = None
body.requires_grad_(True)
head(body(torch.ones(1, 1))).sum().backward()
before = body.weight.item()
optimizer.step()
print(body.weight.grad is not None, body.weight.item() == before)

optimizer.add_param_group({"params": body.parameters(), "lr": 0.01})
optimizer.step()
print(body.weight.item() == before, len(optimizer.param_groups))
# --8<-- [end:thaw]
