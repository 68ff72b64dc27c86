"""DistributedDataParallel: what it adds to backward(), and when."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:wrap]
from functools import partial

import torch
import torch.distributed as dist
from launch import device, launch, tell
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


def wrap():
    net = nn.Linear(1, 1, bias=False).to(device())
    nn.init.constant_(net.weight, 1 + dist.get_rank())
    before = net.weight.item()
    ddp = DDP(net)
    tell(f"{before} became {net.weight.item()}, {list(ddp.state_dict())}")


if __name__ == "__main__":
    launch(wrap)
# --8<-- [end:wrap]


# --8<-- [start:average]
def average(inner=False):
    x = torch.tensor([[1.0], [3.0], [5.0], [7.0]], device=device())
    ddp = DDP(nn.Linear(1, 1, bias=False).to(device()))
    w, seen = ddp.module.weight, []
    w.register_hook(lambda grad: seen.append(grad.item()))
    w.register_post_accumulate_grad_hook(lambda w: seen.append(w.grad.item()))
    forward = ddp.module if inner else ddp
    forward(x.chunk(2)[dist.get_rank()]).mean().backward()
    tell([*seen, w.grad.item()])


if __name__ == "__main__":
    launch(average)
# --8<-- [end:average]


# --8<-- [start:watch]
from torch.distributed.algorithms.ddp_comm_hooks.default_hooks import allreduce_hook


def watch(steps=2):
    layers = [nn.Linear(16, 16, bias=False) for _ in range(6)]
    net = nn.Sequential(*layers).to(device())
    names = {p: f"{i}.weight" for i, p in enumerate(net.parameters())}
    events = []

    def sent(state, bucket):
        events.append(("sent", *(names[p] for p in bucket.parameters())))
        return allreduce_hook(state, bucket)

    for p in net.parameters():
        p.register_post_accumulate_grad_hook(lambda p: events.append(("ready", names[p])))
    ddp = DDP(net, bucket_cap_mb=2048 / 2**20)
    ddp.register_comm_hook(None, sent)
    for step in range(steps):
        events.append(("step", str(step)))
        ddp(torch.ones(4, 16, device=device())).sum().backward()
    return events


# --8<-- [end:watch]


# --8<-- [start:buckets]
def buckets():
    events = watch()
    if dist.get_rank() == 0:
        for what, *names in events:
            print(f"{what:5}", *names)


if __name__ == "__main__":
    launch(buckets)
# --8<-- [end:buckets]


# --8<-- [start:buffers]
def buffers():
    norm = nn.BatchNorm1d(1).to(device())
    ddp = DDP(norm)
    x = torch.tensor([[0.0], [2.0], [10.0], [12.0]], device=device())
    for step in range(2):
        ddp(x.chunk(2)[dist.get_rank()])
        tell(round(norm.running_mean.item(), 2))


if __name__ == "__main__":
    launch(buffers)
# --8<-- [end:buffers]


# --8<-- [start:trap]
if __name__ == "__main__":
    launch(partial(average, inner=True))
# --8<-- [end:trap]
