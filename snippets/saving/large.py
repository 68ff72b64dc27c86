"""Large files: mmap, models without memory, and assign."""

# --8<-- [start:file]
import tempfile
from pathlib import Path

import psutil
import torch
from torch import nn

folder = tempfile.TemporaryDirectory()
path = Path(folder.name, "large.pt")
million = {name: torch.ones(4_000_000) for name in ("a", "b")}
torch.save(million, path)  # two storages of 16 MB


def memory():  # bytes that this process really occupies
    return psutil.Process().memory_info().rss


def grown(step):
    before = memory()
    result = step()
    storages = round((memory() - before) / 16e6)
    print(f"{step.__name__:12} {storages} x 16 MB")
    return result


# --8<-- [end:file]


# --8<-- [start:load]
def load():
    return torch.load(path)


def load_mapped():
    return torch.load(path, mmap=True)


copied = grown(load)
mapped = grown(load_mapped)
# --8<-- [end:load]


# --8<-- [start:touch]
def read_a():
    return mapped["a"].sum()


def write_b():
    return mapped["b"].add_(1)


for step in read_a, write_b, read_a:
    grown(step)
print(mapped["b"][0], torch.load(path)["b"][0])
# --8<-- [end:touch]


# --8<-- [start:meta]
del copied, million


def build():
    return nn.Sequential(*[nn.Linear(1000, 1000) for _ in range(8)])  # 32 MB


def build_meta():
    with torch.device("meta"):
        return build()


torch.save(grown(build).state_dict(), path)
model = grown(build_meta)
print(model[0].weight.shape, model[0].weight.device)
# --8<-- [end:meta]

# --8<-- [start:trap]
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(model.load_state_dict(torch.load(path)))
print(len(caught), "warnings:", str(caught[0].message)[:110])
print(model[0].weight.device)
try:
    model(torch.ones(1, 1000))
except RuntimeError as error:
    print(error)
# --8<-- [end:trap]


# --8<-- [start:assign]
def assign():
    model.load_state_dict(torch.load(path, mmap=True), assign=True)


def forward():
    return model(torch.ones(1, 1000))


grown(assign)
grown(forward)
print(model[0].weight.device, model[0].weight.requires_grad)
# --8<-- [end:assign]

# --8<-- [start:lost]
with torch.device("meta"):
    other = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    other.register_buffer("scale", torch.ones(2), persistent=False)

plain = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
print(other.load_state_dict(plain.state_dict(), assign=True))
print([name for name, b in other.named_buffers() if b.is_meta])
# --8<-- [end:lost]

folder.cleanup()
