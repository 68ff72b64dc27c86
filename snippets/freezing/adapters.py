"""LoRA by hand: a frozen matrix and a product of two thin ones beside it."""

# --8<-- [start:lora]
import torch
from torch import nn


class LoRA(nn.Module):
    def __init__(self, linear, rank, alpha=1.0):
        super().__init__()
        self.linear = linear.requires_grad_(False)
        self.scale = alpha / rank
        out_features, in_features = linear.weight.shape
        self.A = nn.Parameter(torch.randn(rank, in_features) / rank)
        self.B = nn.Parameter(torch.zeros(out_features, rank))

    def forward(self, x):
        return self.linear(x) + self.scale * (x @ self.A.T @ self.B.T)


# --8<-- [end:lora]

# --8<-- [start:start]
torch.manual_seed(0)
linear, x = nn.Linear(64, 64), torch.randn(32, 64)
before = linear(x)
layer = LoRA(linear, rank=2)
print(torch.equal(layer(x), before))

layer(x).square().mean().backward()
for name in "A", "B", "linear.weight":
    gradient = layer.get_parameter(name).grad
    print(f"{name:13}", "None" if gradient is None else gradient.any().item())
# --8<-- [end:start]

# --8<-- [start:count]
trained = sum(p.numel() for p in layer.parameters() if p.requires_grad)
print(trained, "of", linear.weight.numel() + linear.bias.numel())


def state_numbers(layer):
    adam = torch.optim.Adam(p for p in layer.parameters() if p.requires_grad)
    layer(x).square().mean().backward()
    adam.step()
    return sum(s["exp_avg"].numel() for s in adam.state.values())


print(state_numbers(layer), state_numbers(nn.Linear(64, 64)))
# --8<-- [end:count]

# --8<-- [start:trap]
for zero in "B", "A", "both", "none":
    layer = LoRA(nn.Linear(64, 64), rank=2)
    with torch.no_grad():
        layer.A.normal_().mul_(zero not in ("A", "both"))
        layer.B.normal_().mul_(zero not in ("B", "both"))
    same = torch.equal(layer(x), layer.linear(x))
    layer(x).square().mean().backward()
    learns = [bool(p.grad.any()) for p in (layer.A, layer.B)]
    print(f"zero: {zero:4}  starts the same {same!s:5}  A, B learn {learns}")
# --8<-- [end:trap]


# --8<-- [start:fit]
def fit(rank, change):
    """Loss left when `linear` is to be changed by a matrix."""
    torch.manual_seed(0)
    layer = LoRA(nn.Linear(64, 64), rank, alpha=rank)
    target = layer.linear(x) + x @ change.T
    optimizer = torch.optim.Adam([layer.A, layer.B], lr=0.01)
    for _ in range(300):
        loss = (layer(x) - target).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item(), layer


# --8<-- [end:fit]

# --8<-- [start:ranks]
torch.manual_seed(1)
thin = torch.randn(64, 2) @ torch.randn(2, 64) / 8  # of rank 2
full = torch.randn(64, 64) / 8
before = [(x @ change.T).square().mean() for change in (thin, full)]
print("before", " ".join(f"{loss:.2f}" for loss in before))
for rank in 1, 2, 8, 32:
    losses = [fit(rank, change)[0] for change in (thin, full)]
    print(f"{rank:6}", " ".join(f"{loss:.2f}" for loss in losses))
# --8<-- [end:ranks]

# --8<-- [start:merge]
_, layer = fit(2, thin)
merged = nn.Linear(64, 64)
with torch.no_grad():
    merged.bias.copy_(layer.linear.bias)
    update = layer.scale * layer.B @ layer.A
    merged.weight.copy_(layer.linear.weight + update)
results = layer(x), merged(x)
print(torch.equal(*results), torch.allclose(*results, atol=1e-5))
# --8<-- [end:merge]

# --8<-- [start:file]
small = {k: v for k, v in layer.state_dict().items() if "linear" not in k}
print({name: tuple(value.shape) for name, value in small.items()})
# --8<-- [end:file]
