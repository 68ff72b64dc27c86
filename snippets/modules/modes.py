"""Modes: train() and eval() set one flag; who reads it, and who does not."""

# --8<-- [start:flag]
import torch
from torch import nn

norm = nn.BatchNorm1d(2)
model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(), nn.Sequential(norm))
before = [{k: repr(v) for k, v in vars(m).items()} for m in model.modules()]
model.eval()

for (name, m), old in zip(model.named_modules(), before):
    changed = [k for k, v in vars(m).items() if old[k] != repr(v)]
    print(f"{name!r:5} {type(m).__name__:11} {changed} {m.training}")
# --8<-- [end:flag]

# --8<-- [start:readers]
import inspect
import textwrap

layers = {
    base
    for layer in vars(nn).values()
    if inspect.isclass(layer) and issubclass(layer, nn.Module)
    for base in layer.__mro__[:-1]
    if base is not nn.Module and base.__module__.startswith("torch")
}
readers = [c.__name__ for c in layers if ".training" in inspect.getsource(c)]
print(textwrap.fill(" ".join(sorted(readers)), 66))
# --8<-- [end:readers]

# --8<-- [start:dropout]
drop, ones = nn.Dropout(0.75), torch.ones(1000)

print("train:", drop(ones).unique())
print("eval: ", drop.eval()(ones).unique())
# --8<-- [end:dropout]

# --8<-- [start:norm]
norm = nn.BatchNorm1d(1)
batch = torch.tensor([[0.0], [2.0], [4.0]])

print("train:", norm(batch).flatten().detach())
print(f"running: {norm.running_mean.item():.2f}, {norm.running_var.item():.2f}")
print("eval: ", norm.eval()(batch).flatten().detach())
# --8<-- [end:norm]

# --8<-- [start:one]
for shape in (2, 3), (1, 3, 8), (1, 3):  # three channels
    try:
        nn.BatchNorm1d(3)(torch.randn(shape))
        print(shape, "passes")
    except ValueError as error:
        print(shape, error)
# --8<-- [end:one]

mean, var = batch.mean(), batch.var(correction=0)
expected = ((batch - mean) / var.sqrt()).flatten()
assert torch.allclose(norm.train()(batch).flatten(), expected, atol=1e-4)

# --8<-- [start:grad]
model.eval()
print("eval records:", model(torch.ones(2, 2)).requires_grad)

model.train()
with torch.no_grad():
    model(torch.ones(2, 2))
print("batches counted in no_grad:", model[2][0].num_batches_tracked.item())
# --8<-- [end:grad]


# --8<-- [start:trap]
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drops = [nn.Dropout(0.5)]  # a list: not registered

    def forward(self, x):
        return self.drops[0](x), nn.functional.dropout(x, 0.5)


net = Net().eval()
for name, out in zip(["list", "function"], net(ones)):
    print(f"{name}: {out.unique()}")
# --8<-- [end:trap]


# --8<-- [start:fixed]
class Fixed(nn.Module):
    def __init__(self):
        super().__init__()
        self.drops = nn.ModuleList([nn.Dropout(0.5)])

    def forward(self, x):
        functional = nn.functional.dropout(x, 0.5, training=self.training)
        return self.drops[0](x), functional


print([torch.equal(out, ones) for out in Fixed().eval()(ones)])
# --8<-- [end:fixed]

# --8<-- [start:undone]
model[2].eval()  # a frozen part, its statistics as they are
model.train()  # the next epoch begins
print(model[2][0].training)
# --8<-- [end:undone]
