"""functional_call: a module with tensors that are not its own."""

# --8<-- [start:call]
import torch
from torch import nn
from torch.func import functional_call

layer = nn.Linear(2, 1)
nn.init.ones_(layer.weight)
nn.init.zeros_(layer.bias)
x = torch.tensor([[1.0, 10.0]])

other = {"weight": torch.tensor([[3.0, 4.0]])}
print(functional_call(layer, other, x).item(), layer(x).item())
# --8<-- [end:call]


# --8<-- [start:swap]
def look(module, args):
    found = vars(module)["_parameters"]["weight"]
    print(type(found).__name__, found.tolist(), found is other["weight"])


handle = layer.register_forward_pre_hook(look)
functional_call(layer, other, x)
layer(x)
handle.remove()
# --8<-- [end:swap]

# --8<-- [start:grad]
w = torch.tensor([[3.0, 4.0]], requires_grad=True)
functional_call(layer, {"weight": w}, x).sum().backward()
print("w:", w.grad, " layer.weight:", layer.weight.grad, " bias:", layer.bias.grad)
# --8<-- [end:grad]

# --8<-- [start:step]
layer.zero_grad()
target = torch.tensor([[5.0]])


def loss(weights):
    return (functional_call(layer, weights, x) - target).square().sum()


before = dict(layer.named_parameters())
grads = torch.autograd.grad(loss(before), [*before.values()], create_graph=True)
after = {name: p - 0.001 * g for (name, p), g in zip(before.items(), grads)}
print([round(loss(weights).item(), 2) for weights in (before, after)])

loss(after).backward()
print(layer.weight.grad)
# --8<-- [end:step]

# --8<-- [start:trap]
net = nn.Sequential(nn.Linear(2, 1), nn.ReLU())
nn.init.ones_(net[0].weight)
nn.init.zeros_(net[0].bias)
for name in ("0.weight", "weight"):
    print(f"{name:8}", functional_call(net, {name: torch.tensor([[3.0, 4.0]])}, x).item())
# --8<-- [end:trap]

# --8<-- [start:fixed]
try:
    functional_call(net, {"weight": torch.tensor([[3.0, 4.0]])}, x, strict=True)
except RuntimeError as error:
    print(error)
# --8<-- [end:fixed]

# --8<-- [start:ensemble]
from torch.func import stack_module_state, vmap

torch.manual_seed(0)
models = [nn.Linear(2, 1) for _ in range(3)]
params, buffers = stack_module_state(models)
print({name: tuple(t.shape) for name, t in params.items()})

together = vmap(lambda params: functional_call(models[0], params, x))(params)
apart = torch.stack([model(x) for model in models])
print(together.shape, torch.allclose(together, apart))
# --8<-- [end:ensemble]

# --8<-- [start:buffers]
norm = nn.BatchNorm1d(1, affine=False)
batch = torch.tensor([[0.0], [10.0]])
mine = {"running_mean": torch.zeros(1)}
for name, state in {"mine": mine, "none": {}}.items():
    functional_call(norm, state, batch)
    print(f"{name}:", mine["running_mean"].item(), norm.running_mean.item())
# --8<-- [end:buffers]

# --8<-- [start:tied]
tied = nn.Sequential(nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False))
nn.init.eye_(tied[0].weight)
tied[1].weight = tied[0].weight
double = {"0.weight": 2 * torch.eye(2)}
for tie in (True, False):
    print(tie, functional_call(tied, double, x, tie_weights=tie).tolist())
# --8<-- [end:tied]
