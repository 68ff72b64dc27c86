"""Clone MNIST: torchvision's dataset, written again from its files."""

# --8<-- [start:write]
import struct
import tempfile
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits


def write_idx(path, array):
    head = struct.pack(">BBBB", 0, 0, 8, array.ndim)  # 8: unsigned bytes
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    path.write_bytes(head + sizes + array.tobytes())


folder = tempfile.TemporaryDirectory()
raw = Path(folder.name, "MNIST", "raw")
raw.mkdir(parents=True)

digits = load_digits()  # real handwriting, 8 x 8
images = (digits.images * 15).astype(np.uint8)
labels = digits.target.astype(np.uint8)
for name, part in {"train": slice(1000), "t10k": slice(1000, None)}.items():
    write_idx(raw / f"{name}-images-idx3-ubyte", images[part])
    write_idx(raw / f"{name}-labels-idx1-ubyte", labels[part])
for path in sorted(raw.iterdir()):
    print(f"{path.stat().st_size:6} {path.name}")
# --8<-- [end:write]

# --8<-- [start:look]
start = (raw / "train-images-idx3-ubyte").read_bytes()[:16]
print(start.hex(" ", 4), struct.unpack(">BBBBIII", start))
print("read the other way round:", struct.unpack("<I", start[4:8]))
# --8<-- [end:look]

# --8<-- [start:read]
import torch


def read_idx(path):
    content = path.read_bytes()
    dims = content[3] if len(content) > 3 else 0
    start = 4 + 4 * dims
    if content[:3] != b"\0\0\x08" or len(content) < start:
        found = content[:4].hex()
        begins = f"no whole header for bytes, but {found}..."
        raise ValueError(f"{path.name}: {begins}")
    shape = struct.unpack_from(f">{dims}I", content, 4)
    values = np.frombuffer(content, np.uint8, offset=start)
    if values.size != np.prod(shape):
        found = f"{values.size} bytes found"
        raise ValueError(f"{path.name}: {shape} promised, {found}")
    return torch.from_numpy(values.reshape(shape).copy())


# --8<-- [end:read]

# --8<-- [start:dataset]
from PIL import Image
from torch.utils.data import Dataset


class Digits(Dataset):
    def __init__(self, root, train=True, transform=None, target_transform=None):
        part = "train" if train else "t10k"
        raw = Path(root, "MNIST", "raw")
        self.data = read_idx(raw / f"{part}-images-idx3-ubyte")
        self.targets = read_idx(raw / f"{part}-labels-idx1-ubyte").long()
        if len(self.data) != len(self.targets):
            found = f"{len(self.data)} images and {len(self.targets)} labels"
            raise ValueError(found)
        self.transform, self.target_transform = transform, target_transform

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        image = Image.fromarray(self.data[index].numpy())
        label = int(self.targets[index])
        if self.transform is not None:
            image = self.transform(image)
        if self.target_transform is not None:
            label = self.target_transform(label)
        return image, label


# --8<-- [end:dataset]

# --8<-- [start:equal]
from torchvision import transforms
from torchvision.datasets import MNIST


def facts(sample):
    image, label = sample
    if isinstance(image, Image.Image):
        values = image.mode, image.size, image.tobytes()
    else:
        values = image.dtype, image.tolist()
    return type(image), values, type(label), label


def compare(**options):
    ours = Digits(folder.name, **options)
    theirs = MNIST(folder.name, **options)
    found = [facts(ours[i]) == facts(theirs[i]) for i in range(len(theirs))]
    print(len(ours) == len(theirs), all(found), len(found))


compare()
compare(train=False)
tensor = transforms.ToTensor()
compare(transform=tensor, target_transform=lambda label: 9 - label)
# --8<-- [end:equal]

# --8<-- [start:sample]
image, label = Digits(folder.name)[0]
print(type(image).__name__, image.mode, image.size, type(label).__name__, label)
print(transforms.ToTensor()(image).shape)
# --8<-- [end:sample]


# --8<-- [start:trap]
class Handwriting(MNIST):
    pass


try:
    Handwriting(folder.name)
except RuntimeError as error:
    print(error)
# --8<-- [end:trap]


# --8<-- [start:fixed]
class Handwriting(MNIST):  # noqa: F811
    @property
    def raw_folder(self):
        return str(Path(self.root, "MNIST", "raw"))


print(len(Handwriting(folder.name)))
# --8<-- [end:fixed]

# --8<-- [start:broken]
path = raw / "train-labels-idx1-ubyte"
whole = path.read_bytes()
for content in (whole[:500], b"<html>404 Not Found"):
    path.write_bytes(content)
    for kind in (Digits, MNIST):
        try:
            kind(folder.name)
        except (ValueError, RuntimeError, AssertionError) as error:
            print(f"{kind.__name__}: {type(error).__name__}: {error}")
folder.cleanup()
# --8<-- [end:broken]
