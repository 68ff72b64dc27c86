"""Registration: where an assignment to a module goes, and how it is found again."""

# --8<-- [start:where]
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))
        self.mean = nn.Buffer(torch.zeros(1))
        self.layer = nn.Linear(2, 1)
        self.table = torch.zeros(3)
        self.name = "net"


net = Net()
for key in "_parameters", "_buffers", "_modules":
    print(f"{key:12} {list(vars(net)[key])}")
print("beside them ", [k for k in vars(net) if not k.startswith("_")])
# --8<-- [end:where]


# --8<-- [start:find]
class Odd(nn.Module):
    head = None  # to be made in __init__

    def __init__(self):
        super().__init__()
        self.body, self.head, self.half = (nn.Linear(2, 1) for _ in range(3))

    @property
    def width(self):
        return self.bodi.in_features


# --8<-- [end:find]

# --8<-- [start:look]
print("layer" in vars(net), net.layer is vars(net)["_modules"]["layer"])

odd = Odd()
print(list(odd._modules))
for name in "body", "head", "half", "width":
    try:
        print(f"{name:5} {type(getattr(odd, name)).__name__}")
    except AttributeError as error:
        print(f"{name:5} {error}")
# --8<-- [end:look]

assert len(list(odd.parameters())) == 6

# --8<-- [start:rules]
net.name = nn.Parameter(torch.ones(1))
print("name: ", "name" in vars(net), "name" in net._parameters)

for value in torch.ones(1), nn.Linear(2, 1), None:
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


# --8<-- [start:stack]
class Stack(nn.Module):
    def __init__(self, keep):
        super().__init__()
        one, two, self.head = (nn.Linear(1, 1, bias=False) for _ in "abc")
        self.layers = keep([one, two])
        for layer in one, two, self.head:
            nn.init.ones_(layer.weight)

    def forward(self, x):
        first, second = self.layers
        return self.head(second(first(x)))


# --8<-- [end:stack]


# --8<-- [start:trap]
def train(stack, steps=2):
    optimizer = torch.optim.SGD(stack.parameters(), lr=0.1)
    for _ in range(steps):
        stack(torch.ones(1, 1)).sum().backward()
        optimizer.step()
        optimizer.zero_grad()
    print("parameters:", len(list(stack.parameters())), end="  ")
    weight = stack.layers[0].weight
    print(f"weight: {weight.item():.3f}  .grad: {weight.grad}")


train(Stack(list))
# --8<-- [end:trap]

# --8<-- [start:fixed]
train(Stack(nn.ModuleList))
# --8<-- [end:fixed]
