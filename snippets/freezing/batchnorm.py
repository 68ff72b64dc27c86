"""Batch normalisation moves while it is frozen, and what stops it."""

# --8<-- [start:drift]
import torch
from torch import nn

norm = nn.BatchNorm1d(1)
norm.requires_grad_(False)

x = torch.tensor([[9.0], [11.0]])  # mean 10
for _ in range(3):
    norm(x)
    print(norm.running_mean.item(), norm.num_batches_tracked.item())
# --8<-- [end:drift]


# --8<-- [start:network]
def build():
    torch.manual_seed(0)
    body = nn.Sequential(nn.Linear(1, 4), nn.BatchNorm1d(4), nn.ReLU())
    return nn.Sequential(body, nn.Linear(4, 1))


x = torch.linspace(0, 1, 8).view(-1, 1)
other = x + 5  # the new task's data lie elsewhere


def train(model, steps=20):
    optimizer = torch.optim.SGD(model[1].parameters(), lr=0.01)
    for _ in range(steps):
        model(other).square().mean().backward()
        optimizer.step()
        optimizer.zero_grad()


def answer(model):  # of the frozen body, to the old data
    return model[0].eval()(x)


# --8<-- [end:network]

# --8<-- [start:trap]
for stop in False, True:
    model = build()
    model[0].requires_grad_(False)
    before = answer(model)
    model.train()
    if stop:
        model[0].eval()
    train(model)
    moved = (answer(model) - before).abs().max().item()
    print(f"eval {stop}: answers moved by {moved:.2f}")
# --8<-- [end:trap]

# --8<-- [start:undone]
model[0].eval()
model.train()  # the first line of most training loops
print(model[0].training, model[0][1].training)
# --8<-- [end:undone]


# --8<-- [start:fixed]
class Frozen(nn.Module):
    def __init__(self, module):
        super().__init__()
        self.module = module.requires_grad_(False).eval()

    def train(self, mode=True):
        return super().train(False)

    def forward(self, x):
        return self.module(x)


model = nn.Sequential(Frozen(build()[0]), nn.Linear(4, 1))
model.train()
print(model[0].module[1].training, model[1].training)
# --8<-- [end:fixed]

# --8<-- [start:dropout]
dropout = nn.Dropout(0.5).requires_grad_(False)
torch.manual_seed(0)
print(dropout(torch.ones(8)).tolist())
print(dropout.eval()(torch.ones(8)).tolist())
# --8<-- [end:dropout]

# --8<-- [start:which]
norms = nn.ModuleList([nn.BatchNorm1d(2), nn.LayerNorm(2), nn.GroupNorm(1, 2)])
x = torch.tensor([[1.0, 3.0], [5.0, 7.0]])
for norm in norms:
    buffers = [name for name, _ in norm.named_buffers()]
    same = torch.equal(norm.train()(x), norm.eval()(x))
    print(type(norm).__name__, buffers, same)
# --8<-- [end:which]
