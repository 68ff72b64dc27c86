"""Eager, lazy or cached: what belongs in __init__, what in __getitem__; work counted."""

# --8<-- [start:files]
import tempfile
from pathlib import Path

folder = tempfile.TemporaryDirectory()
paths = [Path(folder.name, f"{i:02}.raw") for i in range(20)]
for path in paths:
    path.write_bytes(bytes(1000))


def read(path):
    reads.append(path)
    return path.read_bytes()


# --8<-- [end:files]


# --8<-- [start:kinds]
class Lazy:
    def __init__(self, paths):
        self.paths, self.held = paths, {}

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        return read(self.paths[index])


class Eager(Lazy):
    def __init__(self, paths):
        super().__init__(paths)
        self.held = {i: read(path) for i, path in enumerate(paths)}

    def __getitem__(self, index):
        return self.held[index]


# --8<-- [end:kinds]


# --8<-- [start:count]
class Cached(Lazy):
    def __getitem__(self, index):
        if index not in self.held:
            self.held[index] = super().__getitem__(index)
        return self.held[index]


for kind in Eager, Lazy, Cached:
    reads = []
    dataset = kind(paths)
    counts = [len(reads)]
    for samples in [0], range(20), range(20):
        for index in samples:
            dataset[index]
        counts.append(len(reads))
    print(f"{kind.__name__:6}  reads {counts}  holds", sum(map(len, dataset.held.values())))
# --8<-- [end:count]


# --8<-- [start:workers]
import torch
from torch.utils.data import DataLoader


class Told(Cached):
    def __getitem__(self, index):
        known = index in self.held
        super().__getitem__(index)
        return not known  # True: a file was read


two = {"num_workers": 2, "multiprocessing_context": "fork"}
live = {"persistent_workers": True}
for options in {}, live, live | {"shuffle": True}:
    torch.manual_seed(0)
    loader = DataLoader(Told(paths), **two, **options)
    print([sum(batch.item() for batch in loader) for epoch in range(4)], *options)
del loader  # and its workers with it
# --8<-- [end:workers]

# --8<-- [start:records]
table = Path(folder.name, "table.raw")
table.write_bytes(bytes(range(20)))  # record i is one byte, i


class Records(Lazy):
    file = None

    def __getitem__(self, index):
        if self.file is None:
            self.file = table.open("rb", buffering=0)
        self.file.seek(index)
        return self.file.read(1)[0]


# --8<-- [end:records]


# --8<-- [start:trap]
def look(records):
    print("here:", records[0], end="  ")
    one = {"num_workers": 1, "multiprocessing_context": "fork"}
    (batch,) = DataLoader(records, sampler=[7], **one)
    print("worker:", batch.item(), " here:", records.file.read(1)[0])


look(Records(range(20)))
# --8<-- [end:trap]

# --8<-- [start:fixed]
import os


class Own(Records):
    process = None

    def __getitem__(self, index):
        if self.process != os.getpid():
            self.process, self.file = os.getpid(), None
        return super().__getitem__(index)


look(Own(range(20)))
folder.cleanup()
# --8<-- [end:fixed]
