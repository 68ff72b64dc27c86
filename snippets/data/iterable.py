"""Iterable datasets: a stream without a length, and who reads which part."""

# --8<-- [start:stream]
from torch.utils.data import DataLoader, IterableDataset


class Stream(IterableDataset):
    def __iter__(self):
        yield from range(6)  # lines of a file, records from a socket


print([batch.tolist() for batch in DataLoader(Stream(), batch_size=4)])
for question in (len, lambda loader: DataLoader(loader.dataset, shuffle=True)):
    try:
        question(DataLoader(Stream()))
    except (TypeError, ValueError) as error:
        print(error)
# --8<-- [end:stream]

# --8<-- [start:trap]
two = {"num_workers": 2, "multiprocessing_context": "fork"}

print([batch.tolist() for batch in DataLoader(Stream(), batch_size=4, **two)])
# --8<-- [end:trap]

# --8<-- [start:split]
from itertools import islice

from torch.utils.data import get_worker_info


class Split(Stream):
    def __iter__(self):
        info = get_worker_info()  # None in the main process
        start, step = (info.id, info.num_workers) if info else (0, 1)
        return islice(super().__iter__(), start, None, step)


print([batch.tolist() for batch in DataLoader(Split(), batch_size=4)])
print([batch.tolist() for batch in DataLoader(Split(), batch_size=4, **two)])
print([batch.tolist() for batch in DataLoader(Split(), batch_size=2, **two)])
# --8<-- [end:split]

# --8<-- [start:length]
import warnings


class Known(Stream):
    def __len__(self):
        return 6


for size in (2, 1):
    loader = DataLoader(Known(), batch_size=size, **two)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        expected, came = len(loader), len(list(loader))
    print(f"expected {expected}, came {came}, warned {bool(caught)}")
# --8<-- [end:length]

# --8<-- [start:shuffle]
import random


def shuffled(stream, size):
    buffer = []
    for item in stream:
        if len(buffer) < size:
            buffer.append(item)
            continue
        i = random.randrange(size)
        yield buffer[i]
        buffer[i] = item
    random.shuffle(buffer)
    yield from buffer


for size in (1, 3, 12):
    random.seed(0)
    print(f"buffer of {size:2}:", list(shuffled(range(12), size)))
# --8<-- [end:shuffle]

# --8<-- [start:again]
loader = DataLoader(Split(), batch_size=2)
print([next(iter(loader)).tolist() for _ in range(3)])
# --8<-- [end:again]
