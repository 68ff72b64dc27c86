"""How many workers help, what it costs to ask for rows one by one, and to cross over."""

import hashlib
import time
import warnings
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    import torch

SAMPLES = 512
BATCH = 16
WORKERS = (0, 1, 2, 4, 8)
ROWS = 51_200
WIDE = 256
BATCHES = 50
REPEATS = 3
WAIT = 0.002  # seconds


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
        time.sleep(WAIT)
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
    return bytes(int(len(data) * WAIT / min(took)))


def loading(samples: int) -> Table:
    """By what a sample does, and the number of workers."""
    import torch
    from torch.utils.data import DataLoader

    rows = torch.randn(samples, 100)
    kinds = {"computes": Computed(rows, busy()), "waits": Waited(rows), "is a row": Rows(rows)}
    table = Table("workers", *kinds)
    for workers in WORKERS:
        start = {"multiprocessing_context": "fork"} if workers else {}
        cells = []
        for dataset in kinds.values():
            loader = DataLoader(dataset, batch_size=BATCH, num_workers=workers, **start)
            cells.append(f"{milliseconds(loader):.0f} ms")
        table.add_row(str(workers or "none"), *cells)
    return table


def fetching(samples: int) -> Table:
    """A table's rows, one by one or by the batch."""
    import torch
    from torch.utils.data import DataLoader

    rows = torch.randn(samples, 100)
    by_one = DataLoader(Rows(rows), batch_size=WIDE)
    by_batch = DataLoader(Together(rows), batch_size=WIDE, collate_fn=same)
    table = Table("asked for", "an epoch")
    table.add_row("one by one", f"{milliseconds(by_one):.0f} ms")
    table.add_row("by the batch", f"{milliseconds(by_batch):.0f} ms")
    return table


def crossing() -> Table:
    """The same numbers from a worker, in several forms."""
    import torch
    from torch.utils.data import DataLoader

    batch = torch.randn(256, 100)
    numbers, array = batch.tolist(), batch.numpy()
    large = torch.randn(25_600, 100)
    large_array = large.numpy()
    kinds: dict[str, Callable[[], object]] = {
        "one tensor": batch.clone,
        "one NumPy array": lambda: array,
        "lists of floats": lambda: numbers,
        "256 tensors": lambda: [row.clone() for row in batch],
        "one tensor, 100 times as large": large.clone,
        "one NumPy array, 100 times as large": lambda: large_array,
    }
    table = Table("256 by 100 numbers, as", f"{BATCHES} batches")
    for name, make in kinds.items():
        loader = DataLoader(
            Repeated(make),
            batch_size=None,
            collate_fn=same,
            num_workers=1,
            multiprocessing_context="fork",
        )
        table.add_row(name, f"{milliseconds(loader):.0f} ms")
    return table


def main(console: Console) -> None:
    """Print one table for each question."""
    import torch  # here, since a process counts its parent's memory as its own peak

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # a worker has one, too
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="This DataLoader will create")
        console.print(f"An epoch of {SAMPLES} samples in batches of {BATCH}, workers forked for it")
        console.print(loading(SAMPLES))
        console.print(f"An epoch of {ROWS} rows of a tensor in batches of {WIDE}, no worker")
        console.print(fetching(ROWS))
        console.print("Batches from one worker")
        console.print(crossing())
    torch.set_num_threads(threads)


if __name__ == "__main__":
    main(Console())
