"""What torch.load runs, what it refuses, and how to let in one class."""

# --8<-- [start:evil]
import io

import torch


class Gift:
    def __reduce__(self):
        return print, ("this line ran while you loaded",)


def file_with(value):
    file = io.BytesIO()
    torch.save(value, file)
    file.seek(0)
    return file


file = file_with({"weight": torch.ones(2), "gift": Gift()})
# --8<-- [end:evil]

# --8<-- [start:runs]
print(torch.load(file, weights_only=False))
# --8<-- [end:runs]

# --8<-- [start:refused]
import pickle
import re


def refused(file):
    file.seek(0)
    try:
        return torch.load(file)
    except pickle.UnpicklingError as error:
        return re.sub(r"\x1b\[\d*m", "", str(error))


print(refused(file))
# --8<-- [end:refused]

# --8<-- [start:look]
file.seek(0)
print(torch.serialization.get_unsafe_globals_in_checkpoint(file))
# --8<-- [end:look]

# --8<-- [start:kinds]
from collections import OrderedDict, defaultdict
from pathlib import PurePosixPath

import numpy as np

values = [{"lr": 0.1}, (1, None), {1}, torch.float16, OrderedDict(), torch.ones(1)]
values += [defaultdict(list), range(3), PurePosixPath("a"), np.ones(1), np.float64(1)]
loaded = {"loaded": [], "refused": []}
for value in values:
    text = refused(file_with(value))
    word = "refused" if "load failed" in str(text) else "loaded"
    loaded[word].append(type(value).__name__)
for word, names in loaded.items():
    print(f"{word}: {' '.join(names)}")
# --8<-- [end:kinds]


# --8<-- [start:allow]
class Config:
    def __init__(self, width):
        print("__init__ was called")
        self.width = width


file = file_with(Config(8))
with torch.serialization.safe_globals([Config]):
    print(vars(torch.load(file)))
# --8<-- [end:allow]


# --8<-- [start:called]
class Forged:
    def __reduce__(self, what=Config):
        return what, ("whatever the file says",)


with torch.serialization.safe_globals([Config]):
    print(vars(torch.load(file_with(Forged()))))
# --8<-- [end:called]

# --8<-- [start:moved]
del Config  # as if its module had been renamed
file.seek(0)
try:
    torch.load(file, weights_only=False)
except AttributeError as error:
    print(str(error)[:28])
# --8<-- [end:moved]

# --8<-- [start:module]
from torch import nn

model = nn.Linear(2, 1)
print(re.search(r"GLOBAL \S+", refused(file_with(model)))[0])
print(*refused(file_with(model.state_dict())))
# --8<-- [end:module]

# --8<-- [start:wrong]
try:
    model.load_state_dict(model.state_dict(), weights_only=True)
except TypeError as error:
    print(error)
# --8<-- [end:wrong]
