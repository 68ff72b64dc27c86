"""Start: what every page takes for granted, and the loop that they take apart."""


# --8<-- [start:class]
class Counter:
    def __init__(self, start):
        self.value = start

    def __call__(self, step):
        self.value += step
        return self.value


count = Counter(10)
print(count(5), count(1))
print(vars(count))
# --8<-- [end:class]


# --8<-- [start:closure]
def make_hook(log):
    def hook(value):
        log.append(value)

    return hook


seen = []
hook = make_hook(seen)
hook("first")
hook("second")
print(seen)
# --8<-- [end:closure]


# --8<-- [start:generator]
def batches(items, size):
    for i in range(0, len(items), size):
        print("cutting at", i)
        yield items[i : i + size]


stream = batches([1, 2, 3, 4, 5], 2)
print("nothing is cut yet")
print(next(stream))
print(list(stream))
# --8<-- [end:generator]

# --8<-- [start:product]
import torch

x = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
w = torch.tensor([[1.0], [10.0]])

print(x.shape, "@", w.shape, "->", (x @ w).shape)
print((x @ w).flatten())
# --8<-- [end:product]

# --8<-- [start:chain]
a = torch.tensor(2.0, requires_grad=True)
b = a**2
c = 3 * b
c.backward()

print("dc/db * db/da =", 3 * 2 * a.item())
print("a.grad        =", a.grad.item())
# --8<-- [end:chain]

# --8<-- [start:loop]
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
x = torch.linspace(-1, 1, 64).unsqueeze(1)
loader = DataLoader(TensorDataset(x, 3 * x + 1), batch_size=16, shuffle=True)
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for epoch in range(5):
    for inputs, targets in loader:
        loss = nn.functional.mse_loss(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}: loss {loss.item():.3f}")
print(f"y = {model.weight.item():.2f} x + {model.bias.item():.2f}")
# --8<-- [end:loop]
