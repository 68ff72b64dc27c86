"""Errors and memory in workers: what comes back, what is lost, and who pays."""

# --8<-- [start:error]
from torch.utils.data import DataLoader

two = {"num_workers": 2, "multiprocessing_context": "fork"}


class Files:
    def __len__(self):
        return 6

    def __getitem__(self, index):
        if index == 3:
            raise ValueError("file 3 is broken")
        return index


for options in ({}, two):
    seen = []
    try:
        for batch in DataLoader(Files(), batch_size=2, **options):
            seen.append(batch.tolist())
    except ValueError as error:
        lines = str(error).splitlines()  # below: its first and its last
        print(seen, *lines[:1], *lines[1:][-1:], sep="\n  ")
        error.__traceback__ = None  # why this line: below
# --8<-- [end:error]


# --8<-- [start:on]
def go_on(batches):
    while True:
        try:
            yield next(batches).tolist()
        except ValueError as error:
            error.__traceback__ = None
            yield "error"
        except StopIteration:
            return


print(list(go_on(iter(DataLoader(Files(), batch_size=2)))))
print(list(go_on(iter(DataLoader(Files(), batch_size=2, **two)))))
# --8<-- [end:on]


# --8<-- [start:lost]
class Unreadable(Exception):
    def __init__(self, path, line):
        super().__init__(f"{path}, line {line}")
        self.path, self.line = path, line


class Typed(Files):
    def __getitem__(self, index):
        raise Unreadable("a.txt", index)


for options in ({}, two):
    try:
        next(iter(DataLoader(Typed(), **options)))
    except Exception as error:
        print(type(error).__name__, hasattr(error, "line"))
        error.__traceback__ = None
# --8<-- [end:lost]

# --8<-- [start:killed]
import os
import re
import signal


class Greedy(Files):
    def __getitem__(self, index):  # what the system does when memory runs out
        os.kill(os.getpid(), signal.SIGKILL)


try:
    list(DataLoader(Greedy(), num_workers=1, multiprocessing_context="fork"))
except RuntimeError as error:
    for e in (error, error.__cause__):
        print(re.sub(r"\d\d+", "...", str(e)))
        e.__traceback__ = None
# --8<-- [end:killed]

# --8<-- [start:trap]
import sys

names = [f"image_{i:07}.jpg" for i in range(100_000)]
before = sys.getrefcount(names[0])
reading = names[0]
print("references:", before, sys.getrefcount(names[0]))
print("objects:   ", len(names))
# --8<-- [end:trap]

# --8<-- [start:fixed]
import numpy as np

array = np.array(names, dtype=np.bytes_)
before = sys.getrefcount(array)
reading = array[0]
print("references:", before, sys.getrefcount(array), reading.decode())
print("objects:    1")
# --8<-- [end:fixed]
