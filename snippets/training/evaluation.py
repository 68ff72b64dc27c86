"""Evaluation: the number that you report, and four ways to get it wrong."""

# --8<-- [start:data]
import torch
from sklearn.datasets import load_digits
from torch import nn

digits = load_digits()  # 1797 handwritten digits, 8 x 8
x = torch.tensor(digits.images, dtype=torch.float32).flatten(1) / 16
y = torch.tensor(digits.target)
generator = torch.Generator().manual_seed(0)
order = torch.randperm(len(x), generator=generator)
train, test = order[:1000], order[1000:1400]

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Dropout(0.5), nn.Linear(32, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for epoch in range(10):
    for batch in train[torch.randperm(1000)].split(50):
        loss = nn.functional.cross_entropy(net(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
# --8<-- [end:data]


# --8<-- [start:forgotten]
def accuracy(indices):
    with torch.no_grad():
        right = net(x[indices]).argmax(dim=1) == y[indices]
    return round(right.float().mean().item(), 3)


print("train():", [accuracy(test) for _ in range(3)])
net.eval()
print("eval(): ", [accuracy(test) for _ in range(3)])
# --8<-- [end:forgotten]

# --8<-- [start:means]
right = torch.tensor([1.0, 1.0, 1.0, 1.0, 0.0, 0.0])
batches = right.split(4)
print(torch.stack([batch.mean() for batch in batches]).mean(), right.mean())
# --8<-- [end:means]


# --8<-- [start:evaluate]
@torch.no_grad()
def evaluate(net, indices):
    was_training = net.training
    net.eval()
    loss = correct = 0
    for batch in indices.split(150):
        logits = net(x[batch])
        loss += nn.functional.cross_entropy(logits, y[batch], reduction="sum").item()
        correct += (logits.argmax(dim=1) == y[batch]).sum().item()
    net.train(was_training)
    return round(loss / len(indices), 2), correct / len(indices)


print("train:", evaluate(net, train), "test:", evaluate(net, test))
# --8<-- [end:evaluate]

# --8<-- [start:classes]
with torch.no_grad():
    guess = net(x[test]).argmax(dim=1)
table = (10 * y[test] + guess).bincount(minlength=100).reshape(10, 10)
share = table.diagonal() / table.sum(dim=1)
print({digit: round(share[digit].item(), 2) for digit in (2, 8)})
print("taken for:", {i: n for i, n in enumerate(table[8].tolist()) if n})
# --8<-- [end:classes]

# --8<-- [start:trap]
torch.manual_seed(0)
guesses = torch.randint(10, (200, 400))  # 200 "models" that guess
right = (guesses == y[test]).float()
scores = right[:, :50].mean(dim=1)  # on the first fifty digits
best = scores.argmax()
print(f"best of 200: {scores[best]:.2f}")
# --8<-- [end:trap]

# --8<-- [start:fixed]
print(f"on the others: {right[best, 50:].mean():.2f}")
# --8<-- [end:fixed]
