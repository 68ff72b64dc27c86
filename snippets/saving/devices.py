"""Where loaded tensors land: the device is in the file, map_location says otherwise."""

# --8<-- [start:file]
import io
import zipfile

import torch
from torch import nn

model = nn.Linear(2, 1)
here = io.BytesIO()
torch.save(model.state_dict(), here)

there = io.BytesIO()  # the same file, as a machine with a GPU would write it
with zipfile.ZipFile(here) as old, zipfile.ZipFile(there, "w") as new:
    for entry in old.infolist():
        data = old.read(entry.filename)
        data = data.replace(b"X\3\0\0\0cpu", b"X\6\0\0\0cuda:0")
        new.writestr(entry.filename, data)


# --8<-- [end:file]


# --8<-- [start:trap]
def load(file, **options):
    file.seek(0)
    return torch.load(file, **options)


try:
    load(there)
except RuntimeError as error:
    print(error)
# --8<-- [end:trap]

# --8<-- [start:ways]
ways = ["cpu", torch.device("cpu"), "meta", {"cuda:0": "cpu"}, {"cuda:1": "cpu"}]
for way in ways:
    try:
        print(f"{str(way):17}", load(there, map_location=way)["weight"].device)
    except RuntimeError as error:
        print(f"{str(way):17}", str(error)[:49])
# --8<-- [end:ways]


# --8<-- [start:function]
def asked(storage, location):
    print(location, storage.nbytes(), "bytes, now on", storage.device)
    return storage


state = load(there, map_location=asked)
# --8<-- [end:function]

# --8<-- [start:model]
other = nn.Linear(2, 1, device="meta")  # a second device, on any machine
print(other.load_state_dict(load(here), assign=True), other.weight.device)

other = nn.Linear(2, 1, dtype=torch.float64)
other.load_state_dict(load(there, map_location="cpu"))
print(other.weight.device, other.weight.dtype)
# --8<-- [end:model]


# --8<-- [start:optimizer]
def devices(optimizer):
    (state,) = [s for p, s in optimizer.state.items() if p.dim() == 2]
    return {name: value.device.type for name, value in state.items()}


adam = torch.optim.Adam(model.parameters())
model(torch.ones(1, 2)).sum().backward()
adam.step()
file = io.BytesIO()
torch.save(adam.state_dict(), file)

other = nn.Linear(2, 1)
first = torch.optim.Adam(other.parameters())
first.load_state_dict(load(file))
other.to("meta")
second = torch.optim.Adam(other.parameters())
second.load_state_dict(load(file))
print("loaded, moved", devices(first))
print("moved, loaded", devices(second))
# --8<-- [end:optimizer]
