"""Random numbers in workers: who is seeded with what, and what repeats."""

# --8<-- [start:sequences]
import numpy as np
import torch
from torch.utils.data import DataLoader, get_worker_info


class Noise:
    def __len__(self):
        return 4

    def __getitem__(self, index):
        return torch.randint(100, ()).item()


def epoch(dataset, workers, **options):
    if workers:
        options["multiprocessing_context"] = "fork"
    loader = DataLoader(dataset, num_workers=workers, **options)
    return [batch.item() for batch in loader]


for workers in (0, 1, 2):
    torch.manual_seed(0)
    print(workers, "workers:", epoch(Noise(), workers), epoch(Noise(), workers))
# --8<-- [end:sequences]


# --8<-- [start:seeds]
class Seeds(Noise):
    def __getitem__(self, index):
        return get_worker_info().seed


torch.manual_seed(0)
expected = torch.empty((), dtype=torch.int64).random_().item()
torch.manual_seed(0)
print("first epoch: ", [seed - expected for seed in epoch(Seeds(), 2)])
print("second epoch:", [seed == expected for seed in epoch(Seeds(), 2)])
# --8<-- [end:seeds]


# --8<-- [start:kinds]
import random


class Three(Noise):
    def __getitem__(self, index):
        return torch.tensor([torch.rand(()), random.random(), np.random.rand()])


torch.manual_seed(0)
loader = DataLoader(Three(), num_workers=2, multiprocessing_context="fork")
drawn = torch.cat([batch for _ in range(2) for batch in loader])
print("different numbers:", [column.unique().numel() for column in drawn.T])
# --8<-- [end:kinds]


# --8<-- [start:trap]
class Own(Noise):
    def __init__(self):
        self.rng = np.random.default_rng(0)

    def __getitem__(self, index):
        return self.rng.integers(100).item()


own = Own()
print(epoch(own, 2), epoch(own, 2))
# --8<-- [end:trap]


# --8<-- [start:fixed]
class Lazy(Noise):
    rng = None

    def __getitem__(self, index):
        if self.rng is None:
            self.rng = np.random.default_rng(get_worker_info().seed)
        return self.rng.integers(100).item()


torch.manual_seed(0)
lazy = Lazy()
print(epoch(lazy, 2), epoch(lazy, 2))
# --8<-- [end:fixed]


# --8<-- [start:repeat]
for name in ("nothing", "manual_seed", "generator"):
    runs = []
    for _ in range(2):
        options = {}
        if name == "manual_seed":
            torch.manual_seed(0)
        elif name == "generator":
            options["generator"] = torch.Generator().manual_seed(0)
        runs.append(epoch(Noise(), 2, **options))
    print(f"{name:11}  repeats: {runs[0] == runs[1]}")
# --8<-- [end:repeat]


# --8<-- [start:index]
class ByIndex(Noise):
    def __getitem__(self, index):
        generator = torch.Generator().manual_seed(index)
        return torch.randint(100, (), generator=generator).item()


print([epoch(ByIndex(), workers) for workers in (0, 1, 2)])
# --8<-- [end:index]
