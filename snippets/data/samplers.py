"""Samplers: who chooses the indices, one at a time or a batch at once."""

# --8<-- [start:default]
from torch.utils.data import DataLoader

data = [10, 11, 12, 13, 14, 15, 16]

for options in ({}, {"shuffle": True}):
    loader = DataLoader(data, batch_size=3, **options)
    print(type(loader.sampler).__name__, type(loader.batch_sampler).__name__)

loader = DataLoader(data, batch_size=3)
print(list(loader.sampler))
print(list(loader.batch_sampler))
# --8<-- [end:default]

# --8<-- [start:own]
lengths = [5, 1, 4, 1, 5, 2, 6]
order = sorted(range(7), key=lambda i: lengths[i])
print(order)
loader = DataLoader(data, batch_size=3, sampler=order)
print([batch.tolist() for batch in loader])
try:
    DataLoader(data, sampler=order, shuffle=True)
except ValueError as error:
    print(error)
# --8<-- [end:own]

# --8<-- [start:weighted]
import torch
from torch.utils.data import WeightedRandomSampler

labels = torch.tensor([0] * 90 + [1] * 10)
weights = 1 / labels.bincount()[labels]

torch.manual_seed(0)
drawn = torch.tensor(list(WeightedRandomSampler(weights, num_samples=100)))
print("drawn:   ", labels[drawn].bincount().tolist())
print("distinct:", labels[drawn.unique()].bincount().tolist())
# --8<-- [end:weighted]


# --8<-- [start:batches]
def cells(batches):  # padded to the longest of each batch
    return sum(len(batch) * max(lengths[i] for i in batch) for batch in batches)


in_order = [[0, 1, 2], [3, 4, 5], [6]]
by_length = [order[i : i + 3] for i in range(0, 7, 3)]
print(sum(lengths), cells(in_order), cells(by_length))

loader = DataLoader(data, batch_sampler=by_length)
print(len(loader), [batch.tolist() for batch in loader])
# --8<-- [end:batches]


# --8<-- [start:trap]
def shuffled(batches):
    for i in torch.randperm(len(batches)).tolist():
        yield batches[i]


loader = DataLoader(data, batch_sampler=shuffled(by_length))
for epoch in range(2):
    print(f"epoch {epoch}:", [batch.tolist() for batch in loader])
# --8<-- [end:trap]


# --8<-- [start:fixed]
class Shuffled:
    def __init__(self, batches):
        self.batches = batches

    def __iter__(self):
        return shuffled(self.batches)

    def __len__(self):
        return len(self.batches)


loader = DataLoader(data, batch_sampler=Shuffled(by_length))
for epoch in range(2):
    print(f"epoch {epoch}:", [batch.tolist() for batch in loader])
# --8<-- [end:fixed]


# --8<-- [start:fetch]
class Table:
    def __len__(self):
        return 7

    def __getitem__(self, index):
        asked.append(index)
        return torch.tensor(data)[index]


for name in ("batch_sampler", "sampler"):
    asked = []
    size = 1 if name == "batch_sampler" else None
    loader = DataLoader(Table(), batch_size=size, **{name: in_order})
    batches = list(loader)
    print(f"{name:13}", [batch.tolist() for batch in batches], asked)
# --8<-- [end:fetch]
