"""Build it: an autograd engine whose gradients equal PyTorch's, bit by bit."""

# --8<-- [start:rules]
import torch

tanh_backward = torch.ops.aten.tanh_backward

RULES = {  # what computes the result, then one formula for each input
    "Add": (torch.add, lambda g, o, a, b: g, lambda g, o, a, b: g),
    "Sub": (torch.sub, lambda g, o, a, b: g, lambda g, o, a, b: -g),
    "Mul": (torch.mul, lambda g, o, a, b: g * b, lambda g, o, a, b: g * a),
    "Mm": (torch.mm, lambda g, o, a, b: g @ b.T, lambda g, o, a, b: a.T @ g),
    "Tanh": (torch.tanh, lambda g, o, a: tanh_backward(g, o)),
    "Mean": (torch.mean, lambda g, o, a: g.expand(a.shape) / a.numel()),
}
# --8<-- [end:rules]

# --8<-- [start:node]
import itertools
import math


class Node:
    numbers = itertools.count()

    def __init__(self, name, shape, edges=(), saved=(), leaf=None):
        self.name, self.shape, self.leaf = name, shape, leaf
        self.edges, self.saved = edges, saved
        self.number = math.inf if leaf else next(Node.numbers)

    def __lt__(self, other):  # who leaves the queue first
        return self.number > other.number

    def fit(self, grad):  # to the shape of the tensor that was made here
        return grad.sum_to_size(self.shape)


# --8<-- [end:node]

# --8<-- [start:tensor]
import heapq
from collections import Counter
from functools import partialmethod


class Tensor:
    def __init__(self, data, requires_grad=False, node=None):
        self.data, self.grad, self.node = data, None, node
        if requires_grad:
            self.node = Node("AccumulateGrad", data.shape, leaf=self)

    def accumulate(self, grad):
        self.grad = grad.clone() if self.grad is None else self.grad + grad

    # --8<-- [end:tensor]

    # --8<-- [start:record]
    def record(self, name, *others):
        inputs, (forward, *formulas) = (self, *others), RULES[name]
        data = [t.data for t in inputs]
        out = forward(*data)
        edges = [(t.node, f) for t, f in zip(inputs, formulas) if t.node]
        node = Node(name, out.shape, edges, (out, *data)) if edges else None
        return Tensor(out, node=node)

    __add__ = partialmethod(record, "Add")
    __sub__ = partialmethod(record, "Sub")
    __mul__ = partialmethod(record, "Mul")
    __matmul__ = partialmethod(record, "Mm")
    tanh = partialmethod(record, "Tanh")
    mean = partialmethod(record, "Mean")
    # --8<-- [end:record]

    # --8<-- [start:count]
    def backward(self):
        waits, found = Counter(), [self.node]
        for node in found:  # the list grows while we go through it
            for target, _ in node.edges:
                if target not in waits:
                    found.append(target)
                waits[target] += 1
        # --8<-- [end:count]

        # --8<-- [start:walk]
        order, ready = [], [self.node]
        arrived = {self.node: torch.ones_like(self.data)}
        while ready:
            node = heapq.heappop(ready)
            order.append(node)
            grad = arrived.pop(node)
            if node.leaf:
                node.leaf.accumulate(grad)
            for target, formula in node.edges:
                g = target.fit(formula(grad, *node.saved))
                if target in arrived:
                    g = arrived[target] + g
                arrived[target] = g
                waits[target] -= 1
                if waits[target] == 0:
                    heapq.heappush(ready, target)
        return order


# --8<-- [end:walk]


# --8<-- [start:model]
def loss_of(x, t, w1, b1, w2, b2, w3, b3):
    h = (x @ w1 + b1).tanh()
    h = h + (h @ w2 + b2).tanh()  # a residual block: h is used twice
    error = h @ w3 + b3 - t
    return (error * error).mean()


torch.manual_seed(0)
x = torch.linspace(-2, 2, 64).reshape(64, 1)
t = torch.sin(3 * x)
shapes = [(1, 16), (16,), (16, 16), (16,), (16, 1), (1,)]
weights = [torch.randn(shape) / 2 for shape in shapes]
ours = [Tensor(w.clone(), requires_grad=True) for w in weights]
theirs = [w.clone().requires_grad_() for w in weights]
# --8<-- [end:model]

# --8<-- [start:equal]
our_loss = loss_of(Tensor(x), Tensor(t), *ours)
their_loss = loss_of(x, t, *theirs)

found, their_order = [their_loss.grad_fn], []
for n in found:
    n.register_prehook(lambda _, n=n: their_order.append(n))
    found += {m for m, _ in n.next_functions if m} - set(found)
our_order = our_loss.backward()
their_loss.backward()
print("gradients:", [torch.equal(a.grad, b.grad) for a, b in zip(ours, theirs)])

names = [type(n).__name__.removesuffix("Backward0") for n in their_order]
print("same order:", names == [n.name for n in our_order], len(names), "nodes")
# --8<-- [end:equal]


# --8<-- [start:train]
def step(lr=0.1):
    for p in ours + theirs:
        p.grad = None
    our_loss = loss_of(Tensor(x), Tensor(t), *ours)
    our_loss.backward()
    loss_of(x, t, *theirs).backward()
    with torch.no_grad():
        for p, q in zip(ours, theirs):
            p.data -= lr * p.grad
            q -= lr * q.grad
    return our_loss.data.item()


losses = [step() for _ in range(100)]
print(f"loss: {losses[0]:.2f}, after 100 steps {losses[-1]:.2f}")
print("weights:", [torch.equal(p.data, q) for p, q in zip(ours, theirs)])
# --8<-- [end:train]


# --8<-- [start:recursion]
def recurse(node, grad, once):
    calls.append(node)
    if once and calls.count(node) > 1:
        return
    if node.leaf:
        node.leaf.accumulate(grad)
    for target, formula in node.edges:
        recurse(target, target.fit(formula(grad, *node.saved)), once)


def doubled(times):
    y = z = Tensor(torch.tensor(1.0), requires_grad=True)
    for _ in range(times):
        z = z + z
    return y, z


for once in False, True:
    calls, (y, z) = [], doubled(12)
    recurse(z.node, torch.tensor(1.0), once)
    print(len(calls), "calls, gradient", y.grad.item())
y, z = doubled(12)
print(len(z.backward()), "calls, gradient", y.grad.item())
# --8<-- [end:recursion]

# --8<-- [start:broadcast]
from unittest.mock import patch

with patch.object(Node, "fit", lambda self, grad: grad):
    try:
        step()
    except RuntimeError as error:
        print(error)
print("bias:", ours[1].data.shape, "its gradient:", ours[1].grad.shape)
# --8<-- [end:broadcast]


# --8<-- [start:tanh]
def gradients(rule):
    with patch.dict(RULES, {"Tanh": (torch.tanh, rule)}):
        leaves = [Tensor(w, requires_grad=True) for w in weights]
        loss_of(Tensor(x), Tensor(t), *leaves).backward()
        return [p.grad for p in leaves]


kernel = gradients(lambda g, o, a: tanh_backward(g, o))
twice = gradients(lambda g, o, a: g * (1 - o * o))
once = gradients(lambda g, o, a: g * (1 - o.double() ** 2).float())
same = [all(map(torch.equal, kernel, other)) for other in (once, twice)]
print("once equals twice:", list(map(torch.equal, once, twice)))
print("kernel equals one of them:", any(same))
print("close:", all(map(torch.allclose, once, twice)))
# --8<-- [end:tanh]

# --8<-- [start:inplace]
p = Tensor(torch.tensor([1.0, 2.0]), requires_grad=True)
loss = (p * p).mean()
p.data *= 10  # between forward and backward
loss.backward()
print("ours:", p.grad)
q = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (q * q).mean()
with torch.no_grad():
    q *= 10
try:
    loss.backward()
except RuntimeError as error:
    print("PyTorch:", str(error).partition(":")[0])
# --8<-- [end:inplace]


# --8<-- [start:versions]
def note(node, saved):
    node.noted = [(t, t._version) for t in saved]


def compare(node):
    for t, version in node.noted:
        if t._version != version:
            raise RuntimeError(f"saved at version {version}, now {t._version}")
    return [t for t, _ in node.noted]


Node.saved = property(compare, note)  # every read compares

loss = (p * p).mean()
p.data *= 10
try:
    loss.backward()
except RuntimeError as error:
    print("ours:", error)
# --8<-- [end:versions]
