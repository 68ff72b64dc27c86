"""The first NaN: hooks that name the module in which it is born."""

# --8<-- [start:model]
import torch
from torch import nn


class Unit(nn.Module):  # gives every row the length 1
    def forward(self, x):
        return x / x.norm(dim=1, keepdim=True)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.ReLU(), Unit())
        self.head = nn.Linear(2, 1)

    def forward(self, x):
        return self.head(self.body(x)).sigmoid()


net, x = Net(), torch.tensor([[3.0, 4.0], [-3.0, -4.0]])
print(net(x).isnan().flatten())
# --8<-- [end:model]


# --8<-- [start:watch]
def watch(model, check):
    names = {module: name or "(model)" for name, module in model.named_modules()}
    found = []

    def hook(module, args, output):
        if check(args, output):
            found.append(names[module])

    for module in names:
        module.register_forward_hook(hook)
    return found


found = watch(net, lambda args, output: output.isnan().any())
net(x)
print(found)
# --8<-- [end:watch]


# --8<-- [start:between]
class Mixed(Net):
    def forward(self, x):
        h = self.body[0](x)
        h = h / h.norm(dim=1, keepdim=True)  # a line, where a module was
        return self.head(h).sigmoid()


mixed = Mixed()
found = watch(mixed, lambda args, output: output.isnan().any())
mixed(x)
print(found)
# --8<-- [end:between]


# --8<-- [start:born]
def born(args, output):
    return output.isnan().any() and not any(a.isnan().any() for a in args)


for model in (Net(), Mixed()):
    found = watch(model, born)
    model(x)
    print(type(model).__name__, found)
# --8<-- [end:born]


# --8<-- [start:infinite]
class Exp(nn.Module):
    def forward(self, x):
        return x.exp()


class Shares(nn.Module):
    def forward(self, x):
        return x / x.sum(dim=1, keepdim=True)


softmax = nn.Sequential(nn.Identity(), Exp(), Shares())
nans = watch(softmax, born)
bad = watch(softmax, lambda args, out: not out.isfinite().all() and args[0].isfinite().all())
print(softmax(torch.tensor([[0.0, 100.0]])), nans, bad)
# --8<-- [end:infinite]


# --8<-- [start:backward]
class Length(nn.Module):
    def forward(self, x):
        return x.square().sum(dim=1).sqrt()


def hook(module, grad_input, grad_output):
    good = [not g.isnan().any() for g in (*grad_output, *grad_input)]
    print(f"{type(module).__name__:8} got good gradients: {good[0]}, sent: {good[1]}")


distance = nn.Sequential(nn.Linear(2, 2, bias=False), nn.Tanh(), Length())
for module in distance:
    module.register_full_backward_hook(hook)
points = torch.tensor([[1.0, 2.0], [0.0, 0.0]], requires_grad=True)
print(distance(points).isfinite())
distance(points).sum().backward()
# --8<-- [end:backward]
