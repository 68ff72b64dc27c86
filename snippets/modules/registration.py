"""Registration: where an assignment to a module goes, and how it is found again."""

# --8<-- [start:where]
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))
        self.layer = nn.Linear(2, 1)
        self.table = torch.zeros(3)
        self.name = "net"


net = Net()
for key in "_parameters", "_buffers", "_modules":
    print(f"{key:12} {list(vars(net)[key])}")
print("own entries ", [k for k in vars(net) if k in ("table", "name", "layer")])
# --8<-- [end:where]

# --8<-- [start:find]
print("layer" in vars(net), net.layer is vars(net)["_modules"]["layer"])
try:
    net.lair
except AttributeError as error:
    print(error)
# --8<-- [end:find]

# --8<-- [start:rules]
net.name = nn.Parameter(torch.ones(1))
print("name:", "name" in vars(net), "name" in net._parameters)

for value in torch.ones(1), 3, None:
    try:
        net.scale = value
        print("scale:", net.scale, list(net._parameters))
    except TypeError as error:
        print(error)
# --8<-- [end:rules]


# --8<-- [start:early]
class Early(nn.Module):
    def __init__(self, value):
        self.value = value  # super().__init__() comes too late
        super().__init__()


for value in nn.Linear(1, 1), nn.Parameter(torch.ones(1)), torch.ones(1):
    try:
        print("value" in vars(Early(value)))
    except AttributeError as error:
        print(error)
# --8<-- [end:early]

# --8<-- [start:trap]
torch.manual_seed(0)


class Stack(nn.Module):
    def __init__(self, keep):
        super().__init__()
        self.layers = keep([nn.Linear(1, 1), nn.Linear(1, 1)])
        self.head = nn.Linear(1, 1)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.head(x)


def trained(keep):
    stack = Stack(keep)
    before = stack.layers[0].weight.item()
    optimizer = torch.optim.SGD(stack.parameters(), lr=0.1)
    for _ in range(2):
        optimizer.zero_grad()
        stack(torch.ones(1, 1)).sum().backward()
        optimizer.step()
    weight = stack.layers[0].weight
    print(len(list(stack.parameters())), "parameters", list(stack._modules))
    print("has a gradient:", weight.grad is not None, end="  ")
    print("moved:", weight.item() != before)


trained(list)
# --8<-- [end:trap]

# --8<-- [start:fixed]
trained(nn.ModuleList)
# --8<-- [end:fixed]
