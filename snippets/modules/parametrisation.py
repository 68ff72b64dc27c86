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
print(cls.__name__, [base.__name__ for base in cls.__bases__])
print("weight:", type(vars(cls)["weight"]).__name__)
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
# --8<-- [end:trap]

layer.reset_parameters()
layer.weight.data.copy_(torch.zeros(2, 2))
assert layer.weight.tolist() == [[1, 3], [3, 3]]  # lost as well

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
square.weight = nn.Parameter(torch.tensor([[1.0, 4.0]]))
parametrize.register_parametrization(square, "weight", Square())
original = square.parametrizations.weight.original
print(original.tolist(), square.weight.tolist())

square.weight = torch.tensor([[9.0, 25.0]])
print(original.tolist(), square.weight.tolist())
try:
    layer.weight = torch.eye(2)
except RuntimeError as error:
    print(error)
# --8<-- [end:assign]

# --8<-- [start:call]
from torch.func import functional_call

for name in ("weight", "parametrizations.weight.original"):
    original.grad = None
    w = torch.tensor([[4.0, 16.0]], requires_grad=True)
    functional_call(square, {name: w}, x).sum().backward()
    print(f"{name}: {w.grad}  original: {original.grad}")
# --8<-- [end:call]

assert original.tolist() == [[3, 5]]  # put back


# --8<-- [start:count]
class Counted(Symmetric):
    calls = 0

    def forward(self, x):
        self.calls += 1
        return super().forward(x)


def reads():
    counted.calls = 0
    for _ in range(5):
        shared(x)
    return counted.calls


shared, counted = nn.Linear(2, 2), Counted()
parametrize.register_parametrization(shared, "weight", counted)
print(reads())
with parametrize.cached():
    print(reads())
# --8<-- [end:count]

# --8<-- [start:optimizer]
from torch.nn.utils.parametrizations import weight_norm

for wrap in parametrize.register_parametrization, weight_norm:
    new = nn.Linear(2, 1, bias=False)
    new.weight = nn.Parameter(torch.tensor([[3.0, 4.0]]))
    held = set(new.parameters())  # what an optimizer made now would hold
    wrap(new, "weight", *[Square()] * (wrap is not weight_norm))
    print({name: p in held for name, p in new.named_parameters()})
print([p.tolist() for p in new.parameters()], new.weight.tolist())
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
for name, model in {"twin": twin, "square": square}.items():
    try:
        print(name, model(x).item())
    except AttributeError as error:
        print(name, error)
# --8<-- [end:copy]
