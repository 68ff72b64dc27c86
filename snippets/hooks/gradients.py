"""Gradients on their way: hooks that scale, clip, mask and use them up."""

# --8<-- [start:scale]
import torch
from torch import nn

for factor in (1, 0.1, -1):
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    v = torch.tensor([1.0, 1.0], requires_grad=True)
    h = 3 * w  # a trunk, and v is the head on it
    h.register_hook(lambda grad, factor=factor: factor * grad)
    (v * h).sum().backward()
    print(f"{factor:4}  head {v.grad}  trunk {w.grad}")
# --8<-- [end:scale]


# --8<-- [start:clip]
def loss():
    return a @ torch.tensor([3.0, 4.0]) + b @ torch.tensor([0.3, 0.4])


a = torch.zeros(2, requires_grad=True)
b = torch.zeros(2, requires_grad=True)
loss().backward()
length = nn.utils.clip_grad_norm_([a, b], max_norm=1)
print(f"from {length:.3f}: a {a.grad.norm():.3f}  b {b.grad.norm():.3f}")
# --8<-- [end:clip]


# --8<-- [start:each]
def clip(grad):  # to the length 1, if it is longer
    return grad * (1 / grad.norm()).clamp(max=1)


a.grad = b.grad = None
for p in (a, b):
    p.register_hook(clip)
loss().backward()
print(f"each: a {a.grad.norm():.3f}  b {b.grad.norm():.3f}")
# --8<-- [end:each]

# --8<-- [start:twice]
a.grad = None
for part in (1, 2):
    loss().backward()
    print(f"after part {part}: a {a.grad.norm():.3f}")
# --8<-- [end:twice]

# --8<-- [start:rows]
table = nn.Embedding(3, 2)
learns = torch.tensor([[0.0], [1.0], [1.0]])  # row 0 is to stay as it is
table.weight.register_hook(lambda grad: grad * learns)


def train(optimizer):
    nn.init.ones_(table.weight)
    for _ in range(2):
        optimizer.zero_grad()
        table(torch.tensor([0, 1])).sum().backward()
        optimizer.step()
    return table.weight.detach()[:, 0]


# --8<-- [end:rows]

# --8<-- [start:decay]
for decay in (0, 0.1):
    sgd = torch.optim.SGD(table.parameters(), lr=0.1, weight_decay=decay)
    print(f"weight_decay={decay}: rows {train(sgd)}")
# --8<-- [end:decay]


# --8<-- [start:frozen]
def put_back(optimizer, args, kwargs):
    with torch.no_grad():
        table.weight[0] = 1


sgd.register_step_post_hook(put_back)  # the one with decay
print(f"put back after each step: rows {train(sgd)}")
# --8<-- [end:frozen]


# --8<-- [start:early]
def network():
    torch.manual_seed(0)
    return nn.Sequential(*[nn.Linear(64, 64, bias=False) for _ in range(8)])


def kib(model):
    grads = [p.grad for p in model.parameters() if p.grad is not None]
    return sum(grad.nbytes for grad in grads) // 1024


x = torch.ones(4, 64)
late, early = network(), network()
optimizer = torch.optim.SGD(late.parameters(), lr=0.1, momentum=0.9)
own = {
    p: torch.optim.SGD([p], lr=0.1, momentum=0.9) for p in early.parameters()
}  # an optimizer for each weight
# --8<-- [end:early]


# --8<-- [start:equal]
def step_now(p):
    alive.append(kib(early))
    own[p].step()
    p.grad = None


for p in own:
    p.register_post_accumulate_grad_hook(step_now)
for _ in range(3):
    alive = []
    late(x).square().mean().backward()
    held = kib(late)
    optimizer.step()
    optimizer.zero_grad()
    early(x).square().mean().backward()  # and that is all

equal = all(torch.equal(p, q) for p, q in zip(late.parameters(), own))
print(f"late {held} KiB, early {max(alive)} KiB, equal weights: {equal}")
# --8<-- [end:equal]

assert not torch.equal(network()[0].weight, early[0].weight)  # they did learn
