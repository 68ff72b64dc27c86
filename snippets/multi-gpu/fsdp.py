"""FSDP2: each rank keeps a share of every parameter; bytes, collectives."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:model]
import torch
import torch.distributed as dist
from launch import device, launch, tell
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard


def build():
    torch.manual_seed(0)
    layers = [nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 4)]
    return nn.Sequential(*layers).to(device())


def mesh():
    return init_device_mesh(device().type, (dist.get_world_size(),))


def shard(model, **options):
    options["mesh"] = mesh()
    for layer in model[0], model[2], model:
        fully_shard(layer, **options)
    return model


# --8<-- [end:model]


# --8<-- [start:shares]
def shares():
    whole, model = build(), shard(build())
    tell(sum(p.nbytes for p in whole.parameters()))
    tell(sum(p.to_local().nbytes for p in model.parameters()))
    weight = model[0].weight
    tell((type(weight).__name__, *weight.shape, *weight.to_local().shape))


if __name__ == "__main__":
    launch(shares)
# --8<-- [end:shares]


# --8<-- [start:mode]
from collections import Counter

from torch.utils._python_dispatch import TorchDispatchMode


class Collectives(TorchDispatchMode):
    def __enter__(self):
        self.counts = Counter()
        return super().__enter__()

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        if operation.namespace == "c10d":
            self.counts[operation.overloadpacket.__name__] += 1
        return operation(*args, **(kwargs or {}))


# --8<-- [end:mode]


# --8<-- [start:count]
def count():
    for again in True, False:
        model = shard(build(), reshard_after_forward=again)
        x = torch.ones(2, 8, device=device())
        with Collectives() as forward:
            loss = model(x).sum()
        with Collectives() as backward:
            loss.backward()
        if dist.get_rank() == 0:
            print(f"reshard_after_forward={again}")
            print(" forward ", dict(forward.counts))
            print(" backward", dict(backward.counts))


if __name__ == "__main__":
    launch(count)
# --8<-- [end:count]


# --8<-- [start:train]
def train(model, rows):
    torch.manual_seed(1)
    x, y = torch.randn(4, 8).to(device()), torch.randn(4, 4).to(device())
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    for _ in range(5):
        loss = nn.functional.mse_loss(model(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return optimizer


def compare():
    rank, whole, model = dist.get_rank(), build(), shard(build())
    train(whole, slice(None))
    optimizer = train(model, slice(2 * rank, 2 * rank + 2))
    parts = [p.full_tensor() for p in model.parameters()]
    pairs = list(zip(parts, whole.parameters(), strict=True))
    tell(all(torch.allclose(a, b, atol=1e-5) for a, b in pairs))
    states = optimizer.state.values()
    tell(sum(s["exp_avg"].to_local().nbytes for s in states))


if __name__ == "__main__":
    launch(compare)
# --8<-- [end:train]


# --8<-- [start:trap]
def too_early():
    model = build()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    shard(model)
    before = model[0].bias.full_tensor().clone()
    model(torch.ones(2, 8, device=device())).sum().backward()
    optimizer.step()
    held = optimizer.param_groups[0]["params"][2]
    same = torch.equal(model[0].bias.full_tensor(), before)
    tell((same, held.grad is None, held is model[2].weight))


if __name__ == "__main__":
    launch(too_early)
# --8<-- [end:trap]


# --8<-- [start:odd]
def odd():
    for features in 5, 1:
        layer = nn.Linear(3, features).to(device())
        fully_shard(layer, mesh=mesh())
        tell(tuple(layer.weight.to_local().shape))


if __name__ == "__main__":
    launch(odd)
# --8<-- [end:odd]
