"""Hangs: which rank waits for whom, and how to be told."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:uneven]
from datetime import timedelta
from functools import partial

import torch
import torch.distributed as dist
from launch import device, launch, tell
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


def replica(net):  # its collectives give up after a second
    group = dist.new_group(timeout=timedelta(seconds=1), backend="gloo")
    return DDP(net.to(device()), process_group=group)


def train(joined):
    rank, log = dist.get_rank(), []
    model = replica(nn.Linear(1, 1, bias=False))
    x = torch.ones(1, 1, device=device()) * (1 + rank)
    with model.join(enable=joined):
        try:
            for _ in range(3 - rank):  # three batches and two
                model.zero_grad()
                model(x).sum().backward()
                log.append(model.module.weight.grad.item())
        except RuntimeError as error:
            log.append(str(error).partition("] ")[2])
    tell(log)


if __name__ == "__main__":
    launch(partial(train, joined=False))
# --8<-- [end:uneven]

# --8<-- [start:join]
if __name__ == "__main__":
    launch(partial(train, joined=True))
# --8<-- [end:join]


# --8<-- [start:alone]
def alone():
    model, log = replica(nn.BatchNorm1d(1)).eval(), []
    x = torch.ones(1, 1, device=device())
    if dist.get_rank() == 0:  # one is enough for validation, or is it?
        with torch.no_grad():
            log.append(round(model.module(x).item(), 2))
            try:
                log.append(model(x))
            except RuntimeError as error:
                log.append(type(error).__name__)
    tell(log)


if __name__ == "__main__":
    launch(alone)
# --8<-- [end:alone]

# --8<-- [start:who]
import os


def who():
    limit, group = timedelta(seconds=1), dist.new_group(backend="gloo")
    stderr, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)  # the message is logged as well, with the time
    try:
        if dist.get_rank() == 0:  # rank 1 has taken another branch
            dist.monitored_barrier(group, timeout=limit)
    except RuntimeError as error:
        print(str(error).splitlines()[0])
    os.dup2(stderr, 2)


if __name__ == "__main__":
    launch(who)
# --8<-- [end:who]


# --8<-- [start:trap]
def crossed(group=None):
    sums = {"loss": 0.5, "count": 10.0}
    for name in sorted(sums, reverse=dist.get_rank() == 0):
        sums[name] = torch.tensor(sums[name], device=device())
        dist.all_reduce(sums[name], group=group)
    tell({name: total.item() for name, total in sums.items()})


if __name__ == "__main__":
    launch(crossed)
# --8<-- [end:trap]


# --8<-- [start:detail]
def detail():
    dist.set_debug_level(dist.DebugLevel.DETAIL)
    group = dist.new_group(backend="gloo")
    crossed(group)
    x = torch.ones(1, device=device())
    try:
        if dist.get_rank() == 0:
            dist.all_reduce(x, group=group)
        else:
            dist.broadcast(x, 0, group=group)
    except RuntimeError as error:
        tell(str(error).partition(". ")[0])
        tell(str(error).rpartition(").")[2])


if __name__ == "__main__":
    launch(detail)
# --8<-- [end:detail]
