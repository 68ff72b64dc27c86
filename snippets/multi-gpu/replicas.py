"""Replicas: training data-parallel by hand, and replicas that differ silently."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:average]
from functools import partial

import torch
import torch.distributed as dist
from launch import device, launch, tell
from torch import nn


def average(tensors):
    for t in tensors:
        dist.all_reduce(t)  # now the sum over the ranks
        t /= dist.get_world_size()


# --8<-- [end:average]


# --8<-- [start:mean]
def gradient(sizes, loss):
    x = torch.tensor([1.0, 3.0, 5.0, 7.0], device=device())
    mine = x.split(sizes)[dist.get_rank()]
    w = torch.ones(1, device=device(), requires_grad=True)
    loss(w * mine).backward()
    own = w.grad.item()
    average([w.grad])
    tell(f"{own} became {w.grad.item()}")


if __name__ == "__main__":
    launch(partial(gradient, [2, 2], torch.mean))
# --8<-- [end:mean]


# --8<-- [start:equal]
def train(rank, ranks):
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 1)).to(device())
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for batch in torch.randn(10, 32, 64).to(device()):
        optimizer.zero_grad()
        net(batch.chunk(ranks)[rank]).square().mean().backward()
        if ranks > 1:
            average([p.grad for p in net.parameters()])
        optimizer.step()
    return nn.utils.parameters_to_vector(net.parameters()).detach()


# --8<-- [end:equal]


# --8<-- [start:compare]
def compare():
    ours = train(dist.get_rank(), 2)
    zero = ours.clone()
    dist.broadcast(zero, src=0)  # now every rank has what rank 0 has
    whole = train(0, 1)  # the whole batch, on this rank alone
    same = torch.equal(ours, zero), torch.equal(ours, whole)
    close = torch.allclose(ours, whole, atol=1e-5)
    tell(f"as rank 0 {same[0]}; as the whole batch {same[1]}, close {close}")


if __name__ == "__main__":
    launch(compare)
# --8<-- [end:compare]


# --8<-- [start:shares]
def weighed(terms):
    count = torch.tensor(len(terms), device=device())
    dist.all_reduce(count)
    return terms.sum() / count * dist.get_world_size()


if __name__ == "__main__":
    for loss in torch.mean, weighed:
        launch(partial(gradient, [3, 1], loss))
# --8<-- [end:shares]


# --8<-- [start:drift]
def drift():
    w = torch.tensor([1.0 + dist.get_rank()], device=device(), requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=1.0)
    for step in range(3):
        optimizer.zero_grad()
        (w * w / 2).sum().backward()
        average([w.grad])
        tell(f"w = {w.item()}, averaged gradient {w.grad.item()}")
        optimizer.step()


if __name__ == "__main__":
    launch(drift)
# --8<-- [end:drift]


# --8<-- [start:check]
def apart(net):
    for name, t in net.state_dict().items():
        zero = t.clone()
        dist.broadcast(zero, src=0)
        if not torch.equal(t, zero):
            yield name


def seeded():
    torch.manual_seed(dist.get_rank())  # each rank draws its own noise
    net = nn.Linear(2, 1).to(device())
    tell(list(apart(net)))
    for t in net.state_dict().values():
        dist.broadcast(t, src=0)
    tell(list(apart(net)))


if __name__ == "__main__":
    launch(seeded)
# --8<-- [end:check]
