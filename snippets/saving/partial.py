"""Loading what does not fit: prefixes, other heads, and a check that says what came in."""

# --8<-- [start:files]
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.body = nn.Linear(3, 4)
        self.head = nn.Linear(4, classes)


trained = Net(classes=2)
wrapped = nn.DataParallel(trained).cpu()  # a lone GPU would take the model
compiled = torch.compile(trained, backend="eager")
checkpoint = {"model": trained.state_dict(), "epoch": 7}
for state in wrapped.state_dict(), compiled.state_dict(), checkpoint:
    print(list(state)[:2])
# --8<-- [end:files]


# --8<-- [start:blind]
def taken(model):
    state = trained.state_dict()
    same = [k for k, v in model.state_dict().items() if torch.equal(v, state[k])]
    return f"{len(same)} of {len(state)} as trained"


for state in wrapped.state_dict(), compiled.state_dict(), checkpoint:
    model = Net(classes=2)
    result = model.load_state_dict(state, strict=False)
    print(len(result.missing_keys), "missing;", taken(model))
# --8<-- [end:blind]

# --8<-- [start:prefix]
from torch.nn.modules.utils import consume_prefix_in_state_dict_if_present

state = wrapped.state_dict()
consume_prefix_in_state_dict_if_present(state, "module.")
model = Net(classes=2)
print(model.load_state_dict(state), taken(model))
# --8<-- [end:prefix]

# --8<-- [start:inner]
for outer in wrapped.module, compiled._orig_mod:
    print(outer is trained, list(outer.state_dict())[0])
# --8<-- [end:inner]

# --8<-- [start:trap]
five = Net(classes=5)
try:
    five.load_state_dict(trained.state_dict(), strict=False)
except RuntimeError as error:
    print(error)
# --8<-- [end:trap]


# --8<-- [start:fitting]
def load_fitting(model, state, new):
    """Load `state`, except what begins with a prefix in `new`."""
    kept = {k: v for k, v in state.items() if not k.startswith(new)}
    result = model.load_state_dict(kept, strict=False)
    lacking = [k for k in result.missing_keys if not k.startswith(new)]
    if lacking or result.unexpected_keys:
        raise ValueError(f"missing {lacking}, unexpected {result.unexpected_keys}")


five = Net(classes=5)
load_fitting(five, trained.state_dict(), new="head.")
print(torch.equal(five.body.weight, trained.body.weight))

try:
    load_fitting(five, wrapped.state_dict(), new="head.")
except ValueError as error:
    print(str(error)[:36])
# --8<-- [end:fitting]

# --8<-- [start:types]
thirds = {k: torch.full(v.shape, 1 / 3).half() for k, v in five.state_dict().items()}
print(five.load_state_dict(thirds))
print(five.body.bias[0].item(), five.body.bias.dtype)
# --8<-- [end:types]
