"""Accumulating gradients: a large batch in parts, and when it is not the same."""

# --8<-- [start:loop]
import torch
from torch import nn


def train(parts):
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 1)).double()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for step in range(10):
        batch = torch.randn(32, 64, dtype=torch.float64)
        for part in batch.chunk(parts):
            loss = net(part).square().mean() / parts
            loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return nn.utils.parameters_to_vector(net.parameters())


print(torch.allclose(train(1), train(4)))
# --8<-- [end:loop]


# --8<-- [start:memory]
def kept(rows):
    saved, net = {}, nn.Sequential(nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 1))

    def pack(t):
        saved[t.data_ptr()] = t.nbytes
        return t

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        net(torch.randn(rows, 64)).square().mean().backward()
    weights = {p.data_ptr(): p.grad.nbytes for p in net.parameters()}
    kept = sum(size for at, size in saved.items() if at not in weights)
    return kept, sum(weights.values())


for rows in (32, 16, 8):
    print(f"{rows:2} rows: {kept(rows)[0]:5} bytes kept, gradients {kept(rows)[1]}")
# --8<-- [end:memory]

# --8<-- [start:trap]
from torch.nn.functional import cross_entropy

bias = torch.zeros(2, requires_grad=True)  # the logits of two classes
parts = [torch.tensor([0, 0, 0]), torch.tensor([1, -100, -100])]  # -100: padding


def gradient(losses):
    bias.grad = None
    for loss in losses:
        loss.backward()
    return bias.grad.tolist()


def logits(labels):
    return bias.expand(len(labels), 2)


whole = torch.cat(parts)
print("whole: ", gradient([cross_entropy(logits(whole), whole)]))
print("halves:", gradient([cross_entropy(logits(p), p) / 2 for p in parts]))
# --8<-- [end:trap]

# --8<-- [start:fixed]
count = sum((p != -100).sum() for p in parts)
sums = [cross_entropy(logits(p), p, reduction="sum") / count for p in parts]
print("halves:", gradient(sums))
# --8<-- [end:fixed]

# --8<-- [start:norm]
x = torch.tensor([[0.0], [2.0], [10.0], [12.0]])
for parts in (1, 2):
    norm = nn.BatchNorm1d(1)
    outputs = [norm(part) for part in x.chunk(parts)]
    print([round(t, 2) for t in torch.cat(outputs).flatten().tolist()], norm.running_mean)
# --8<-- [end:norm]

# --8<-- [start:left]
w = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=1.0)
for epoch in range(2):
    for i in range(5):
        (w * (i + 1) / 2).backward()  # gradients 0.5, 1, 1.5, 2, 2.5
        if (i + 1) % 2 == 0:
            optimizer.step()
            print(f"epoch {epoch}, part {i}: step by {w.grad.item()}")
            optimizer.zero_grad()
print("left over:", w.grad.item())
# --8<-- [end:left]
