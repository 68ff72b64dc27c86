"""Buffers: tensors that move with a module and are not trained."""

# --8<-- [start:kinds]
import torch
from torch import nn


class Kinds(nn.Module):
    def __init__(self):
        super().__init__()
        self.mask = torch.ones(2)
        self.register_buffer("mean", torch.ones(2))
        self.seen = nn.Buffer(torch.tensor(0))
        self.cache = nn.Buffer(torch.ones(2), persistent=False)
        self.frozen = nn.Parameter(torch.ones(2), requires_grad=False)


# --8<-- [end:kinds]

# --8<-- [start:table]
kinds = Kinds().double().requires_grad_(True)

for name in "mask", "mean", "seen", "cache", "frozen":
    t = getattr(kinds, name)
    inside = {
        "parameter": name in dict(kinds.named_parameters()),
        "buffer": name in dict(kinds.named_buffers()),
        "saved": name in kinds.state_dict(),
        "requires_grad": t.requires_grad,
    }
    print(f"{name:6} {t.dtype!s:13}", *[key for key in inside if inside[key]])
# --8<-- [end:table]

stats = ["running_mean", "running_var", "num_batches_tracked"]
assert list(nn.BatchNorm1d(2)._buffers) == stats
assert not isinstance(kinds.mean, nn.Buffer)

# --8<-- [start:names]
for name in "mask", "running.mean":
    try:
        kinds.register_buffer(name, torch.ones(2))
    except KeyError as error:
        print(error.args[0])
# --8<-- [end:names]

# --8<-- [start:left]
for where in torch.float32, torch.bfloat16, "meta":
    kinds = Kinds().to(where)
    try:
        print(f"{where!s:14} {(kinds.mean * kinds.mask).dtype}")
    except RuntimeError as error:
        print(f"{where!s:14} {error}")
# --8<-- [end:left]

assert (torch.ones(2, device="meta") * torch.tensor(2.0)).is_meta
kinds, layer = Kinds().bfloat16(), nn.Linear(2, 2).bfloat16()
try:
    layer(kinds.mean * kinds.mask)
    raise AssertionError
except RuntimeError as error:
    assert "mat1 and mat2 must have the same dtype" in str(error)


# --8<-- [start:held]
class Held(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1))
        self.mean = nn.Buffer(torch.ones(1))
        self.all = [self.weight, self.mean]


# --8<-- [end:held]

# --8<-- [start:stale]
for convert in Held.float, Held.double:
    held = convert(Held())
    with torch.no_grad():
        for t in held.all:
            t.add_(1)
    print(f"{convert.__name__:6} {held.weight.item()} {held.mean.item()}")
# --8<-- [end:stale]

two = Held()
two.weight, two.mean = held.weight, held.mean
nn.ModuleList([held, two]).float()
assert two.weight is held.weight and two.mean is not held.mean
weight = held.weight
assert held.half().weight is weight and held.to("meta").weight is not weight

# --8<-- [start:fixed]
held = Held().double()
with torch.no_grad():
    for name in "weight", "mean":
        getattr(held, name).add_(1)
print(held.weight.item(), held.mean.item())
# --8<-- [end:fixed]


# --8<-- [start:centre]
class Centre(nn.Module):
    def __init__(self, look):
        super().__init__()
        self.w, self.look = nn.Parameter(torch.ones(1)), look
        self.mean = nn.Buffer(torch.zeros(1))

    def forward(self, x):
        y = self.w * x
        self.mean = 0.9 * self.mean + 0.1 * self.look(y)
        return (y - self.mean).sum()


# --8<-- [end:centre]

# --8<-- [start:steps]
for look in lambda y: y, lambda y: y.detach():
    model = Centre(look)
    for step in range(2):
        try:
            model(torch.ones(1)).backward()
            print(model.mean, list(model._buffers))
        except RuntimeError as error:
            print(str(error).partition(" (")[0])
# --8<-- [end:steps]
