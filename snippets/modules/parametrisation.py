"""Parametrisation: a weight that is computed each time it is read."""

# --8<-- [start:read]
import torch
from torch import nn
from torch.nn.utils import parametrize


class Symmetric(nn.Module):
    def forward(self, x):
        return (x + x.T) / 2


layer = nn.Linear(2, 2, bias=False)
layer.weight = nn.Parameter(torch.tensor([[1.0, 4.0], [2.0, 3.0]]))
parametrize.register_parametrization(layer, "weight", Symmetric())
print(layer.weight)
# --8<-- [end:read]

# --8<-- [start:inside]
cls = type(layer)
print(cls.__name__, cls.__base__.__name__, vars(cls)["weight"].__class__)
print(dict(layer.named_parameters()))
# --8<-- [end:inside]

# --8<-- [start:gradient]
x = torch.tensor([[1.0, 10.0]])
layer(x).sum().backward()
print(layer.parametrizations.weight.original.grad)
# --8<-- [end:gradient]

# --8<-- [start:trap]
nn.init.zeros_(layer.weight)
print(layer.weight.tolist())
layer.reset_parameters()
print(layer.weight.tolist())
# --8<-- [end:trap]

# --8<-- [start:fixed]
nn.init.eye_(layer.parametrizations.weight.original)
print(layer.weight.tolist())
# --8<-- [end:fixed]


# --8<-- [start:square]
class Square(nn.Module):  # never negative
    def forward(self, x):
        return x.square()

    def right_inverse(self, weight):
        return weight.sqrt()


# --8<-- [end:square]

# --8<-- [start:assign]
square = nn.Linear(2, 1, bias=False)
square.weight = old = nn.Parameter(torch.tensor([[1.0, 4.0]]))
parametrize.register_parametrization(square, "weight", Square())
original = square.parametrizations.weight.original
print(original is old, original.tolist(), square.weight.tolist())
square.weight = torch.tensor([[9.0, 25.0]])
print(original is old, original.tolist(), square.weight.tolist())
try:
    layer.weight = torch.eye(2)
except RuntimeError as error:
    print(error)
# --8<-- [end:assign]

# --8<-- [start:count]
from contextlib import nullcontext

computed = []
symmetric = Symmetric()
symmetric.register_forward_hook(lambda *args: computed.append(1))
shared = nn.Linear(2, 2)
parametrize.register_parametrization(shared, "weight", symmetric)
for block in nullcontext(), parametrize.cached():
    computed.clear()
    with block:
        for _ in range(5):
            shared(x)
    print(len(computed))
# --8<-- [end:count]

# --8<-- [start:optimizer]
from torch.nn.utils.parametrizations import weight_norm

new = nn.Linear(2, 1, bias=False)
new.weight = nn.Parameter(torch.tensor([[3.0, 4.0]]))
optimizer = torch.optim.SGD(new.parameters(), lr=0.1)
weight_norm(new)
print({name: p.tolist() for name, p in new.named_parameters()})
new(x).sum().backward()
optimizer.step()
print(new.weight.tolist())
# --8<-- [end:optimizer]

# --8<-- [start:remove]
print(list(layer.state_dict()))
parametrize.remove_parametrizations(layer, "weight")
print(list(layer.state_dict()), type(layer).__name__, layer.weight.tolist())
# --8<-- [end:remove]

# --8<-- [start:copy]
import copy

twin = copy.deepcopy(square)
parametrize.remove_parametrizations(twin, "weight")
print("twin:", twin(x).item())
try:
    square(x)
except AttributeError as error:
    print("square:", error)
# --8<-- [end:copy]
