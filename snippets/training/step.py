"""The step: five lines, what each of them changes, and what happens without it."""

# --8<-- [start:model]
import torch
from torch import nn

x, target = torch.tensor([[2.0]]), torch.tensor([[8.0]])
model = nn.Linear(1, 1, bias=False)  # w * x
nn.init.ones_(model.weight)
optimizer = torch.optim.SGD(model.parameters(), lr=1 / 16)


def look(line):
    grad = model.weight.grad
    print(f"{line:9}  w {model.weight.item()}  w.grad {grad and grad.item()}")


# --8<-- [end:model]

# --8<-- [start:five]
for step in range(2):
    loss = (model(x) - target).square().mean()
    look("forward")
    optimizer.zero_grad()
    look("zero_grad")
    loss.backward()
    look("backward")
    optimizer.step()
    look("step")
# --8<-- [end:five]


# --8<-- [start:train]
class Loop:
    def forward(self):
        self.loss = (model(x) - target).square().mean()

    def backward(self):
        self.loss.backward()

    zero_grad, step = optimizer.zero_grad, optimizer.step


def train(order, steps=3):
    nn.init.ones_(model.weight)
    optimizer.zero_grad()
    loop, weights = Loop(), []
    for _ in range(steps):
        for line in order.split():
            getattr(loop, line)()
        weights.append(model.weight.item())
    return weights


# --8<-- [end:train]


# --8<-- [start:same]
def show(order):
    print(f"{order:34}  {train(order)}")


show("forward zero_grad backward step")
show("zero_grad forward backward step")
show("forward backward step zero_grad")
# --8<-- [end:same]

# --8<-- [start:moved]
show("forward backward zero_grad step")
show("forward zero_grad step backward")
show("forward step zero_grad backward")
# --8<-- [end:moved]

# --8<-- [start:missing]
show("forward backward step")
show("forward zero_grad step")
show("forward zero_grad backward")
try:
    show("forward zero_grad backward backward step")
except RuntimeError as error:
    print(error.args[0].partition(" (")[0])
# --8<-- [end:missing]


# --8<-- [start:check]
def check(model, optimizer, step):
    before = [p.detach().clone() for p in model.parameters()]
    step()
    held = {p for group in optimizer.param_groups for p in group["params"]}
    for (name, p), old in zip(model.named_parameters(), before):
        if p not in held:
            print(f"{name}: the optimizer does not hold it")
        elif p.grad is None:
            print(f"{name}: no gradient arrived")
        elif torch.equal(p, old):
            print(f"{name}: a gradient, and no move")


# --8<-- [end:check]


# --8<-- [start:trap]
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.used, self.unused = nn.Linear(1, 1), nn.Linear(1, 1)

    def forward(self, x):
        return self.used(x)


def step():
    optimizer.zero_grad()
    (net(x) - target).square().mean().backward()
    optimizer.step()


net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
net.used = nn.Linear(1, 1)  # a new head, because the classes have changed
check(net, optimizer, step)
# --8<-- [end:trap]

# --8<-- [start:fixed]
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
check(net, optimizer, step)
# --8<-- [end:fixed]
