"""Forward pre-hooks: functions that see a module's arguments before forward."""

# --8<-- [start:return]
import torch
from torch import nn


class Show(nn.Module):
    def forward(self, *args):
        print(len(args), args)


show, x = Show(), torch.tensor([1.0, 2.0])

for value in None, x * 10, (x * 10,), (x, x), [x, x]:
    with show.register_forward_pre_hook(lambda module, args: value):
        show(x)
# --8<-- [end:return]

# --8<-- [start:pair]
show((x, x))
with show.register_forward_pre_hook(lambda module, args: args[0]):
    show((x, x))
# --8<-- [end:pair]

# --8<-- [start:door]
from torch.nn.modules.module import register_module_forward_pre_hook

net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(2, 1))
names = {module: name for name, module in net.named_modules()}


def door(module, args):
    if isinstance(module, nn.Linear):
        got = args[0].shape[-1]
        if got != module.in_features:
            raise ValueError(f"layer {names[module]}: {got} columns")


# --8<-- [end:door]

# --8<-- [start:check]
rows = torch.ones(4, 2)
try:
    net(rows)
except RuntimeError as error:
    print(error)

with register_module_forward_pre_hook(door):
    try:
        net(rows)
    except ValueError as error:
        print(error)
    try:
        net[0](input=rows)
    except IndexError as error:
        print("input by name:", error)
# --8<-- [end:check]

# --8<-- [start:trap]
layer = nn.Linear(2, 1)


def tenfold(module, args, kwargs):
    return args[0] * 10, kwargs


with layer.register_forward_pre_hook(tenfold, with_kwargs=True):
    for rows in 3, 1:
        try:
            print(rows, "in, out", layer(torch.ones(rows, 2)).shape)
        except TypeError as error:
            print(rows, "in,", error)
# --8<-- [end:trap]


# --8<-- [start:fixed]
def tenfold(module, args, kwargs):
    return (args[0] * 10, *args[1:]), kwargs


with layer.register_forward_pre_hook(tenfold, with_kwargs=True):
    print(layer(torch.ones(3, 2)).shape, layer(torch.ones(1, 2)).shape)
# --8<-- [end:fixed]


# --8<-- [start:inplace]
inner, x = nn.Identity(), torch.tensor([1.0, 3.0])

for hook in (lambda m, args: args[0] * 10), (lambda m, args: args[0].mul_(10)):
    with inner.register_forward_pre_hook(hook):
        print(x + inner(x), "x is now", x)
# --8<-- [end:inplace]

# --8<-- [start:weight]
layer, x = nn.Linear(2, 1, bias=False), torch.ones(2)
layer.raw = nn.Parameter(torch.tensor([[3.0, 4.0]]))
del layer.weight


def normalise(module, args):
    module.weight = module.raw / module.raw.norm()


layer.register_forward_pre_hook(normalise)
print(f"{layer(x).item():.1f}", list(layer.state_dict()))
# --8<-- [end:weight]

# --8<-- [start:stale]
with torch.no_grad():  # as an optimizer would
    layer.raw.copy_(torch.tensor([[0.0, 5.0]]))
print(layer.weight)
print(f"{layer(x).item():.1f}")
# --8<-- [end:stale]
