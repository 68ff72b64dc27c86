"""In-place operations: how autograd notices that a saved value has changed."""

# --8<-- [start:version]
import textwrap

import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
y = w.exp()
print("version", y._version)
y += 1
print("version", y._version)


def walk(loss):
    try:
        loss.backward()
        print("passes")
    except RuntimeError as error:
        print(textwrap.fill(str(error), 78))


walk(y.sum())
# --8<-- [end:version]


# --8<-- [start:who]
def change(op, which):
    pair = [w * 1]
    pair.append(op(pair[0]))
    pair[which].add_(1)
    try:
        pair[1].sum().backward()
        return "fine"
    except RuntimeError:
        return "error"


for op in (torch.exp, torch.relu, torch.sin, torch.abs, torch.neg):
    saved = [s for s in dir(op(w).grad_fn) if s.startswith("_saved")]
    line = f"input {change(op, 0):5}  output {change(op, 1):5}"
    print(f"{op.__name__:5}{line}  {saved}")
# --8<-- [end:who]

# --8<-- [start:culprit]
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    with torch.autograd.set_detect_anomaly(True, check_nan=False):
        a = w * 1
        y = a.sin()
        a += 1
        walk(y.sum())

print("anomaly mode:", str(caught[0].message).partition(".")[0])
# --8<-- [end:culprit]

# --8<-- [start:relu]
from torch.nn import functional as F

chains = {
    "relu_": lambda h: h.relu_(),
    "relu_, then dropout": lambda h: F.dropout(h.relu_()),
    "relu_, then dropout_": lambda h: F.dropout(h.relu_(), inplace=True),
    "relu, then += 1": lambda h: h.relu().add_(1),
    "+= 1, then relu_": lambda h: h.add_(1).relu_(),
}
for name, chain in chains.items():
    try:
        chain(w * 1).sum().backward()
        print(f"{name:22}passes")
    except RuntimeError as error:
        print(f"{name:22}{str(error).split(', ')[1]}")
# --8<-- [end:relu]

# --8<-- [start:step]
generator, critic = torch.nn.Linear(1, 2), torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(critic.parameters(), lr=0.1)

fake = generator(torch.ones(4, 1))
critic_loss = critic(fake.detach()).mean()
generator_loss = -critic(fake).mean()

critic_loss.backward()
optimizer.step()
walk(generator_loss)
# --8<-- [end:step]

# --8<-- [start:again]
generator_loss = -critic(fake).mean()  # with the weights as they are now
walk(generator_loss)
print("critic's gradient:", critic.weight.grad)
# --8<-- [end:again]


# --8<-- [start:ways]
def step(w, fused):
    w.grad = torch.tensor([-1.0, -1.0])
    torch.optim.SGD([w], lr=1.0, fused=fused).step()
    w.grad = None


ways = {
    "detach()": lambda w: w.detach().add_(1),
    ".data": lambda w: w.data.add_(1),
    "numpy()": lambda w: w.detach().numpy().__iadd__(1),
    "SGD": lambda w: step(w, fused=False),
    "SGD, fused": lambda w: step(w, fused=True),
}
# --8<-- [end:ways]

# --8<-- [start:silent]
for name, write in ways.items():
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = (w * w).sum()  # its gradient is 2 * w: [2., 4.]
    write(w)
    try:
        loss.backward()
        outcome = w.grad
    except RuntimeError:
        outcome = "RuntimeError"
    print(f"{name:12}version {w._version}  {outcome}")
# --8<-- [end:silent]
