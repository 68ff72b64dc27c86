"""The state dict: names, references, and what load_state_dict copies."""

# --8<-- [start:class]
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(2, 1)
        self.body = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
        self.register_buffer("seen", torch.zeros(1), persistent=False)


# --8<-- [end:class]

# --8<-- [start:names]
model = Net()
state = model.state_dict()
print(type(state).__name__)
for key, value in state.items():
    print(f"{key:30} {tuple(value.shape)}")
# --8<-- [end:names]

# --8<-- [start:references]
entry = state["head.weight"]
print(entry is model.head.weight, type(entry).__name__, entry.requires_grad)

with torch.no_grad():
    model.head.weight.fill_(5.0)
print(entry)
# --8<-- [end:references]


# --8<-- [start:best]
def train(model):
    best, best_loss = None, float("inf")
    for loss in 3.0, 1.0, 2.0:  # the second step was the best
        with torch.no_grad():
            model.head.weight.fill_(loss)
        if loss < best_loss:
            best, best_loss = model.state_dict(), loss
    return best


print("kept:", train(model)["head.weight"])
# --8<-- [end:best]

# --8<-- [start:load]
weight = model.head.weight
other = {key: torch.ones_like(value).double() for key, value in state.items()}

print(model.load_state_dict(other))
print("same parameter:", model.head.weight is weight, weight.dtype)
model.load_state_dict(other, assign=True)
print("with assign:   ", model.head.weight is weight, model.head.weight.dtype)
# --8<-- [end:load]

# --8<-- [start:strict]
model = Net()
partial = {"head.weight": torch.ones(1, 2), "head.wieght": torch.ones(1, 2)}
try:
    model.load_state_dict(partial)
except RuntimeError as error:
    print(error)

missing, unexpected = model.load_state_dict(partial, strict=False)
print(len(missing), "missing,", unexpected)
# --8<-- [end:strict]

# --8<-- [start:half]
model = Net()
broken = {key: torch.full_like(v, 7.0) for key, v in model.state_dict().items()}
broken["body.0.weight"] = torch.zeros(3, 3)

for strict in True, False:
    try:
        model.load_state_dict(broken, strict=strict)
    except RuntimeError as error:
        print(f"{strict=}:", str(error).splitlines()[1].split(":")[0].strip())
print("head after the error:", model.head.weight.data, model.head.bias.data)
# --8<-- [end:half]

rest = {k: v for k, v in model.state_dict().items() if k != "body.0.weight"}
assert all((value == 7).all() for value in rest.values())
model = Net()
try:
    model.load_state_dict({**rest, "body.0.wieght": torch.zeros(2, 2)})
except RuntimeError:
    assert model.head.bias.item() == 7.0  # after an error about names, too

# --8<-- [start:fixed]
import copy

model = Net()
before = copy.deepcopy(model.state_dict())
try:
    model.load_state_dict(broken)
except RuntimeError:
    model.load_state_dict(before)
print(all(torch.equal(v, before[k]) for k, v in model.state_dict().items()))
# --8<-- [end:fixed]

# --8<-- [start:version]
print(state._metadata["body.1"])

for entries in state, dict(state):  # the same entries, without the metadata
    entries.pop("body.1.num_batches_tracked")
    print(Net().load_state_dict(entries, strict=False).missing_keys)
# --8<-- [end:version]

# --8<-- [start:sticks]
state = Net().state_dict()
first, second = Net(), Net()
before = second.head.weight
first.load_state_dict(state, assign=True)
second.load_state_dict(state)
after, other = second.head.weight, first.head.weight
print("kept:", after is before, "shared:", after.data_ptr() == other.data_ptr())
print(state._metadata["head"])
# --8<-- [end:sticks]

first.load_state_dict(dict(state := Net().state_dict()), assign=True)
assert state._metadata["head"] == {"version": 1}
