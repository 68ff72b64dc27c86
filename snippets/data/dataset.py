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

rows = TensorDataset(torch.tensor([1.5, 2.5]), torch.tensor([0, 1]))
tried = ["[5, 6]", "range(5, 7)", "rows", "{0: 5, 1: 6}"]
for text in [*tried, "{'a': 5, 'b': 6}", "{5, 6}", "iter([5, 6])"]:
    try:
        print(f"{text:16} ", *DataLoader(eval(text), batch_size=2))
    except (KeyError, TypeError) as error:
        print(f"{text:16}  {type(error).__name__}: {error}")
# --8<-- [end:any]


# --8<-- [start:table]
class Table:
    def __init__(self, rows):
        self.items = torch.tensor(rows)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index, :-1], self.items[index, -1]


# --8<-- [end:table]


# --8<-- [start:folder]
class Folder(Table):
    def __init__(self, root):
        self.items = sorted(root.glob("*/*"))
        self.classes = sorted({path.parent.name for path in self.items})

    def __getitem__(self, index):
        path = self.items[index]
        content = torch.tensor(list(path.read_bytes()))
        return content, self.classes.index(path.parent.name)


# --8<-- [end:folder]


# --8<-- [start:texts]
class Texts(Table):
    def __init__(self, texts):
        self.items = texts
        words = sorted({word for text in texts for word in text.split()})
        self.numbers = {word: number for number, word in enumerate(words)}

    def __getitem__(self, index):
        words = self.items[index].split()
        return {"tokens": torch.tensor([self.numbers[word] for word in words])}


# --8<-- [end:texts]

# --8<-- [start:kinds]
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory() as name:
    for path in Path(name, "cat", "one.raw"), Path(name, "dog", "one.raw"):
        path.parent.mkdir()
        path.write_bytes(path.parent.name.encode())  # three bytes

    table = Table([[22, 7, 0], [38, 71, 1]])
    for data in table, Folder(Path(name)), Texts(["a dog", "the cat"]):
        print(f"{type(data).__name__:6} {len(data)} {data[1]}")
# --8<-- [end:kinds]


# --8<-- [start:trap]
class Named(Squares):
    def __getitem__(self, index):
        label = [0, 1, 2, 0, 1][index]
        return ["cat", "dog"][label]  # no name for 2


print([sample for _, sample in zip(range(8), squares)])
print(list(Named()))
# --8<-- [end:trap]

# --8<-- [start:fixed]
Squares.__iter__ = lambda self: (self[i] for i in range(len(self)))
print(list(squares))
try:
    list(Named())
except IndexError as error:
    print("IndexError:", error)
# --8<-- [end:fixed]
