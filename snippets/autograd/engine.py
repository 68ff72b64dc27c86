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

assert order[-1]._sequence_nr() == 2**64 - 1 and len(order) == 8

# --8<-- [start:wait]
from collections import Counter

edges = [n for node in order for n, _ in node.next_functions if n]
waits = Counter(edges)  # how many edges lead to each node

print("h's node waits for", waits[h.grad_fn], "gradients")
print("w.grad:", w.grad)
# --8<-- [end:wait]

assert w.grad == 2 * h - 1  # from h * h, and from minus the root of h**2

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

assert len(order) == 19 and y.grad == 2**18


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


w = torch.tensor(1.0, requires_grad=True)
w.register_post_accumulate_grad_hook(step)
y = torch.tensor(1.0, requires_grad=True)
(w * (w * (w * y))).backward()  # one weight in three layers
# --8<-- [end:hook]

assert torch.allclose(w, torch.tensor(0.7))

# --8<-- [start:trap]
from torch.utils.checkpoint import checkpoint


def checkpointed(use_reentrant):
    w = torch.tensor(1.0, requires_grad=True)
    w.register_post_accumulate_grad_hook(step)
    t = y
    for _ in range(3):
        t = checkpoint(lambda t: w * t, t, use_reentrant=use_reentrant)
    t.backward()
    return w.item()


print(f"w = {checkpointed(use_reentrant=True):.2f}")
# --8<-- [end:trap]

# --8<-- [start:fixed]
print(f"w = {checkpointed(use_reentrant=False):.2f}")
# --8<-- [end:fixed]

# --8<-- [start:threads]
import threading

w = torch.tensor(2.0, requires_grad=True)
h = w * 3
parts, walkers = [], []
worker = threading.Thread(target=lambda: parts.extend([h * 5, h * 7]))
worker.start()
worker.join()
loss = parts[0] + parts[1]

order = watch(loss)
h.grad_fn.register_prehook(lambda _: walkers.append(threading.get_ident()))
loss.backward()
print("made in the worker:", [p.grad_fn._sequence_nr() for p in parts])
print("h's node runs after both:", order[3] is h.grad_fn)
print("in the calling thread:", walkers == [threading.get_ident()])
# --8<-- [end:threads]

assert h.grad_fn._sequence_nr() > 1 and w.grad == 36
