"""Where hooks live: dictionaries, handles, and what keeps what alive."""

# --8<-- [start:where]
import torch
from torch import nn


def hook(*arguments):
    calls.append(len(arguments))


layer, w = nn.Linear(2, 1), torch.ones(2, requires_grad=True)
handle = layer.register_forward_hook(hook)
w.register_hook(hook)

print([name for name in vars(layer) if name.endswith("_hooks")])
print({name: list(d) for name, d in vars(layer).items() if "hooks" in name and d})
print(layer._forward_hooks[handle.id] is hook, len(w._backward_hooks))
# --8<-- [end:where]

# --8<-- [start:handle]
calls, x = [], torch.ones(1, 2)
layer(x)
handle.remove()
layer(x)
with layer.register_forward_hook(hook):
    layer(x)
layer(x)
print(len(calls), "calls; left:", len(layer._forward_hooks))
# --8<-- [end:handle]

# --8<-- [start:late]
x.requires_grad_()
for register in (layer.register_full_backward_hook, layer.weight.register_hook):
    calls, handle = [], register(hook)
    out = layer(x)
    handle.remove()
    out.sum().backward()
    print(register.__name__, len(calls))
# --8<-- [end:late]


# --8<-- [start:trap]
def mean_output(layer, x):
    means = []
    layer.register_forward_hook(lambda m, args, out: means.append(out.mean().item()))
    layer(x)
    return means


nn.init.ones_(layer.weight)
nn.init.zeros_(layer.bias)
print([mean_output(layer, x) for epoch in range(3)])
print(len(layer._forward_hooks), "hooks")
# --8<-- [end:trap]


# --8<-- [start:fixed]
def mean_output(layer, x):
    means = []
    hook = lambda m, args, out: means.append(out.mean().item())  # noqa: E731
    with layer.register_forward_hook(hook):
        layer(x)
    return means


layer._forward_hooks.clear()  # nobody has the handles any more
print([mean_output(layer, x) for epoch in range(3)], len(layer._forward_hooks))
# --8<-- [end:fixed]


# --8<-- [start:leak]
import gc
import weakref


class Watched(nn.Linear):
    def __init__(self):
        super().__init__(2, 1)
        self.register_forward_hook(self.look)

    def look(self, module, args, output):
        pass


def hooked():
    y = 2 * w
    y.register_hook(lambda grad: print(y))
    return y


gc.disable()  # so that only we decide when it runs
made = (lambda: nn.Linear(2, 1)), Watched, hooked
made = [weakref.ref(make()) for make in made]
print("gone at once:   ", [one() is None for one in made])
gc.collect()
print("after collect():", [one() is None for one in made])
gc.enable()
# --8<-- [end:leak]


# --8<-- [start:copy]
import copy


class Counting(nn.Linear):
    count = 0

    def look(self, module, args, output):
        self.count += 1


one, calls = Counting(2, 1), []
one.register_forward_hook(hook)
one.register_forward_hook(one.look)
one.weight.register_hook(hook)
two = copy.deepcopy(one)
two(x).sum().backward()
print("calls:", len(calls), " one:", one.count, " two:", two.count)
# --8<-- [end:copy]

# --8<-- [start:pickle]
import pickle

for name, function in {"top level": hook, "lambda": lambda m, args, out: None}.items():
    fresh = nn.Linear(2, 1)
    fresh.register_forward_hook(function)
    try:
        print(name, len(pickle.loads(pickle.dumps(fresh))._forward_hooks))
    except (pickle.PicklingError, AttributeError) as error:
        print(name, type(error).__name__)
print(list(fresh.state_dict()))
# --8<-- [end:pickle]
