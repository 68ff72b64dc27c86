"""Hooks on what is stepped, saved and loaded: optimizers and state dicts."""

# --8<-- [start:step]
import torch
from torch import nn
from torch.optim import optimizer as optim

w, log = nn.Parameter(torch.tensor([1.0])), []
sgd = torch.optim.SGD([w], lr=1.0)
optim.register_optimizer_step_pre_hook(lambda *_: log.append("global pre"))
sgd.register_step_pre_hook(lambda *_: log.append("own pre"))
optim.register_optimizer_step_post_hook(lambda *_: log.append("global post"))
sgd.register_step_post_hook(lambda *_: log.append("own post"))
w.grad = torch.tensor([4.0])
sgd.step()
print(log, w.item())
# --8<-- [end:step]


# --8<-- [start:bound]
@torch.no_grad()
def not_negative(optimizer, args, kwargs):
    print(len(args), args[0] is optimizer, kwargs)
    w.clamp_(min=0)


sgd.register_step_post_hook(not_negative)
sgd.step()
print(w)
# --8<-- [end:bound]


# --8<-- [start:save]
def leave_out(module, state_dict, prefix, local_metadata):
    for name, _ in module.named_parameters():
        del state_dict[prefix + name]


model = nn.ModuleDict({n: nn.Linear(1, 1) for n in ("stem", "body", "head")})
body = model["body"].requires_grad_(False)
body.register_state_dict_post_hook(leave_out)

small = model.state_dict()
print(list(small), list(body.state_dict()))
# --8<-- [end:save]

# --8<-- [start:returns]
sgd.register_state_dict_post_hook(lambda opt, state: {"epoch": 3, **state})
print(list(sgd.state_dict()))

layer = nn.Linear(1, 1)
layer.register_state_dict_post_hook(lambda m, state, *_: {"epoch": 3, **state})
try:
    layer.state_dict()
except RuntimeError as error:
    print(error)
# --8<-- [end:returns]


# --8<-- [start:see]
def see(module, state_dict, prefix, *_):
    print(f"{prefix!r:8} {list(state_dict)}")


handles = [m.register_load_state_dict_pre_hook(see) for m in model.modules()]
old = {"stem.weight": torch.ones(1, 1), "fc.weight": torch.ones(1, 1)}
print(model.load_state_dict(old, strict=False).unexpected_keys)
# --8<-- [end:see]


# --8<-- [start:rename]
def rename(module, state_dict, prefix, *_):
    for key in list(state_dict):
        if key.startswith(prefix + "fc."):
            new = prefix + "head." + key.removeprefix(prefix + "fc.")
            state_dict[new] = state_dict.pop(key)


for handle in handles:
    handle.remove()
model.register_load_state_dict_pre_hook(rename)
model.load_state_dict(old, strict=False)
print(model["head"].weight.item(), list(old))
# --8<-- [end:rename]


# --8<-- [start:trap]
def forgive(module, incompatible_keys):
    incompatible_keys.missing_keys.clear()


def try_parts():
    for part in "stem", "head", "":
        file = {k: v for k, v in small.items() if k.startswith(part)}
        try:
            print(part or "both", model.load_state_dict(file))
        except RuntimeError as error:
            print(part, str(error).splitlines()[-1].strip())


handle = body.register_load_state_dict_post_hook(forgive)
try_parts()
# --8<-- [end:trap]


# --8<-- [start:fixed]
def fill_in(module, state_dict, prefix, *_):
    for name, parameter in module.named_parameters():
        state_dict.setdefault(prefix + name, parameter)


handle.remove()
body.register_load_state_dict_pre_hook(fill_in)
try_parts()
# --8<-- [end:fixed]
