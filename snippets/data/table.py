"""A passenger table: text becomes two tensors, and one column leaks."""

# --8<-- [start:read]
import csv
import gzip
from importlib.metadata import distribution

FILE = "sklearn/datasets/tests/data/openml/id_40945/data-v1-dl-16826755.arff.gz"
with gzip.open(distribution("scikit-learn").locate_file(FILE), "rt") as file:
    head, body = file.read().split("@data\n")
columns = [line.split("'")[1] for line in head.splitlines() if "@attr" in line]
table = [dict(zip(columns, row)) for row in csv.reader(body.splitlines())]

print(len(table), "passengers")
for name in ("pclass", "sex", "age", "fare", "embarked", "survived"):
    print(f"{name:9}", [table[i][name] for i in (0, 15, 168, 1308)])
# --8<-- [end:read]
assert table == sorted(table, key=lambda row: row["pclass"])

# --8<-- [start:numbers]
import torch

order = torch.randperm(len(table), generator=torch.Generator().manual_seed(0))
train, test = order[:1000], order[1000:]

NUMBERS = ("age", "fare", "sibsp", "parch")
rows = [[float(row[n].replace("?", "nan")) for n in NUMBERS] for row in table]
x = torch.tensor(rows)
survived = torch.tensor([float(row["survived"]) for row in table])
print("missing:", x.isnan().sum(dim=0).tolist(), "mean:", x.mean(dim=0))
# --8<-- [end:numbers]

# --8<-- [start:scale]
mean = x[train].nanmean(dim=0)
std = (x[train] - mean).square().nanmean(dim=0).sqrt()
known = ~x[:, :1].isnan()
numbers = torch.cat([((x - mean) / std).nan_to_num(0), known], dim=1)

print("of training:", mean[:2], "of all:", x.nanmean(dim=0)[:2])
print("passenger 15:", numbers[15])
# --8<-- [end:scale]

# --8<-- [start:categories]
CATEGORIES = ("pclass", "sex", "embarked")
seen = [table[i] for i in train]
values = [(n, v) for n in CATEGORIES for v in sorted({row[n] for row in seen})]
number_of = {value: number for number, value in enumerate(values, 1)}
print(len(values), values[3:6])

rows = [[number_of.get((n, row[n]), 0) for n in CATEGORIES] for row in table]
codes = torch.tensor(rows)
print(codes[[0, 15, 168, 1308]].tolist())
# --8<-- [end:categories]

# --8<-- [start:embedding]
from torch import nn

lookup = nn.Embedding(10, 2, padding_idx=0)
one_hot = nn.functional.one_hot(codes, 10).float()
print(lookup(codes).shape, torch.equal(lookup(codes), one_hot @ lookup.weight))

together = torch.cat([numbers, codes], dim=1)
try:
    lookup(together[:, 5:])
except RuntimeError as error:
    print(error)
# --8<-- [end:embedding]

# --8<-- [start:net]
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.lookup = nn.Embedding(10, 2, padding_idx=0)
        first, last = nn.Linear(width + 6, 16), nn.Linear(16, 1)
        self.layers = nn.Sequential(first, nn.ReLU(), last)

    def forward(self, numbers, codes):
        vectors = self.lookup(codes).flatten(1)  # three of two numbers each
        return self.layers(torch.cat([numbers, vectors], dim=1)).squeeze(1)


# --8<-- [end:net]


# --8<-- [start:fit]
def fit(numbers):
    torch.manual_seed(0)
    net = Net(numbers.shape[1])
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    data = TensorDataset(numbers[train], codes[train], survived[train])
    for _ in range(10):
        for x, c, y in DataLoader(data, batch_size=50, shuffle=True):
            loss = nn.functional.binary_cross_entropy_with_logits(net(x, c), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return net(numbers[test], codes[test]) > 0


# --8<-- [end:fit]


# --8<-- [start:train]
def score(who, guess):
    print(f"{who:16}{(guess == survived[test].bool()).float().mean():.2f}")


score("nobody survives", torch.zeros(len(test)))
score("the women do", codes[test, 1] == number_of["sex", "female"])
score("the network", fit(numbers))
# --8<-- [end:train]

# --8<-- [start:trap]
boat = torch.tensor([[row["boat"] != "?"] for row in table])
score("with boat", fit(torch.cat([numbers, boat], dim=1)))
# --8<-- [end:trap]

# --8<-- [start:fixed]
for name in ("age", "cabin", "boat", "body", "home.dest"):
    filled = torch.tensor([row[name] != "?" for row in table])
    shares = survived[filled].mean(), survived[~filled].mean()
    print(f"{name:9}", *[f"{share:.2f}" for share in shares])
# --8<-- [end:fixed]
