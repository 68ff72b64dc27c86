"""Subsets: parts of a dataset, and what their samples still share."""

# --8<-- [start:split]
import torch
from torch.utils.data import DataLoader, Subset, random_split

data = range(100, 110)
generator = torch.Generator().manual_seed(0)
train, validation = random_split(data, [0.75, 0.25], generator=generator)
print(len(train), len(validation))
print(validation.indices, list(validation))
print(train.dataset is validation.dataset, list(Subset(data, [3, 3, 0])))
both = train + validation
print(type(both).__name__, len(both), both[8])
# --8<-- [end:split]


# --8<-- [start:again]
def split(size):
    train, validation = random_split(range(size), [0.8, 0.2])
    return set(train.indices), set(validation.indices)


torch.manual_seed(0)
trained_on, _ = split(1000)  # train.py

for what in ("the same", "a network first", "one sample more"):  # evaluate.py
    torch.manual_seed(0)
    if what == "a network first":
        torch.nn.Linear(2, 2)
    _, validation = split(1001 if what == "one sample more" else 1000)
    print(f"{what:16}{len(validation & trained_on):4} of {len(validation)}")
# --8<-- [end:again]

# --8<-- [start:hash]
import zlib


def is_validation(name):
    return zlib.crc32(name.encode()) % 5 == 0


names = [f"photo-{i}.png" for i in range(1001)]
before = {name for name in names[:1000] if is_validation(name)}
after = {name for name in reversed(names) if is_validation(name)}
print(len(before), len(after), before <= after)
# --8<-- [end:hash]

# --8<-- [start:rare]
labels = torch.tensor([0] * 90 + [1] * 10)
counts = [labels[torch.randperm(100)[:10]].sum().item() for _ in range(1000)]
print("rare ones in 10 of 100:", torch.tensor(counts).bincount().tolist())

validation = []
for label in (0, 1):
    those = (labels == label).nonzero().flatten()
    validation += those[torch.randperm(len(those))][: len(those) // 10].tolist()
print("by class:", labels[validation].bincount().tolist())
# --8<-- [end:rare]

# --8<-- [start:groups]
who = torch.arange(200).repeat_interleave(3)  # three photographs of each
coin = torch.randint(2, (200,))  # a label for each person: nothing to learn
photos = torch.randn(200, 8)[who] + 0.1 * torch.randn(600, 8)


def accuracy(train, validation):  # the label of the nearest training photograph
    nearest = torch.cdist(photos[validation], photos[train]).argmin(dim=1)
    return (coin[who[train]][nearest] == coin[who[validation]]).float().mean()


by_photo = torch.randperm(600).split([480, 120])
print(f"by photograph: {accuracy(*by_photo):.2f}")
held_out = torch.tensor([is_validation(f"person-{i}") for i in range(200)])[who]
by_person = (~held_out).nonzero().flatten(), held_out.nonzero().flatten()
print(f"by person:     {accuracy(*by_person):.2f}")
# --8<-- [end:groups]


# --8<-- [start:trap]
class Numbers:
    def __init__(self, transform=None):
        self.transform = transform

    def __len__(self):
        return 4

    def __getitem__(self, index):
        return self.transform(index) if self.transform else index


train, validation = random_split(Numbers(lambda n: n + 0.5), [2, 2])
validation.transform = None
print("on the subset: ", list(train), list(validation))
validation.dataset.transform = None
print("on its dataset:", list(train), list(validation))
# --8<-- [end:trap]

# --8<-- [start:fixed]
train = Subset(Numbers(lambda n: n + 0.5), train.indices)
validation = Subset(Numbers(), validation.indices)
print(list(train), list(validation))
# --8<-- [end:fixed]

# --8<-- [start:test]
train = [{"id": 7, "x": 0.5, "label": 1}, {"id": 3, "x": -2.0, "label": 0}]
test = [{"id": 9, "x": 1.5}, {"id": 4, "x": -0.5}, {"id": 8, "x": 0.25}]
for rows in (train, test):
    for batch in DataLoader(rows, batch_size=2):
        guess = (batch["x"] > 0).long()
        if "label" in batch:
            print("right:", (guess == batch["label"]).tolist())
        else:
            print(dict(zip(batch["id"].tolist(), guess.tolist())))
# --8<-- [end:test]
