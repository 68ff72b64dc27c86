"""Lazy, eager or cached: what belongs in __init__ and what in __getitem__."""

# --8<-- [start:files]
import tempfile
from pathlib import Path

folder = tempfile.TemporaryDirectory()
paths = [Path(folder.name, f"{i:02}.raw") for i in range(20)]
for path in paths:
    path.write_bytes(bytes(1000))
log = Path(folder.name, "log")


def read(path):
    with log.open("a") as file:
        file.write(".")
    return path.read_bytes()


# --8<-- [end:files]


# --8<-- [start:lazy]
class Lazy:
    def __init__(self, paths):
        self.paths, self.held = paths, {}

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        return read(self.paths[index])


# --8<-- [end:lazy]


# --8<-- [start:kinds]
class Cached(Lazy):
    def __getitem__(self, index):
        if index not in self.held:
            self.held[index] = super().__getitem__(index)
        return self.held[index]


class Eager(Cached):
    def __init__(self, paths):
        super().__init__(paths)
        self.held = {i: read(path) for i, path in enumerate(paths)}


# --8<-- [end:kinds]

# --8<-- [start:count]
for kind in Lazy, Eager, Cached:
    log.write_text("")
    dataset, counts = kind(paths), [log.stat().st_size]
    for samples in [0], range(20), range(20):
        list(map(dataset.__getitem__, samples))
        counts.append(log.stat().st_size)
    held = sum(map(len, dataset.held.values()))
    print(f"{kind.__name__:6} reads {counts}, holds {held} bytes")
# --8<-- [end:count]

# --8<-- [start:workers]
import torch
from torch.utils.data import DataLoader


def show(name, dataset, **options):
    torch.manual_seed(0)
    options |= {"num_workers": 2, "multiprocessing_context": "fork"}
    loader, counts = DataLoader(dataset, **options), []
    for epoch in range(4):
        log.write_text("")
        list(loader)
        counts.append(log.stat().st_size)
    print(name, counts)


show("started anew:", Cached(paths))
show("living on:   ", Cached(paths), persistent_workers=True)
show("and shuffled:", Cached(paths), persistent_workers=True, shuffle=True)
show("eager:       ", Eager(paths))
# --8<-- [end:workers]

# --8<-- [start:trap]
table = Path(folder.name, "table.raw")
table.write_bytes(bytes(range(20)))  # record i is one byte, i


class Records:
    def __init__(self):
        self.file = table.open("rb", buffering=0)

    def __getitem__(self, index):
        self.file.seek(index)
        return self.file.read(1)[0]


# --8<-- [end:trap]


# --8<-- [start:look]
def look(records):
    one = {"num_workers": 1, "multiprocessing_context": "fork"}
    print("here:", records[2], end="  ")
    (batch,) = DataLoader(records, sampler=[7], **one)
    print("worker:", batch.item(), " here, next:", records.file.read(1)[0])


look(Records())
# --8<-- [end:look]

# --8<-- [start:fixed]
import os


class Own(Records):
    def __init__(self):
        self.process = None  # and no file yet

    def __getitem__(self, index):
        if self.process != os.getpid():
            super().__init__()
            self.process = os.getpid()
        return super().__getitem__(index)


look(Own())
folder.cleanup()
# --8<-- [end:fixed]
