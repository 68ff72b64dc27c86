"""The first NaN: hooks that name the module in which it is born."""

# --8<-- [start:model]
import torch
from torch import nn


class Unit(nn.Module):  # gives every row the length 1
    def forward(self, x):
        return x / x.norm(dim=1, keepdim=True)


class Net(nn.Module):
    def __init__(self, unit):
        super().__init__()
        self.body = nn.Sequential(nn.ReLU(), unit)
        self.head = nn.Linear(2, 1)

    def forward(self, x):
        return self.head(self.body(x))


net, x = Net(Unit()), torch.tensor([[3.0, 4.0], [-3.0, -4.0]])
print(net(x).isnan().flatten())
# --8<-- [end:model]


# --8<-- [start:watch]
def watch(model, x, check):
    found = []
    for name, module in model.named_modules():

        def hook(module, args, output, name=name or "(model)"):
            if check(*args, output):
                found.append(name)

        module.register_forward_hook(hook)
    model(x)
    return found


print(watch(net, x, lambda arg, output: output.isnan().any()))
# --8<-- [end:watch]


# --8<-- [start:between]
class Mixed(Net):
    def forward(self, x):
        h = self.body[0](x)
        h = h / h.norm(dim=1, keepdim=True)  # a line, where a module was
        return self.head(h)


print(watch(Mixed(Unit()), x, lambda arg, output: output.isnan().any()))
# --8<-- [end:between]


# --8<-- [start:born]
def born(arg, output):
    return output.isnan().any() and not arg.isnan().any()


class Thrifty(nn.Module):
    def forward(self, x):
        return x.div_(x.norm(dim=1, keepdim=True))


for model in (Net(Unit()), Mixed(Unit()), Net(Thrifty())):
    print(watch(model, x, born))
# --8<-- [end:born]


# --8<-- [start:doors]
def doors(model, x, bad):
    found, clean = [], []
    for name, module in model.named_modules():

        def enter(module, args):
            clean.append(not bad(*args).any())

        def leave(module, args, output, name=name or "(model)"):
            if clean.pop() and bad(output).any():
                found.append(name)

        module.register_forward_pre_hook(enter)
        module.register_forward_hook(leave)
    model(x)
    return found


print(doors(Net(Thrifty()), x, torch.isnan))
# --8<-- [end:doors]


# --8<-- [start:infinite]
class Exp(nn.Module):
    def forward(self, x):
        return x.exp()


scores, model = torch.tensor([[0.0, 100.0]]), nn.Sequential(Exp(), Unit())
print(doors(model, scores, torch.isnan))
print(doors(model, scores, lambda tensor: ~tensor.isfinite()))
# --8<-- [end:infinite]


# --8<-- [start:backward]
class Length(nn.Module):
    def forward(self, x):
        return x.square().sum(dim=1).sqrt()


def hook(module, grad_input, grad_output):
    came, sent = (g[0].isnan().any().item() for g in (grad_output, grad_input))
    print(f"{type(module).__name__:6} NaN came in: {came}, went out: {sent}")


distance = nn.Sequential(nn.Tanh(), Length())
for module in distance:
    module.register_full_backward_hook(hook)
points = torch.tensor([[1.0, 2.0], [0.0, 0.0]], requires_grad=True)
lengths = distance(points)
print(lengths.isfinite())
lengths.sum().backward()
# --8<-- [end:backward]
