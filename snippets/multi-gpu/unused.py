"""Unused parameters: what DDP waits for, and what it does when it never comes."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:net]
import torch
import torch.distributed as dist
from launch import device, launch, tell
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        for name in "always", "sometimes", "never":
            setattr(self, name, nn.Parameter(torch.ones(1, device=device())))

    def forward(self, x, sometimes=False):
        y = self.always * x
        return y + self.sometimes * x if sometimes else y


# --8<-- [end:net]


# --8<-- [start:step]
def data():  # 1 on rank 0, 2 on rank 1
    return torch.ones(1, device=device()) * (1 + dist.get_rank())


def grads(model):
    pairs = model.module.named_parameters()
    return {n: p.grad.item() if p.grad is not None else None for n, p in pairs}


def step():
    model = DDP(Net())
    model(data()).backward()
    tell(grads(model))


if __name__ == "__main__":
    launch(step)
# --8<-- [end:step]

# --8<-- [start:error]
import textwrap


def error():
    model = DDP(Net())
    model(data()).backward()
    with torch.no_grad():
        tell(model(data()).item())
    try:
        model(data())
    except RuntimeError as error:
        for line in str(error).splitlines() if dist.get_rank() == 0 else ():
            print(textwrap.fill(line.strip(), 78))


if __name__ == "__main__":
    launch(error)
# --8<-- [end:error]


# --8<-- [start:find]
from functools import partial

from torch.utils._python_dispatch import TorchDispatchMode


class Count(TorchDispatchMode):  # sees every operation, collectives too
    reduced = 0

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        self.reduced += "allreduce" in operation.name()
        return operation(*args, **(kwargs or {}))


def train(plan, **option):
    model = DDP(Net(), **option)
    for used_by in plan:
        model.zero_grad()
        with Count() as count:
            model(data(), dist.get_rank() in used_by).backward()
        tell(f"{grads(model)}, {count.reduced} all-reduces")


if __name__ == "__main__":
    launch(partial(train, [(1,), ()], find_unused_parameters=True))
# --8<-- [end:find]

# --8<-- [start:static]
if __name__ == "__main__":
    launch(partial(train, [(0, 1), (0, 1), ()], static_graph=True))
# --8<-- [end:static]


# --8<-- [start:trap]
def thaw(again):
    net = Net()
    for parameter in net.sometimes, net.never:
        parameter.requires_grad_(False)
    model = DDP(net)
    net.sometimes.requires_grad_(True)
    if again:
        model = DDP(net)
    for _ in range(100):
        model.zero_grad()
        model(data(), sometimes=True).backward()
    tell(grads(model))


if __name__ == "__main__":
    for again in False, True:
        launch(partial(thaw, again))
# --8<-- [end:trap]
