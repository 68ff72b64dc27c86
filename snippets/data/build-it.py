"""Build it: a DataLoader with the batches of real workers, in one process."""

# --8<-- [start:indices]
import torch


def draw(generator=None):
    seed = torch.empty((), dtype=torch.int64)
    return seed.random_(generator=generator).item()


def indices(length, shuffle, generator):
    if not shuffle:
        yield from range(length)
        return
    if generator is None:
        generator = torch.Generator().manual_seed(draw())
    yield from torch.randperm(length, generator=generator).tolist()
    torch.randperm(length, generator=generator)  # drawn, and not used


# --8<-- [end:indices]

# --8<-- [start:batches]
from itertools import islice


def batches(indices, size, drop_last):
    while batch := list(islice(indices, size)):
        if len(batch) == size or not drop_last:
            yield batch


# --8<-- [end:batches]


# --8<-- [start:collate]
def collate(samples):
    first = samples[0]
    if isinstance(first, torch.Tensor):
        return torch.stack(samples)
    if isinstance(first, tuple):
        return [collate(part) for part in zip(*samples)]
    dtype = torch.float64 if isinstance(first, float) else None
    return torch.tensor(samples, dtype=dtype)


# --8<-- [end:collate]

# --8<-- [start:worker]
import copy
import random

import numpy as np
from torch.utils.data._utils.worker import _generate_state

NOW = torch.get_rng_state, random.getstate, np.random.get_state
PUT = torch.set_rng_state, random.setstate, np.random.set_state


class Worker:  # what a process has of its own: data, random numbers
    def __init__(self, dataset, base_seed, number):
        self.dataset = copy.deepcopy(dataset)
        outside = [now() for now in NOW]
        torch.default_generator.manual_seed(base_seed + number)
        random.seed(base_seed + number)
        np.random.seed(_generate_state(base_seed, number))
        self.state = [now() for now in NOW]
        self.restore(outside)

    def restore(self, state):
        for put, part in zip(PUT, state):
            put(part)

    # --8<-- [end:worker]

    # --8<-- [start:fetch]
    def fetch(self, batch):
        outside = [now() for now in NOW]
        self.restore(self.state)
        done = collate([self.dataset[index] for index in batch])
        self.state = [now() for now in NOW]
        self.restore(outside)
        return done


# --8<-- [end:fetch]


# --8<-- [start:loader]
class Loader:
    def __init__(self, dataset, size, shuffle=False, **options):
        self.dataset, self.size, self.shuffle = dataset, size, shuffle
        self.drop_last = options.get("drop_last", False)
        self.workers = options.get("num_workers", 0)
        self.generator = options.get("generator")

    def __len__(self):
        whole, rest = divmod(len(self.dataset), self.size)
        return whole if self.drop_last or not rest else whole + 1

    # --8<-- [end:loader]

    # --8<-- [start:iter]
    def __iter__(self):
        order = indices(len(self.dataset), self.shuffle, self.generator)
        base_seed = draw(self.generator)
        plan = batches(order, self.size, self.drop_last)
        team = [Worker(self.dataset, base_seed, w) for w in range(self.workers)]
        for k, batch in enumerate(plan):
            if team:
                yield team[k % self.workers].fetch(batch)
            else:
                yield collate([self.dataset[index] for index in batch])


# --8<-- [end:iter]


# --8<-- [start:noisy]
class Noisy:
    asked = 0

    def __len__(self):
        return 10

    def __getitem__(self, index):
        self.asked += 1
        numbers = torch.rand(2), random.random(), np.random.rand()
        return torch.tensor([index, self.asked]), *numbers


# --8<-- [end:noisy]


# --8<-- [start:run]
def run(kind, seeded, **options):
    torch.manual_seed(0)
    random.seed(0)
    np.random.seed(0)
    if seeded:
        options["generator"] = torch.Generator().manual_seed(1)
    loader = kind(Noisy(), 3, **options)
    seen = [torch.cat([t.double().flatten() for t in b]) for b in loader]
    seen += [torch.cat([t.double().flatten() for t in b]) for b in loader]
    later = torch.rand(1), torch.tensor(random.random())
    return [*seen, torch.tensor(len(loader)), *later]


# --8<-- [end:run]


# --8<-- [start:equal]
from torch.utils.data import DataLoader


def compare(seeded=False, **options):
    ours = run(Loader, seeded, **options)
    if options.get("num_workers"):
        options["multiprocessing_context"] = "fork"
    theirs = run(DataLoader, seeded, **options)
    return sum(map(torch.equal, ours, theirs)), len(theirs)


kinds = {}, {"shuffle": True}, {"shuffle": True, "drop_last": True}
for workers in (0, 1, 2):
    for options in kinds:
        all_options = {"num_workers": workers, **options}
        found = [compare(seeded, **all_options) for seeded in (0, 1)]
        print(workers, "workers", found, options)
# --8<-- [end:equal]

# --8<-- [start:break]
import inspect


def with_change(part, old, new):
    source = inspect.getsource(part)
    if old not in source:
        raise ValueError(f"{old!r} is not in {part.__name__}")
    exec(source.replace(old, new), globals())
    found = compare(num_workers=2, shuffle=True)
    globals()[part.__name__] = part
    return found


late = "order = iter(list(order))\n        base_seed = draw"
print("as it is:         ", compare(num_workers=2, shuffle=True))
print("sampler first:    ", with_change(Loader, "base_seed = draw", late))
print("half and half:    ", with_change(Loader, "k % self.workers", "k // 2"))
copied, seed = "copy.deepcopy(dataset)", "base_seed + number"
print("one dataset:      ", with_change(Worker, copied, "dataset"))
print("one seed:         ", with_change(Worker, seed, "base_seed"))
print("NumPy not seeded: ", with_change(Worker, "np.random.seed", "id"))
# --8<-- [end:break]
