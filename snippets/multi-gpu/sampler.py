"""DistributedSampler: which rank sees which samples, and in which order."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:deal]
from functools import partial

import torch
import torch.distributed as dist
from launch import launch, tell
from torch.utils.data import DataLoader, DistributedSampler


def deal(samples, **options):
    sampler = DistributedSampler(range(samples), shuffle=False, **options)
    tell(list(sampler))


if __name__ == "__main__":
    launch(partial(deal, 9))
# --8<-- [end:deal]

# --8<-- [start:drop]
if __name__ == "__main__":
    for samples in 9, 1:
        launch(partial(deal, samples, drop_last=True))
# --8<-- [end:drop]


# --8<-- [start:batch]
def batches(sampled):
    torch.manual_seed(0)
    options = {"shuffle": True}
    if sampled:
        options = {"sampler": DistributedSampler(range(9))}  # shuffles, too
    loader = DataLoader(range(9), batch_size=2, **options)
    tell([batch.tolist() for batch in loader])


if __name__ == "__main__":
    for sampled in True, False:
        launch(partial(batches, sampled))
# --8<-- [end:batch]


# --8<-- [start:trap]
def epochs(told):
    sampler = DistributedSampler(range(9))
    for epoch in range(2):
        if told:
            sampler.set_epoch(epoch)
        tell(list(sampler))


if __name__ == "__main__":
    for told in False, True:
        launch(partial(epochs, told))
# --8<-- [end:trap]


# --8<-- [start:seeds]
def seeds():
    orders = set()
    for seed in range(5):
        sampler = DistributedSampler(range(9), seed=seed)
        for epoch in range(10):
            sampler.set_epoch(epoch)
            orders.add(tuple(sampler))
    tell(len(orders))


if __name__ == "__main__":
    launch(seeds)
# --8<-- [end:seeds]


# --8<-- [start:split]
def leak(seeded):
    torch.manual_seed(dist.get_rank())  # each rank draws its own noise
    generator = torch.Generator().manual_seed(0) if seeded else None
    split = torch.utils.data.random_split(range(1000), [800, 200], generator)
    train, validation = split
    mine = [train[i] for i in DistributedSampler(train)]
    all_ranks = [None] * dist.get_world_size()
    dist.all_gather_object(all_ranks, mine)
    tell(len(set(validation).intersection(sum(all_ranks, []))))


if __name__ == "__main__":
    for seeded in False, True:
        launch(partial(leak, seeded))
# --8<-- [end:split]

# --8<-- [start:stream]
from torch.utils.data import IterableDataset, get_worker_info


class Stream(IterableDataset):
    def __init__(self):
        self.rank, self.ranks = dist.get_rank(), dist.get_world_size()

    def __iter__(self):
        info = get_worker_info()
        first = self.rank * info.num_workers + info.id
        return iter(range(first, 9, self.ranks * info.num_workers))


def stream():
    two = {"num_workers": 2, "multiprocessing_context": "fork"}
    loader = DataLoader(Stream(), batch_size=2, **two)
    tell([batch.tolist() for batch in loader])


if __name__ == "__main__":
    launch(stream)
# --8<-- [end:stream]
