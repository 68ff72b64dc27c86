"""What is in a .pt file: a zip archive with a pickle and the storages' bytes."""

# --8<-- [start:save]
import io
import zipfile

import torch

x = torch.arange(6.0).view(2, 3)
state = {"x": x, "turned": x.t(), "row": x[1], "step": 7}
file = io.BytesIO()
torch.save(state, file)

archive = zipfile.ZipFile(file)
for entry in archive.infolist():
    print(f"{entry.file_size:4} bytes  {entry.filename}")
# --8<-- [end:save]

# --8<-- [start:bytes]
import struct

data = archive.read("archive/data/0")
print(archive.read("archive/byteorder"), struct.unpack("<6f", data))
# --8<-- [end:bytes]

# --8<-- [start:pickle]
import pickletools

pickled = archive.read("archive/data.pkl")
for operation, argument, _ in pickletools.genops(pickled):
    if operation.name in ("BINUNICODE", "GLOBAL", "BINPERSID", "BININT1"):
        print(f"{operation.name:10} {argument if argument is not None else ''}")
    if argument == "turned":
        break
# --8<-- [end:pickle]


# --8<-- [start:views]
import pickle


class Told(pickle.Unpickler):
    def persistent_load(self, place):
        return f"storage {place[2]}"

    def find_class(self, module, name):
        def told(*arguments):
            return f"{name}{arguments[:4]}" if arguments else {}

        return told


for name, value in Told(io.BytesIO(pickled)).load().items():
    print(f"{name:7} {value}")
# --8<-- [end:views]

# --8<-- [start:loaded]
file.seek(0)
loaded = torch.load(file)
loaded["row"][0] = 100
print(loaded["x"], loaded["turned"][0], sep="\n")
# --8<-- [end:loaded]

# --8<-- [start:trap]
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "model.pt")
    path.write_bytes(file.getvalue()[:-100])  # killed before the end was written
    try:
        torch.load(path)
    except RuntimeError as error:
        print(error)
# --8<-- [end:trap]

# --8<-- [start:whole]
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "model.pt")
    torch.save(state, path)  # the old one
    try:
        torch.save(state | {"step": 8, "log": lambda: None}, f"{path}.new")
        Path(f"{path}.new").replace(path)
    except (pickle.PicklingError, AttributeError) as error:
        print(type(error).__name__, torch.load(path)["step"])

    torch.save(state | {"step": 8}, f"{path}.new")
    Path(f"{path}.new").replace(path)
    print(torch.load(path)["step"])
# --8<-- [end:whole]
