"""Parameter groups: what an optimizer holds, and how it finds its state again."""

# --8<-- [start:groups]
import torch
from torch import nn

net = nn.Sequential(nn.Linear(2, 3), nn.LayerNorm(3), nn.Linear(3, 1))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)

(group,) = optimizer.param_groups
print(len(group["params"]), group["params"][0] is net[0].weight)
print({key: value for key, value in group.items() if value and key != "params"})
# --8<-- [end:groups]

# --8<-- [start:decay]
decayed = [m.weight for m in net if isinstance(m, nn.Linear)]
others = [p for p in net.parameters() if all(p is not d for d in decayed)]
optimizer = torch.optim.SGD(
    [{"params": decayed, "weight_decay": 0.1}, {"params": others, "lr": 0.01}],
    lr=0.1,
    momentum=0.9,
)
for group in optimizer.param_groups:
    print(len(group["params"]), [group[key] for key in ("lr", "momentum", "weight_decay")])
# --8<-- [end:decay]

# --8<-- [start:change]
optimizer.defaults["lr"] = 0.5
optimizer.lr = 0.5
print([group["lr"] for group in optimizer.param_groups])
for group in optimizer.param_groups:
    group["lr"] *= 10
print([group["lr"] for group in optimizer.param_groups])
# --8<-- [end:change]

# --8<-- [start:refuse]
parameters = net.parameters()  # a generator
torch.optim.SGD(parameters)
for params in (
    parameters,
    [net[0].weight * 2],
    [{"params": decayed}, {"params": net.parameters()}],
):
    try:
        torch.optim.SGD(params)
    except ValueError as error:
        print(error)
# --8<-- [end:refuse]

# --8<-- [start:state]
a, b = torch.ones(1, requires_grad=True), torch.ones(1, requires_grad=True)
names = {a: "a", b: "b"}


def held(optimizer):
    items = optimizer.state.items()
    return {names[p]: state["momentum_buffer"].item() for p, state in items}


optimizer = torch.optim.SGD([a, b], lr=0.1, momentum=0.9)
print(held(optimizer))
(a + 10 * b).backward()
optimizer.step()
print(held(optimizer))
# --8<-- [end:state]

# --8<-- [start:saved]
saved = optimizer.state_dict()
print(saved["state"])
print(saved["param_groups"][0]["params"])
# --8<-- [end:saved]

# --8<-- [start:trap]
swapped = torch.optim.SGD([b, a], lr=0.1, momentum=0.9)
swapped.load_state_dict(saved)
print(held(swapped))
# --8<-- [end:trap]

# --8<-- [start:named]
named = torch.optim.SGD([("a", a), ("b", b)], lr=0.1, momentum=0.9)
named.load_state_dict(saved)
swapped = torch.optim.SGD([("b", b), ("a", a)], lr=0.1, momentum=0.9)
swapped.load_state_dict(named.state_dict())
print(held(swapped), swapped.param_groups[0]["param_names"])
# --8<-- [end:named]


# --8<-- [start:fixed]
def match(optimizer, state_dict):
    for mine, saved in zip(optimizer.param_groups, state_dict["param_groups"]):
        index = dict(zip(saved["param_names"], saved["params"]))
        saved["param_names"] = mine["param_names"]
        saved["params"] = [index[name] for name in mine["param_names"]]


swapped = torch.optim.SGD([("b", b), ("a", a)], lr=0.1, momentum=0.9)
swapped.register_load_state_dict_pre_hook(match)
swapped.load_state_dict(named.state_dict())
print(held(swapped), swapped.param_groups[0]["param_names"])
# --8<-- [end:fixed]
