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
layer(torch.tensor([[1.0, 10.0]])).sum().backward()
print(layer.parametrizations.weight.original.grad)
# --8<-- [end:gradient]

# --8<-- [start:trap]
nn.init.zeros_(layer.weight)
print(layer.weight.tolist())
# --8<-- [end:trap]

# --8<-- [start:fixed]
nn.init.eye_(layer.parametrizations.weight.original)
print(layer.weight.tolist())
# --8<-- [end:fixed]


# --8<-- [start:assign]
class Positive(nn.Module):
    def forward(self, x):
        return x.exp()

    def right_inverse(self, weight):
        return weight.log()


positive = nn.Linear(2, 1, bias=False)
nn.init.ones_(positive.weight)
parametrize.register_parametrization(positive, "weight", Positive())
positive.weight = torch.tensor([[1.0, 4.0]])
original = positive.parametrizations.weight.original
print(positive.weight.tolist(), [round(t, 3) for t in original[0].tolist()])
try:
    layer.weight = torch.eye(2)
except RuntimeError as error:
    print(error)
# --8<-- [end:assign]


# --8<-- [start:count]
class Counted(Symmetric):
    calls = 0

    def forward(self, x):
        self.calls += 1
        return super().forward(x)


def steps():
    counted.calls = 0
    for _ in range(5):
        shared(torch.ones(1, 2))
    return counted.calls


shared, counted = nn.Linear(2, 2), Counted()
parametrize.register_parametrization(shared, "weight", counted)
print(steps(), shared.weight is shared.weight)
with parametrize.cached():
    print(steps(), shared.weight is shared.weight)
# --8<-- [end:count]

# --8<-- [start:optimizer]
for wrap in (
    lambda layer: parametrize.register_parametrization(layer, "weight", Positive()),
    nn.utils.parametrizations.weight_norm,
):
    new = nn.Linear(2, 1, bias=False)
    optimizer = torch.optim.SGD(new.parameters(), lr=0.1)
    wrap(new)
    held = set(optimizer.param_groups[0]["params"])
    print({name: p in held for name, p in new.named_parameters()})
# --8<-- [end:optimizer]

# --8<-- [start:remove]
print(list(layer.state_dict()))
parametrize.remove_parametrizations(layer, "weight")
print(list(layer.state_dict()), type(layer).__name__, layer.weight.tolist())
# --8<-- [end:remove]
