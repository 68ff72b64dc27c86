"""Containers: modules that look like lists and dictionaries."""

# --8<-- [start:inside]
import torch
from torch import nn

layers = [nn.Linear(1, 1), nn.ReLU()]
boxes = [nn.Sequential(*layers), nn.ModuleList(layers)]
boxes.append(nn.ModuleDict({"fc": layers[0], "act": layers[1]}))

for box in boxes:
    print(f"{type(box).__name__:10} {list(box._modules)}", end="  ")
    try:
        print("->", tuple(box(torch.ones(5, 1)).shape))
    except NotImplementedError as error:
        print(error)
# --8<-- [end:inside]

assert not isinstance(boxes[1], list) and not isinstance(boxes[2], dict)


# --8<-- [start:many]
def count(layers):
    return sum(p.numel() for p in nn.ModuleList(layers).parameters())


print(count([nn.Linear(9, 10)] * 3))
print(count(nn.Linear(9, 10) for _ in range(3)))
# --8<-- [end:many]

# --8<-- [start:list]
print([m for m in dir(list) if m[0] != "_" and not hasattr(nn.ModuleList, m)])

layers = nn.ModuleList([nn.Linear(1, 1), nn.ReLU()])
try:
    layers.append([nn.Linear(1, 1), nn.ReLU()])
except TypeError as error:
    print(error)
try:
    layers.insert(-1, nn.Tanh())
except KeyError as error:
    print("KeyError:", error, [type(layer).__name__ for layer in layers])
# --8<-- [end:list]

assert layers[0] is layers[1]

# --8<-- [start:slice]
net = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 3))
tail = net[1:]
print(list(tail._modules), tail[-1] is net[2])
print(list(nn.ModuleList(net)[1:]._modules))
# --8<-- [end:slice]

# --8<-- [start:trap]
tail.append(nn.Tanh())
tail.append(nn.Softmax(dim=-1))
print([type(layer).__name__ for layer in tail])
# --8<-- [end:trap]

# --8<-- [start:fixed]
tail = nn.Sequential(*net[1:], nn.Tanh(), nn.Softmax(dim=-1))
print([f"{name}: {type(m).__name__}" for name, m in tail.named_children()])
# --8<-- [end:fixed]

both = net[1:] + nn.Sequential(nn.Tanh())
assert list(both._modules) == ["0", "1", "2"] and both[1] is net[2]
both = net[1:]
both += nn.Sequential(nn.Tanh())
assert list(both._modules) == ["1", "2"] and net[2] not in list(both)
both = net[1:]
try:
    both.insert(0, nn.Tanh())
    raise AssertionError
except KeyError:
    assert list(both) == [net[1], net[1]]

# --8<-- [start:names]
for key in "conv", "type", "conv.1", 3:
    try:
        print(list(nn.ModuleDict({key: nn.ReLU()})))
    except (KeyError, TypeError) as error:
        print(error.args[0])
# --8<-- [end:names]

# --8<-- [start:parameters]
t = torch.ones(1)
mixed = nn.ParameterList([t, nn.Buffer(t), 3])
print([type(value).__name__ for value in mixed], list(mixed._parameters))

print(list(nn.ModuleDict({"b": nn.ReLU(), "a": nn.ReLU()})))
print(list(nn.ParameterDict({"b": t, "a": t})))
# --8<-- [end:parameters]
