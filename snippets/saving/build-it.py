"""A reader of .pt files in zipfile, pickle and numpy; every value equal to torch.load's."""

# --8<-- [start:dtypes]
import pickle
import zipfile
from collections import OrderedDict

import numpy as np

DTYPES = {
    "FloatStorage": "f4",
    "DoubleStorage": "f8",
    "HalfStorage": "f2",
    "BFloat16Storage": "u2",  # NumPy has none: its 16 bits
    "LongStorage": "i8",
    "IntStorage": "i4",
    "ByteStorage": "u1",
    "BoolStorage": "?",
    "ComplexFloatStorage": "c8",
}
# --8<-- [end:dtypes]


# --8<-- [start:rebuild]
def tensor(storage, offset, shape, stride, requires_grad=False, hooks=None):
    last = offset + sum((n - 1) * s for n, s in zip(shape, stride, strict=True))
    if min(offset, *stride, 0) < 0 or (0 not in shape and last >= len(storage)):
        raise ValueError(f"{shape} reaches beyond {len(storage)} numbers")
    steps = [step * storage.itemsize for step in stride]
    there = storage[offset:]
    return np.lib.stride_tricks.as_strided(there, shape, steps)


def parameter(data, requires_grad, hooks):
    return data


# --8<-- [end:rebuild]

# --8<-- [start:names]
NAMES = {
    ("torch._utils", "_rebuild_tensor_v2"): tensor,
    ("torch._utils", "_rebuild_parameter"): parameter,
    ("torch", "Size"): tuple,
    ("collections", "OrderedDict"): OrderedDict,
}


class Unpickler(pickle.Unpickler):
    def __init__(self, archive):
        self.archive, self.storages = archive, {}
        self.folder = archive.namelist()[0].split("/")[0]
        super().__init__(archive.open(f"{self.folder}/data.pkl"))

    def find_class(self, module, name):
        if module == "torch" and name in DTYPES:
            return name
        if (module, name) not in NAMES:
            raise pickle.UnpicklingError(f"the file names {module}.{name}")
        return NAMES[module, name]

    # --8<-- [end:names]

    # --8<-- [start:storage]
    def persistent_load(self, place):
        _, kind, key, _, _ = place
        if key not in self.storages:
            data = self.archive.read(f"{self.folder}/data/{key}")
            order = self.archive.read(f"{self.folder}/byteorder")
            dtype = np.dtype(DTYPES[kind])
            dtype = dtype.newbyteorder("<" if order == b"little" else ">")
            self.storages[key] = widen(np.frombuffer(data, dtype), kind)
        return self.storages[key]


def widen(bits, kind):
    if kind != "BFloat16Storage":
        return bits
    return (bits.astype("u4") << 16).view("f4")


# --8<-- [end:storage]


# --8<-- [start:read]
def read(path):
    with zipfile.ZipFile(path) as archive:
        return Unpickler(archive).load()


# --8<-- [end:read]


# --8<-- [start:equal]
import tempfile
from pathlib import Path

import torch
from torch import nn


def compare(value, own):
    if isinstance(value, torch.Tensor):
        value = value.detach()
        value = value.float() if value.dtype == torch.bfloat16 else value
        assert value.stride() == tuple(s // own.itemsize for s in own.strides)
        np.testing.assert_array_equal(value.numpy(), own, strict=True)
        return 1
    if isinstance(value, dict):
        assert list(value) == list(own)
        return sum(compare(value[key], own[key]) for key in value)
    if isinstance(value, list | tuple):
        return sum(map(compare, value, own))
    assert value == own
    return 0


# --8<-- [end:equal]

# --8<-- [start:resnet]
from torchvision.models import resnet18

model = resnet18()
optimizer = torch.optim.Adam(model.parameters())
model(torch.ones(2, 3, 32, 32)).sum().backward()
optimizer.step()
checkpoint = {
    "model": model.state_dict(),
    "optimizer": optimizer.state_dict(),
    "random": torch.get_rng_state(),
    "epoch": 7,
}

folder = tempfile.TemporaryDirectory()
path = Path(folder.name, "checkpoint.pt")
torch.save(checkpoint, path)
own = read(path)
print(compare(torch.load(path), own), "tensors equal, epoch", own["epoch"])
# --8<-- [end:resnet]

# --8<-- [start:kinds]
x = torch.arange(12.0).view(3, 4)
kinds = [torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.bool]
values = {str(kind): x.to(kind) for kind in [*kinds, torch.complex64]}
values |= {"turned": x.t(), "row": x[1], "spread": x[:, :1].expand(3, 4)}
values |= {"parameter": nn.Parameter(x), "one": torch.tensor(3.0)}
torch.save(values, path)

own = read(path)
print(compare(torch.load(path), own), "tensors equal")
print(np.shares_memory(own["turned"], own["row"]))
# --8<-- [end:kinds]

# --8<-- [start:refused]
torch.save(nn.Linear(1, 1), path)
try:
    read(path)
except pickle.UnpicklingError as error:
    print(error)

try:
    tensor(np.ones(2, "f4"), 0, (200,), (1,))
except ValueError as error:
    print(error)
# --8<-- [end:refused]

folder.cleanup()
