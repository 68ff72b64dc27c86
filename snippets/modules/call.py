"""The call: what happens between model(x) and its forward."""

# --8<-- [start:between]
import inspect

import torch
from torch import nn


class Show(nn.Module):
    def forward(self, x, times=1):
        names = [frame.function for frame in inspect.stack(0)]
        print(" > ".join(reversed(names[: names.index("<module>")])))
        return x * times


# --8<-- [end:between]

# --8<-- [start:path]
show, x = Show(), torch.ones(2)
show(x)
show.register_forward_hook(lambda *args: print("hook"))
show(x, times=2)
show.forward(x, times=2)
# --8<-- [end:path]

# --8<-- [start:trap]
from torch.nn.utils import prune

layer = nn.Linear(3, 1, bias=False)
nn.init.ones_(layer.weight)
prune.random_unstructured(layer, "weight", amount=1)  # one weight off

nn.init.constant_(layer.weight_orig, 10.0)  # as if it had learned
print("forward:", layer.forward(torch.ones(3)).item())
print("call:   ", layer(torch.ones(3)).item())
# --8<-- [end:trap]


# --8<-- [start:lookup]
class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(2.0))

    def extra_repr(self):
        return f"weight={self.weight.item()}"

    def forward(self, x):
        return self.weight * x


# --8<-- [end:lookup]

# --8<-- [start:patch]
import copy

scale = Scale()
scale.__call__ = lambda x: "my call"
print(scale(1.0).item())
original = scale.forward
scale.forward = lambda x: original(x) + 100
print(scale(1.0).item())
other = copy.deepcopy(scale)
nn.init.zeros_(other.weight)
print(other(1.0).item())
# --8<-- [end:patch]


# --8<-- [start:missing]
class Typo(nn.Module):
    def foward(self, x): ...


try:
    Typo()(x)
except NotImplementedError as error:
    print(error)
# --8<-- [end:missing]


# --8<-- [start:backward]
class WithBackward(Scale):
    def backward(self, grad):
        print("never printed")


model = WithBackward()
model(3.0).backward()
print(model.weight.grad.item())
# --8<-- [end:backward]


# --8<-- [start:print]
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale, self.drop = Scale(), nn.Dropout()
        self.fc = nn.Linear(2, 4)

    def forward(self, x):
        return self.scale(torch.relu(self.fc(x)))


# --8<-- [end:print]

# --8<-- [start:called]
net, called = Net(), []
print(net)
for name, module in net.named_modules():
    module.register_forward_pre_hook(lambda *_, name=name: called.append(name))
net(x)
print(called)
# --8<-- [end:called]
