"""The order of hooks: all kinds in one run, and the rule that explains it."""

# --8<-- [start:note]
import torch
from torch import nn

log = []


def note(*words):
    def hook(*args):  # returns None, so it changes nothing
        log.append((*words, torch._C._current_autograd_node()))

    return hook


# --8<-- [end:note]

# --8<-- [start:forward]
from torch.nn.modules.module import register_module_forward_hook

layer = nn.Identity()
add = layer.register_forward_hook
add(note("own"))
add(note("always"), always_call=True)
add(note("later"))
add(note("in front"), prepend=True)
add(note("in front, later"), prepend=True)
with register_module_forward_hook(note("global")):  # removed at the end
    layer(torch.ones(1))
print(" | ".join(name for name, _ in log))
# --8<-- [end:forward]


# --8<-- [start:inner]
def inner(name, y):
    y.register_hook(note(name, "output: tensor"))
    y.grad_fn.register_prehook(note(name, "node pre"))
    y.grad_fn.register_hook(note(name, "node"))


# --8<-- [end:inner]

# --8<-- [start:net]
net = nn.Sequential(nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False))
for name, m in {"net": net, "first": net[0], "second": net[1]}.items():
    m.register_forward_pre_hook(note(name, "forward pre"))
    m.register_forward_hook(note(name, "forward"))
    m.register_full_backward_pre_hook(note(name, "full backward pre"))
    m.register_full_backward_hook(note(name, "full backward"))
    if m is not net:
        m.register_forward_hook(lambda m, args, y, n=name: inner(n, y))
        w = m.weight
        w.register_hook(note(name, "weight: tensor"))
        w.register_post_accumulate_grad_hook(note(name, "weight: post"))
# --8<-- [end:net]

# --8<-- [start:all]
log.clear()
x = torch.ones(1, 1, requires_grad=True)
net(x).backward()
for number, (name, kind, _) in enumerate(log, 1):
    print(f"{number:2}  {name:6}  {kind}")
# --8<-- [end:all]

# --8<-- [start:rule]
from itertools import groupby


def by_node():
    start = min(node._sequence_nr() for *_, node in log if node)
    for (node, name), entries in groupby(log, key=lambda e: (e[2], e[0])):
        if node:  # none runs during the forward pass
            n = "" if hasattr(node, "variable") else node._sequence_nr() - start
            kinds = " | ".join(kind for _, kind, _ in entries)
            print(f"{n:>2} {type(node).__name__:29}{name:7}{kinds}")


by_node()
# --8<-- [end:rule]


# --8<-- [start:trap]
import warnings


def count(*_):
    print(sum(p.grad is not None for p in net.parameters()), "of 2 ready")


def step(x):
    log.clear()
    net.zero_grad()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        net(x).backward()
    return {str(one.message).partition(". ")[0] for one in caught}


# --8<-- [end:trap]

# --8<-- [start:early]
handle = net.register_full_backward_hook(count)
for needs in True, False:
    for warning in step(torch.ones(1, 1, requires_grad=needs)):
        print(warning)
by_node()
# --8<-- [end:early]

# --8<-- [start:fixed]
from torch.autograd.graph import queue_callback

handle.remove()
net.register_full_backward_pre_hook(lambda *_: queue_callback(count))
step(torch.ones(1, 1))
# --8<-- [end:fixed]
