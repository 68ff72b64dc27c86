"""The loader taken apart: its parts, its iterators, its length, its draws."""

# --8<-- [start:parts]
import torch
from torch.utils.data import DataLoader


class Order:  # a sampler: gives indices
    def __iter__(self):
        for index in [3, 0, 2]:
            log.append(("sampler", f"{index}"))
            yield index


class Hundreds:
    def __getitem__(self, index):
        log.append(("dataset", f"[{index}]"))
        return 100 * index


# --8<-- [end:parts]


# --8<-- [start:log]
def collate(samples):
    log.append(("collate", f"{samples}"))
    return torch.tensor(samples)


log = []
loader = DataLoader(Hundreds(), 2, sampler=Order(), collate_fn=collate)
for batch in loader:
    log.append(("loop", f"{batch.tolist()}"))
print(*[who for who, what in log])
# --8<-- [end:log]


# --8<-- [start:hand]
def by_hand(loader):
    for indices in loader.batch_sampler:
        samples = [loader.dataset[index] for index in indices]
        yield loader.collate_fn(samples)


before, log = log, []
for batch in by_hand(loader):
    log.append(("loop", f"{batch.tolist()}"))
print(log == before)
# --8<-- [end:hand]

# --8<-- [start:iterator]
loader = DataLoader(range(7), batch_size=3)
first, second = iter(loader), iter(loader)
print(next(first), next(first), next(second))
print(len(list(first)), len(list(first)), len(list(loader)))
try:
    next(loader)
except TypeError as error:
    print("TypeError:", error)
# --8<-- [end:iterator]

# --8<-- [start:trap]
torch.manual_seed(0)
plain = DataLoader(range(100), batch_size=10)
shuffled = DataLoader(range(100), batch_size=10, shuffle=True)
for name, loader in ("plain", plain), ("shuffled", shuffled):
    loop = torch.cat(list(loader)).unique()
    again = torch.cat([next(iter(loader)) for step in range(10)]).unique()
    print(f"{name:9} loop {len(loop)}, next(iter()) {len(again)}")
# --8<-- [end:trap]

# --8<-- [start:fixed]
from itertools import cycle, islice


def forever(loader):
    while True:
        yield from loader


small = DataLoader(range(4), batch_size=2, shuffle=True)
for endless in forever, cycle:
    torch.manual_seed(0)
    batches = [batch.tolist() for batch in islice(endless(small), 6)]
    print(f"{endless.__name__:7}", batches)
# --8<-- [end:fixed]

# --8<-- [start:length]
for samples in 6, 7, 2:
    kept = DataLoader(range(samples), batch_size=3)
    dropped = DataLoader(range(samples), batch_size=3, drop_last=True)
    print(samples, len(kept), len(dropped), [b.tolist() for b in dropped])
try:
    kept.batch_size = 2
except ValueError as error:
    print("ValueError:", error)
# --8<-- [end:length]

# --8<-- [start:one]
two = {"num_workers": 2, "multiprocessing_context": "fork"}
for persistent in False, True:
    loader = DataLoader(range(8), 2, persistent_workers=persistent, **two)
    print([(a.tolist(), b.tolist()) for a, b in zip(loader, loader)])
del loader  # and its workers with it
# --8<-- [end:one]


# --8<-- [start:draws]
def orders(validate, generator=None):
    torch.manual_seed(0)
    train = DataLoader(range(6), 6, shuffle=True, generator=generator)
    for epoch in range(2):
        (batch,) = train
        if validate:
            list(DataLoader(range(6)))  # unshuffled
        yield batch.tolist()


for validate in False, True:
    generator = torch.Generator().manual_seed(1)
    print(*orders(validate), " ", *orders(validate, generator))
# --8<-- [end:draws]
