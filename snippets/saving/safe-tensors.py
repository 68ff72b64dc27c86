"""safetensors: the same numbers behind a JSON header, with nothing to run."""

# --8<-- [start:file]
import json
import struct
import tempfile
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_model, save_file, save_model
from torch import nn

folder = tempfile.TemporaryDirectory()
path = Path(folder.name, "model.safetensors")
model = nn.Linear(3, 2)
save_file(model.state_dict(), path, metadata={"epoch": "7"})

data = path.read_bytes()
(length,) = struct.unpack("<Q", data[:8])
print(len(data), "=", 8, "+", length, "+", len(data) - 8 - length)
for name, entry in json.loads(data[8 : 8 + length]).items():
    print(name, entry)
# --8<-- [end:file]

# --8<-- [start:read]
import numpy as np

begin = 8 + length
weight = np.frombuffer(data[begin + 8 : begin + 32], "<f4").reshape(2, 3)
print((weight == model.weight.detach().numpy()).all())
# --8<-- [end:read]

# --8<-- [start:slice]
with safe_open(path, "pt") as file:
    print(file.metadata(), file.keys())
    row = file.get_slice("weight")[1:]
print(torch.equal(row, model.weight[1:]))
# --8<-- [end:slice]

# --8<-- [start:refused]
x = torch.zeros(1000, 1000)
values = {
    "a number": 7,
    "a dict": {"weight": x},
    "x.t()": x.t(),
    "x[:1]": x[:1],
    "a parameter": model.weight,
}
for name, value in values.items():
    try:
        save_file({"a": value}, path)
        print(f"{name:11} saved, {path.stat().st_size} bytes")
    except ValueError as error:
        print(f"{name:11} {str(error)[:50]}")
# --8<-- [end:refused]


# --8<-- [start:trap]
class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(5, 2)
        self.out = nn.Linear(2, 5, bias=False)
        self.out.weight = self.embed.weight


try:
    save_file(Tied().state_dict(), path)
except RuntimeError as error:
    print(" ".join(str(error).split()[:17]))
# --8<-- [end:trap]

# --8<-- [start:model]
tied, other = Tied(), Tied()
save_model(tied, path)
with safe_open(path, "pt") as file:
    print(file.keys(), file.metadata())
print(load_model(other, path))
print(other.out.weight is other.embed.weight)
assert torch.equal(other.out.weight, tied.out.weight)
# --8<-- [end:model]

folder.cleanup()
