"""apply: the children come first, and a shared layer may come twice."""

# --8<-- [start:order]
from torch import nn

net = nn.Module()
net.stem = nn.Linear(2, 4)
net.act = nn.ReLU()
net.body = nn.Sequential(nn.Linear(4, 4), net.act)
net.head = nn.Linear(4, 1)

names = {module: name for name, module in net.named_modules()}
met = []
net.apply(met.append)
print("modules:", [names[m] for m in net.modules()])
print("apply:  ", [names[m] for m in met])
# --8<-- [end:order]


# --8<-- [start:last]
import torch


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


def init(module):
    if isinstance(module, nn.Linear):
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        nn.init.zeros_(module.bias)
    if isinstance(module, Residual):
        nn.init.zeros_(module[-1].weight)  # begin as the identity


# --8<-- [end:last]

# --8<-- [start:init]
x, block = torch.ones(1, 4), Residual(nn.Linear(4, 4), nn.Linear(4, 4))

block.apply(init)
print("apply:  ", torch.equal(block(x), x))

for module in block.modules():
    init(module)
print("modules:", torch.equal(block(x), x))
# --8<-- [end:init]

# --8<-- [start:given]
model = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
print(model.apply(lambda module: nn.GELU()) is model, model[1])

for function in nn.init.zeros_, lambda module: module.weight.fill_(0.0):
    try:
        model.apply(function)
    except (AttributeError, RuntimeError) as error:
        print(error)
# --8<-- [end:given]


# --8<-- [start:trap]
@torch.no_grad()
def halve(module):
    if isinstance(module, nn.Linear):
        module.weight.mul_(0.5)


layer = nn.Linear(1, 1)
flat = nn.Sequential(layer, layer)
deep = nn.Sequential(nn.Sequential(layer), nn.Sequential(layer))

for model in flat, deep:
    nn.init.ones_(layer.weight)
    model.apply(halve)
    print(layer.weight.item())
# --8<-- [end:trap]

# --8<-- [start:fixed]
nn.init.ones_(layer.weight)
for module in deep.modules():
    halve(module)
print(layer.weight.item())
# --8<-- [end:fixed]


# --8<-- [start:missed]
def mark(module):
    if isinstance(module, nn.Linear):
        nn.init.constant_(module.weight, 7.0)


coder = nn.TransformerEncoderLayer(8, nhead=2, dim_feedforward=16)
coder.apply(mark)
for name, p in coder.named_parameters():
    if p.dim() == 2:
        print(f"{name:25}", bool((p == 7).all()))
# --8<-- [end:missed]

# --8<-- [start:default]
torch.manual_seed(0)
layer = nn.Linear(100, 10)

torch.manual_seed(0)
weight = torch.empty(10, 100).uniform_(-0.1, 0.1)  # 0.1 is 1/√100
print(torch.equal(layer.weight, weight))
# --8<-- [end:default]

# --8<-- [start:fan]
w, x = torch.empty(1000, 10), torch.randn(512, 1000)

for text, tensor in {"w": w, "w.T": w.T}.items():
    nn.init.kaiming_normal_(tensor, nonlinearity="linear")
    print(f"{text:3} std of x @ w: {(x @ w).std():.0f}")
# --8<-- [end:fan]
