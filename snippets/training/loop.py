"""The loop: everything together, on real handwriting, with the same numbers on each run."""

# --8<-- [start:data]
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

digits = load_digits()  # 1797 real handwritten digits, 8 x 8
images = torch.tensor(digits.images, dtype=torch.float32)[:, None] / 16
data = TensorDataset(images, torch.tensor(digits.target))
parts = random_split(data, [1000, 397, 400], torch.Generator().manual_seed(0))
# --8<-- [end:data]


# --8<-- [start:model]
def build(epochs, train):
    net = nn.Sequential(  # the stars only keep three layers on a line
        *(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Dropout(0.3), nn.Linear(128, 10)),
    )
    optimizer = torch.optim.AdamW(net.parameters(), lr=0.01, weight_decay=0.01)
    steps = epochs * len(train)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps)
    return net, optimizer, schedule


# --8<-- [end:model]


# --8<-- [start:epoch]
def train_epoch(net, loader, optimizer, schedule):
    net.train()
    total = 0.0
    for x, y in loader:
        loss = nn.functional.cross_entropy(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), max_norm=5.0)
        optimizer.step()
        schedule.step()
        total += loss.item() * len(y)
    return total / len(loader.dataset)


# --8<-- [end:epoch]


# --8<-- [start:evaluate]
@torch.no_grad()
def evaluate(net, loader):
    net.eval()
    total = correct = 0
    for x, y in loader:
        logits = net(x)
        total += nn.functional.cross_entropy(logits, y, reduction="sum").item()
        correct += (logits.argmax(dim=1) == y).sum().item()
    return total / len(loader.dataset), correct / len(loader.dataset)


# --8<-- [end:evaluate]


# --8<-- [start:loader]
def loader(part, seed, shuffle=False):
    order = torch.Generator().manual_seed(seed)
    return DataLoader(part, batch_size=50, shuffle=shuffle, generator=order)


# --8<-- [end:loader]

# --8<-- [start:run]
from pathlib import Path

from tqdm import tqdm


def run(seed, folder, epochs=10):
    torch.manual_seed(seed)
    train = loader(parts[0], seed, shuffle=True)
    seen, validation, test = (loader(part, seed) for part in parts)
    net, optimizer, schedule = build(epochs, train)
    best, lowest, history = Path(folder, "best.pt"), float("inf"), []
    for _ in tqdm(range(epochs), disable=None):  # None: only in a terminal
        on_the_way = train_epoch(net, train, optimizer, schedule)
        history.append((on_the_way, evaluate(net, seen)[0], *evaluate(net, validation)))
        if history[-1][2] < lowest:
            lowest = history[-1][2]
            torch.save(net.state_dict(), best)
    net.load_state_dict(torch.load(best))
    return history, evaluate(net, test)


# --8<-- [end:run]

# --8<-- [start:result]
import tempfile

with tempfile.TemporaryDirectory() as folder:
    history, test = run(0, folder)
    again = run(0, folder)
    other = run(1, folder)

for epoch in (0, 1, 2, 4, 9):
    way, after, loss, accuracy = history[epoch]
    print(f"epoch {epoch}: train {way:.2f}, {after:.2f}; validation {loss:.2f}, {accuracy:.1%}")
best = min(range(10), key=lambda epoch: history[epoch][2])
print(f"epoch {best} kept; test {test[0]:.2f}, {test[1]:.1%}")
# --8<-- [end:result]

# --8<-- [start:again]
print("seed 0 again:", again == (history, test))
print(f"seed 1: test {other[1][1]:.1%}")
# --8<-- [end:again]
