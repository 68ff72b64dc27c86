"""Throughput: who waits for whom, what workers can gain, and what they cost."""


# --8<-- [start:model]
def epoch(batches, workers, load=6, step=2):
    if not workers:
        return batches * (load + step)
    now, loaded = 0, [0] * workers  # when each worker is done
    for k in range(batches):
        loaded[k % workers] += load
        now = max(now, loaded[k % workers]) + step
    return now


print({workers: epoch(100, workers) for workers in range(6)})
# --8<-- [end:model]


# --8<-- [start:same]
from torch.utils.data import DataLoader


class Slow:
    ticks = 0  # a clock that moves when we work

    def __len__(self):
        return 600

    def __getitem__(self, index):
        Slow.ticks += 1
        return index


def train(batches):
    start = Slow.ticks
    for batch in batches:
        Slow.ticks += 2  # the step
    return Slow.ticks - start


loader = DataLoader(Slow(), batch_size=6)
one = next(iter(loader))
print("loaded:  ", train(loader))
print("the same:", train([one] * len(loader)))
# --8<-- [end:same]


# --8<-- [start:calls]
import torch
from torch.utils._python_dispatch import TorchDispatchMode


class Count(TorchDispatchMode):
    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        called.append(function._schema.name)
        return function(*args, **(kwargs or {}))


class Rows(Slow):
    table = torch.zeros(600, 100)

    def __getitem__(self, index):
        return self.table[index]


class Together(Rows):
    def __getitems__(self, indices):
        return self.table[indices]


# --8<-- [end:calls]

# --8<-- [start:together]
for data, collate in (Rows(), None), (Together(), lambda batch: batch):
    called = []
    with Count():
        for batch in DataLoader(data, batch_size=200, collate_fn=collate):
            shape = tuple(batch.shape)
    names = ("aten::select", "aten::stack", "aten::index")
    print(shape, {name: called.count(name) for name in names})
# --8<-- [end:together]

# --8<-- [start:trap]
from multiprocessing.reduction import ForkingPickler

numbers = torch.zeros(256, 100)
fork = {"num_workers": 1, "multiprocessing_context": "fork"}


def show(name, make):
    def size(samples):  # in the worker, in place of a batch
        return len(ForkingPickler.dumps(make()))

    (size,) = DataLoader([0], collate_fn=size, **fork)
    print(f"{name:15} {size / 1000:3.0f} kB")


show("one tensor", numbers.clone)
show("a NumPy array", numbers.numpy)
show("lists of floats", numbers.tolist)
show("256 tensors", lambda: [row.clone() for row in numbers])
# --8<-- [end:trap]


# --8<-- [start:fixed]
def packed(samples):
    return torch.cat(samples), [len(sample) for sample in samples]


samples = [torch.ones(3), torch.ones(1), torch.ones(2)]
((cells, lengths),) = DataLoader(samples, 3, collate_fn=packed, **fork)
print(cells.split(lengths))
# --8<-- [end:fixed]
