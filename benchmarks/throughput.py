"""How many workers help, by what a sample does; and what it costs a batch to cross over."""

import hashlib
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    import torch

SAMPLES = 512
BATCH = 16
WORKERS = (0, 1, 2, 4, 8)
BATCHES = 100
REPEATS = 5
MILLISECONDS = 0.002


class Rows:
    """Does little: a row of a table."""

    def __init__(self, table: "torch.Tensor") -> None:
        self.table = table

    def __len__(self) -> int:
        return len(self.table)

    def __getitem__(self, index: int) -> "torch.Tensor":
        return self.table[index]


class Computed(Rows):
    """Keeps a core busy for a while."""

    def __init__(self, table: "torch.Tensor", data: bytes) -> None:
        super().__init__(table)
        self.data = data

    def __getitem__(self, index: int) -> "torch.Tensor":
        hashlib.sha256(self.data).digest()
        return self.table[index]


class Waited(Rows):
    """Waits for a while and keeps no core busy, as for a slow disk or another machine."""

    def __getitem__(self, index: int) -> "torch.Tensor":
        time.sleep(MILLISECONDS)
        return self.table[index]


class Together(Rows):
    """Does little, and for a whole batch at once."""

    def __getitems__(self, indices: list[int]) -> "torch.Tensor":
        return self.table[indices]


class Repeated:
    """Gives a batch that is already made, again and again."""

    def __init__(self, make: Callable[[], object]) -> None:
        self.make = make

    def __len__(self) -> int:
        return BATCHES

    def __getitem__(self, index: int) -> object:
        return self.make()


def same(batch: object) -> object:
    """A collate function that changes nothing."""
    return batch


def milliseconds(batches: Iterable[object]) -> float:
    """The best time of a few for one epoch, the start of its workers included."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        for _batch in batches:
            pass
        times.append(time.perf_counter() - began)
    return 1000 * min(times)


def busy() -> bytes:
    """So many bytes that hashing them takes about as long as `Waited` waits."""
    data = bytes(1_000_000)
    took = []
    for _ in range(20):
        began = time.perf_counter()
        hashlib.sha256(data).digest()
        took.append(time.perf_counter() - began)
    return bytes(int(len(data) * MILLISECONDS / min(took)))


def main(console: Console) -> None:
    """Print both tables."""
    import warnings

    import torch  # here, since a process counts its parent's memory as its own peak
    from torch.utils.data import DataLoader

    warnings.filterwarnings("ignore", message="This DataLoader will create")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # a worker has one, too
    rows = torch.randn(SAMPLES, 100)
    table = Table("a sample", *(f"{workers} workers" for workers in WORKERS))
    for name, dataset in {
        "computes 2 ms": Computed(rows, busy()),
        "waits 2 ms": Waited(rows),
        "is a row": Rows(rows),
        "is a row, asked for by the batch": Together(rows),
    }.items():
        collate = same if isinstance(dataset, Together) else None
        cells = []
        for workers in WORKERS:
            start = {"multiprocessing_context": "fork"} if workers else {}
            loader = DataLoader(
                dataset, batch_size=BATCH, num_workers=workers, collate_fn=collate, **start
            )
            cells.append(f"{milliseconds(loader):.0f} ms" if workers else f"{milliseconds(loader):.1f} ms")
        table.add_row(name, *cells)
    console.print(f"An epoch of {SAMPLES} samples in batches of {BATCH}, workers forked each time")
    console.print(table)

    batch = torch.randn(256, 100)
    numbers, array = batch.tolist(), batch.numpy()
    table = Table("256 by 100 numbers, as", f"{BATCHES} batches from a worker")
    kinds: dict[str, Callable[[], object]] = {
        "one tensor": batch.clone,
        "one NumPy array": lambda: array,
        "256 tensors": lambda: [row.clone() for row in batch],
        "lists of floats": lambda: numbers,
    }
    for name, make in kinds.items():
        loader = DataLoader(
            Repeated(make),
            batch_size=None,
            collate_fn=same,
            num_workers=1,
            multiprocessing_context="fork",
        )
        table.add_row(name, f"{milliseconds(loader):.0f} ms")
    console.print(table)
    torch.set_num_threads(threads)


if __name__ == "__main__":
    main(Console())
