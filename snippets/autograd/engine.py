"""The engine: in which order backward() runs the nodes, and why each waits."""

# --8<-- [start:watch]
import torch


def nodes_of(loss):
    found = [loss.grad_fn]
    for node in found:  # the list grows while we go through it
        for n, _ in node.next_functions:
            if n is not None and n not in found:
                found.append(n)
    return found


def watch(loss):
    order = []  # fills up while backward() runs
    for node in nodes_of(loss):
        node.register_prehook(lambda _, node=node: order.append(node))
    return order


# --8<-- [end:watch]

# --8<-- [start:order]
w = torch.tensor(3.0, requires_grad=True)
h = w - 1
a = h * h
b = h**2
c = a.abs()
d = b.sqrt()
e = -d
loss = c + e

order = watch(loss)
loss.backward()

first = h.grad_fn._sequence_nr()
for node in order[:-1]:
    print(type(node).__name__, node._sequence_nr() - first)
print(type(order[-1]).__name__, order[-1]._sequence_nr())
# --8<-- [end:order]

# --8<-- [start:wait]
edges = [n for node in order for n, _ in node.next_functions]
print("edges to h's node:", edges.count(h.grad_fn))
print("w.grad:", w.grad)
# --8<-- [end:wait]

# --8<-- [start:recursion]
y = torch.tensor(1.0, requires_grad=True)
z = y
for _ in range(18):
    z = z + z


def visits(node):
    return 1 + sum(visits(n) for n, _ in node.next_functions)


order = watch(z)
z.backward()
print("recursion visits", visits(z.grad_fn), "nodes")
print("the engine runs ", len(order), "and y.grad is", y.grad.item())
# --8<-- [end:recursion]


# --8<-- [start:rounding]
def gradient(*factors):
    w = torch.tensor(1.0, requires_grad=True)
    part = {f: w * f for f in factors}  # three lines, in the order given
    (part[1e8] + part[1.0] + part[-1e8]).backward()  # always the same sum
    return w.grad.item()


print(gradient(1e8, 1.0, -1e8))
print(gradient(1.0, 1e8, -1e8))
# --8<-- [end:rounding]

# --8<-- [start:leaves]
from torch import nn

model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
loss = model(torch.ones(4, 2)).sum()
order = watch(loss)
loss.backward()

name_of = {p: name for name, p in model.named_parameters()}
for node in order:
    leaf = getattr(node, "variable", None)
    print(name_of.get(leaf, type(node).__name__))
# --8<-- [end:leaves]


# --8<-- [start:hook]
def step(w):  # called when w.grad has been written
    print(f"step along {w.grad.item():.1f}")
    w -= 0.1 * w.grad
    w.grad = None


def three_layers(call):
    w, y = (torch.tensor(1.0, requires_grad=True) for _ in range(2))
    w.register_post_accumulate_grad_hook(step)
    for _ in range(3):
        y = call(lambda y: w * y, y)
    y.backward()
    print(f"w = {w.item():.2f}")


three_layers(lambda layer, y: layer(y))
# --8<-- [end:hook]

# --8<-- [start:trap]
from functools import partial

from torch.utils.checkpoint import checkpoint

three_layers(partial(checkpoint, use_reentrant=True))
# --8<-- [end:trap]

# --8<-- [start:fixed]
three_layers(partial(checkpoint, use_reentrant=False))
# --8<-- [end:fixed]
