"""Map-style datasets: two questions, who asks them, and three kinds of data."""

# --8<-- [start:asked]
from torch.utils.data import DataLoader


class Squares:
    def __len__(self):
        asked.append("len")
        return 5

    def __getitem__(self, index):
        asked.append(index)
        return index * index


squares, asked = Squares(), []
loader = DataLoader(squares, batch_size=2)
print("loader made, asked so far:", asked)
for batch in loader:
    print(f"{batch!s:17} asked so far:", asked)
# --8<-- [end:asked]

# --8<-- [start:any]
import torch
from torch.utils.data import TensorDataset

x, y = torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([0, 1])
listed = ["[5, 6]", "range(5, 7)", "'ab'", "TensorDataset(x, y)"]
for text in listed + ["{0: 5, 1: 6}", "{'a': 5, 'b': 6}", "{5, 6}", "iter([5, 6])"]:
    try:
        (batch,) = DataLoader(eval(text), batch_size=2)
        print(f"{text:19}  {str(batch).replace(chr(10), '')}")
    except (KeyError, TypeError) as error:
        print(f"{text:19}  {type(error).__name__}: {error}")

ages = {"a": 5, "b": 6}
print(list(DataLoader(ages, sampler=["b", "a"])))
# --8<-- [end:any]


# --8<-- [start:table]
from torch.utils.data import Dataset


class Table(Dataset):
    def __init__(self, rows):
        self.rows = torch.tensor(rows)

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        return self.rows[index, :-1], self.rows[index, -1]


# --8<-- [end:table]


# --8<-- [start:folder]
from typing import NamedTuple


class Picture(NamedTuple):
    pixels: torch.Tensor
    label: int


class Folder(Dataset):
    def __init__(self, root):
        self.paths = sorted(root.glob("*/*"))
        self.classes = sorted({path.parent.name for path in self.paths})

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        path = self.paths[index]
        pixels = torch.tensor(list(path.read_bytes()))
        return Picture(pixels, self.classes.index(path.parent.name))


# --8<-- [end:folder]


# --8<-- [start:texts]
class Texts(Dataset):
    def __init__(self, texts):
        self.texts = texts
        words = sorted({word for text in texts for word in text.split()})
        self.numbers = {word: number for number, word in enumerate(words)}

    def __len__(self):
        return len(self.texts)

    def __getitem__(self, index):
        words = self.texts[index].split()
        return {"tokens": torch.tensor([self.numbers[word] for word in words])}


# --8<-- [end:texts]

# --8<-- [start:kinds]
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory() as name:
    for path in Path(name, "cat", "a.raw"), Path(name, "dog", "a.raw"):
        path.parent.mkdir()
        path.write_bytes(bytes(path.parent.name, "ascii"))  # three "pixels"

    table = Table([[22, 7, 0], [38, 71, 1]])
    for data in table, Folder(Path(name)), Texts(["a dog", "the cat"]):
        (batch,) = DataLoader(data, batch_size=2)
        print(data[1], "->", str(batch).replace("\n", ""))
# --8<-- [end:kinds]


# --8<-- [start:trap]
class Named(Dataset):
    names, labels = ["cat", "dog"], [0, 1, 2, 0]  # no name for label 2

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.names[self.labels[index]]


from itertools import islice

print(list(islice(squares, 8)))
print(list(Named()))
try:
    list(DataLoader(Named()))
except IndexError as error:
    print("IndexError:", error)
# --8<-- [end:trap]


# --8<-- [start:fixed]
def one_by_one(self):
    return (self[index] for index in range(len(self)))


for kind in Squares, Named:
    kind.__iter__ = one_by_one
    try:
        print(list(kind()))
    except IndexError as error:
        print("IndexError:", error)
# --8<-- [end:fixed]
