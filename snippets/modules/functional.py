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
scale = torch.tensor(2.0, requires_grad=True)
made = scale * torch.tensor([[3.0, 4.0]])
functional_call(layer, {"weight": made}, x).sum().backward()
print(f"scale: {scale.grad}  layer: {layer.weight.grad} {layer.bias.grad}")
# --8<-- [end:grad]

# --8<-- [start:step]
target = torch.tensor([[5.0]])
before = dict(layer.named_parameters())


def loss(weights):
    return (functional_call(layer, weights, x) - target).square().sum()


for keep in (True, False):
    layer.zero_grad()
    g = torch.autograd.grad(loss(before), [*before.values()], create_graph=keep)
    after = {name: p - 0.001 * gi for (name, p), gi in zip(before.items(), g)}
    loss(after).backward()
    print(f"{keep!s:5} {loss(after).item():.2f} {layer.weight.grad}")
# --8<-- [end:step]

# --8<-- [start:trap]
net = nn.Sequential(nn.Linear(2, 1), nn.ReLU())
net[0].load_state_dict(layer.state_dict())
new = torch.tensor([[3.0, 4.0]])
for name in ("0.weight", "weight"):
    print(f"{name:8}", functional_call(net, {name: new}, x).item())
# --8<-- [end:trap]

# --8<-- [start:fixed]
own = {**dict(net.named_parameters()), **dict(net.named_buffers())}
for name in ("0.weight", "weight"):
    try:
        named = {**own, name: new}
        print(functional_call(net, named, x, strict=True).item())
    except RuntimeError as error:
        print(error)
# --8<-- [end:fixed]

# --8<-- [start:ensemble]
from torch.func import stack_module_state, vmap

models = [nn.Linear(2, 1, bias=False) for _ in range(3)]
for number, model in enumerate(models, start=1):
    nn.init.constant_(model.weight, number)
params, buffers = stack_module_state(models)
outputs = vmap(lambda params: functional_call(models[0], params, x))(params)
print(tuple(params["weight"].shape), outputs.flatten().tolist())

outputs.sum().backward()
print(params["weight"].grad.tolist(), models[0].weight.grad)
# --8<-- [end:ensemble]

tied = nn.Sequential(*[nn.Linear(2, 2, bias=False)] * 2)
once = functional_call(tied, {"0.weight": 2 * torch.eye(2)}, x)
assert once.tolist() == [[4, 40]]  # under both names
product = outputs.grad_fn.next_functions[0][0]
assert type(product).__name__ == "BmmBackward0"  # one batched product

# --8<-- [start:buffers]
norm = nn.BatchNorm1d(1, affine=False)
batch = torch.tensor([[0.0], [10.0]])
mine = {"running_mean": torch.zeros(1)}
functional_call(norm, mine, batch)
print("mine:  ", mine["running_mean"].item())
print("module:", norm.running_mean.item(), norm.num_batches_tracked.item())
# --8<-- [end:buffers]

# --8<-- [start:vmap]
_, stacked = stack_module_state([nn.BatchNorm1d(1, affine=False)] * 2)
for state, dim in ({}, None), (stacked, 0):
    try:
        run = vmap(lambda s, b: functional_call(norm, s, b), in_dims=(dim, 0))
        run(state, torch.stack([batch, batch + 2]))
        print(state["running_mean"].flatten())
    except RuntimeError as error:
        print(str(error).split(".")[0])
# --8<-- [end:vmap]
