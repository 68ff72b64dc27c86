"""Accumulating gradients over ranks: no_sync, and which part is averaged."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:model]
from contextlib import nullcontext
from functools import partial

import torch
import torch.distributed as dist
from launch import device, launch, tell
from torch import nn
from torch.distributed.algorithms.ddp_comm_hooks import default_hooks
from torch.nn.parallel import DistributedDataParallel as DDP


def counted(net):
    model, sent = DDP(net.to(device())), []

    def send(state, bucket):
        sent.append(bucket.buffer().nbytes)
        return default_hooks.allreduce_hook(state, bucket)

    model.register_comm_hook(None, send)
    return model, sent


# --8<-- [end:model]


# --8<-- [start:every]
def one():  # one weight, at 0; its gradient is the input
    net = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(net.weight)
    return net


def parts(quiet):
    model, sent = counted(one())
    for i, x in enumerate([1.0, 3.0]):
        x = torch.tensor([[x + 4 * dist.get_rank()]], device=device())
        with model.no_sync() if i in quiet else nullcontext():
            (model(x).mean() / 2).backward()
        tell(f"part {i}: {model.module.weight.grad.item()}, sent {sent}")


if __name__ == "__main__":
    launch(partial(parts, quiet=[]))
# --8<-- [end:every]

# --8<-- [start:last]
if __name__ == "__main__":
    launch(partial(parts, quiet=[0]))
# --8<-- [end:last]


# --8<-- [start:forward]
def inside(forward, backward):
    model, sent = counted(one())
    x = torch.ones(1, 1, device=device()) + 4 * dist.get_rank()
    with model.no_sync() if forward else nullcontext():
        loss = model(x).mean()
    with model.no_sync() if backward else nullcontext():
        loss.backward()
    tell(f"{model.module.weight.grad.item()}, sent {sent}")


if __name__ == "__main__":
    for where in (True, False), (False, True):
        launch(partial(inside, *where))
# --8<-- [end:forward]


# --8<-- [start:two]
def two():
    model, sent = counted(one())
    x = torch.ones(1, 1, device=device()) + 4 * dist.get_rank()
    with model.no_sync():
        first = model(x).mean()
    second = model(x).mean()
    for loss in first, second:
        loss.backward()
        tell(f"{model.module.weight.grad.item()}, sent {sent}")


if __name__ == "__main__":
    launch(two)
# --8<-- [end:two]


# --8<-- [start:trap]
def epoch(count_last):
    model, sent = counted(one())
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    for i, x in enumerate([1.0, 3.0, 5.0]):
        x = torch.tensor([[x + 4 * dist.get_rank()]], device=device())
        full, last = (i + 1) % 2 == 0, i == 2
        averaged = full or (last and count_last)
        with nullcontext() if averaged else model.no_sync():
            model(x).mean().backward()
        if full or last:
            optimizer.step()
            optimizer.zero_grad()
    tell(f"w = {model.module.weight.item()}")


if __name__ == "__main__":
    for count_last in False, True:
        launch(partial(epoch, count_last))
# --8<-- [end:trap]
