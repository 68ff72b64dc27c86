"""Traversal: children, modules and names, and how to replace what you find."""

# --8<-- [start:walk]
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Linear(2, 4)
        self.act = nn.ReLU()
        self.body = nn.Sequential(nn.Linear(4, 4), self.act)
        self.head = nn.Linear(4, 1)


net = Net()
print("children:", [name for name, _ in net.named_children()])
print("modules: ", [name for name, _ in net.named_modules()])
# --8<-- [end:walk]


# --8<-- [start:own]
def walk(module, name=""):
    yield name, module
    for key, child in vars(module)["_modules"].items():
        yield from walk(child, f"{name}.{key}".lstrip("."))


print([name for name, _ in walk(net)])
# --8<-- [end:own]

everything = list(net.named_modules(remove_duplicate=False))
assert list(walk(net)) == everything

# --8<-- [start:count]
for name, module in net.named_modules():
    below = sum(p.numel() for p in module.parameters())
    own = sum(p.numel() for p in module.parameters(recurse=False))
    print(f"{name!r:8} {below:3} {own:3}")
# --8<-- [end:count]

total = sum(p.numel() for p in net.parameters())
assert total == sum(sum(p.numel() for p in m.parameters(recurse=False)) for m in net.modules())

# --8<-- [start:get]
print(net.get_submodule("body.0"))
print(net.get_parameter("body.0.weight").shape)

for path in "body.0.weight", "body.9":
    try:
        net.get_submodule(path)
    except AttributeError as error:
        print(error)
# --8<-- [end:get]


# --8<-- [start:trap]
def loop_variable(net):
    for module in net.modules():
        if isinstance(module, nn.ReLU):
            module = nn.GELU()


def by_setattr(net):
    for name, module in list(net.named_modules(remove_duplicate=False)):
        if isinstance(module, nn.ReLU):
            setattr(net, name, nn.GELU())


# --8<-- [end:trap]


# --8<-- [start:replace]
def by_path(net):
    for name, module in list(net.named_modules()):
        if isinstance(module, nn.ReLU):
            net.set_submodule(name, nn.GELU())


for replace in loop_variable, by_setattr, by_path:
    net = Net()
    replace(net)
    acts = [
        f"{type(module).__name__} {name}"
        for name, module in net.named_modules(remove_duplicate=False)
        if isinstance(module, nn.ReLU | nn.GELU)
    ]
    print(f"{replace.__name__:13}", *acts, sep="  ")
# --8<-- [end:replace]

# --8<-- [start:fixed]
net, gelu = Net(), nn.GELU()
for name, module in list(net.named_modules(remove_duplicate=False)):
    if isinstance(module, nn.ReLU):
        net.set_submodule(name, gelu, strict=True)
print([type(m).__name__ for m in net.modules()])
# --8<-- [end:fixed]

# --8<-- [start:growing]
for kind in iter, list:
    net = Net()
    try:
        for parent in kind(net.modules()):
            for key, child in parent.named_children():
                if isinstance(child, nn.ReLU):
                    new = nn.Sequential(nn.ReLU(), nn.Dropout())
                    setattr(parent, key, new)
        print(kind.__name__, len(list(net.modules())), "modules")
    except RecursionError as error:
        print(kind.__name__, type(error).__name__)
# --8<-- [end:growing]
