"""Lazy, eager or cached: what belongs in __init__ and what in __getitem__."""

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
class Eager(Lazy):
    def __init__(self, paths):
        self.held = {i: read(path) for i, path in enumerate(paths)}

    def __getitem__(self, index):
        return self.held[index]


class Cached(Lazy):
    def __getitem__(self, index):
        if index not in self.held:
            self.held[index] = super().__getitem__(index)
        return self.held[index]


# --8<-- [end:kinds]

# --8<-- [start:count]
for kind in Lazy, Eager, Cached:
    reads = []
    dataset, counts = kind(paths), [len(reads)]
    for samples in [0], range(20), range(20):
        list(map(dataset.__getitem__, samples))
        counts.append(len(reads))
    held = sum(map(len, dataset.held.values()))
    print(f"{kind.__name__:6} reads {counts}, holds {held} bytes")
# --8<-- [end:count]

# --8<-- [start:told]
import torch
from torch.utils.data import DataLoader


class Told(Cached):
    def __getitem__(self, index):
        before = len(self.held)
        super().__getitem__(index)
        return len(self.held) - before  # 1 if a file was read


# --8<-- [end:told]


# --8<-- [start:workers]
def reads_in_workers(told, workers=2, **options):
    torch.manual_seed(0)
    options |= {"num_workers": workers, "multiprocessing_context": "fork"}
    loader = DataLoader(told, **options)
    return [sum(batch.item() for batch in loader) for epoch in range(4)]


full, live = Told(paths), {"persistent_workers": True}
list(map(full.__getitem__, range(20)))  # in the main process
print("started anew:", reads_in_workers(Told(paths)))
print("living on:   ", reads_in_workers(Told(paths), **live))
print("and shuffled:", reads_in_workers(Told(paths), shuffle=True, **live))
print("filled first:", reads_in_workers(full))
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
