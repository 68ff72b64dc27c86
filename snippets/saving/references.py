"""A state dict holds references; what that does to a best model."""

# --8<-- [start:train]
import torch
from torch import nn


def train(keep):
    w = nn.Linear(1, 1, bias=False)
    nn.init.constant_(w.weight, 8.0)
    optimizer = torch.optim.SGD(w.parameters(), lr=1.0)
    best, lowest = None, float("inf")
    for target in (4.0, 0.0, -4.0):  # each step lands on its target
        loss = 0.5 * (w.weight - target).square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        score = w.weight.abs().item()  # the best weight is 0
        if score < lowest:
            best, lowest = keep(w.state_dict()), score
    w.load_state_dict(best)
    return lowest, w.weight.item()


# --8<-- [end:train]

# --8<-- [start:trap]
import copy
import io


def through_a_file(state):
    file = io.BytesIO()
    torch.save(state, file)
    file.seek(0)
    return torch.load(file)


ways = {
    "the state itself": lambda state: state,
    "dict(state)": dict,
    "state.copy()": lambda state: state.copy(),
    "deepcopy(state)": copy.deepcopy,
    "through a file": through_a_file,
}
for name, keep in ways.items():
    lowest, loaded = train(keep)
    print(f"{name:17} best {lowest}, loaded {loaded}")
# --8<-- [end:trap]

# --8<-- [start:optimizer]
model = nn.Linear(1, 1, bias=False)
adam = torch.optim.Adam(model.parameters(), lr=0.5)


def step():
    adam.zero_grad()
    model.weight.sum().backward()
    adam.step()


step()
held = adam.state_dict()
moment, group = held["state"][0]["exp_avg"], held["param_groups"][0]
print(moment.item(), group["lr"])

adam.param_groups[0]["lr"] = 0.1
step()
print(moment.item(), group["lr"])
# --8<-- [end:optimizer]

# --8<-- [start:load]
one, two = nn.Linear(1, 1), nn.Linear(1, 1)
two.load_state_dict(one.state_dict())
print(two.weight.data_ptr() == one.weight.data_ptr())

two.load_state_dict(one.state_dict(), assign=True)
print(two.weight.data_ptr() == one.weight.data_ptr())

first, second = (torch.optim.Adam(model.parameters()) for _ in range(2))
first.load_state_dict(held)
second.load_state_dict(held)
one, two = (a.state[model.weight]["exp_avg"] for a in (first, second))
print(one is two, one.data_ptr() == moment.data_ptr())
# --8<-- [end:load]
