"""Parameters: what the class adds, what loses it, who holds the object."""

# --8<-- [start:two]
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = torch.ones(1)
        self.b = torch.ones(1, requires_grad=True)
        self.c = nn.Parameter(torch.ones(1), requires_grad=False)
        self.d = nn.Parameter(torch.ones(1))


# --8<-- [end:two]

# --8<-- [start:table]
net = Net()
(net.a + net.b + net.c + net.d).backward()

known = [name for name, _ in net.named_parameters()]
for name in "abcd":
    t = getattr(net, name)
    print(name, f"{type(t).__name__:9} {name in known!s:5}", t.grad)
# --8<-- [end:table]

# --8<-- [start:made]
t = torch.ones(2)
p = nn.Parameter(t)
t[0] = 5.0
print("written to t:", p.tolist(), p.requires_grad, t.requires_grad)

w = torch.ones(2, requires_grad=True)
nn.Parameter(w * 3).sum().backward()
print("arrived at w:", w.grad)

for data in torch.ones(2, dtype=torch.int64), [1.0, 2.0]:
    try:
        nn.Parameter(data)
    except (RuntimeError, AttributeError) as error:
        print(error)
# --8<-- [end:made]

with torch.no_grad():
    assert nn.Parameter(t).requires_grad


class Tagged(torch.Tensor):
    """A tensor of another class."""


tagged = nn.Parameter(t.as_subclass(Tagged))
assert type(tagged) is Tagged and isinstance(tagged, nn.Parameter)
assert tagged._is_param and not hasattr(p, "_is_param")

# --8<-- [start:lost]
import copy

for text, function in {
    "p * 0.01": lambda p: p * 0.01,
    "p.view(2)": lambda p: p.view(2),
    "p.data": lambda p: p.data,
    "p.double()": lambda p: p.double(),
    "p.float()": lambda p: p.float(),
    "p.requires_grad_(False)": lambda p: p.requires_grad_(False),
    "copy.deepcopy(p)": copy.deepcopy,
}.items():
    p = nn.Parameter(torch.ones(2))
    q = function(p)
    print(f"{text:23} {type(q).__name__:9} is p: {q is p}")
# --8<-- [end:lost]


# --8<-- [start:trap]
def assign(layer):
    layer.weight = nn.Parameter(torch.zeros(1, 2))


def assign_data(layer):
    layer.weight.data = torch.zeros(1, 2)


@torch.no_grad()
def write(layer):
    layer.weight.zero_()


# --8<-- [end:trap]

# --8<-- [start:step]
for reset in write, assign_data, assign:
    layer = nn.Linear(2, 1)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    reset(layer)
    layer(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    print(f"{reset.__name__:11} {layer.weight.data}  grad {layer.weight.grad}")
# --8<-- [end:step]

# --8<-- [start:fixed]
held = {p for group in optimizer.param_groups for p in group["params"]}
print([name for name, p in layer.named_parameters() if p not in held])
# --8<-- [end:fixed]

for layer, wrong in (nn.Linear(1, 1), False), (nn.Conv2d(1, 1, 1), True):
    x = torch.ones(1, 1, 1, 1, requires_grad=True)
    y, old = layer(x), layer.weight.item()
    layer.weight.data = torch.zeros_like(layer.weight)
    y.backward()
    assert (x.grad.item() != old) == wrong

# --8<-- [start:empty]
layer = nn.Linear(2, 1, bias=False)
print(list(layer._parameters), [name for name, _ in layer.named_parameters()])

lazy = nn.LazyLinear(1)
print(lazy.weight)
lazy(torch.ones(5, 3))
print(type(lazy.weight).__name__, tuple(lazy.weight.shape))
# --8<-- [end:empty]
