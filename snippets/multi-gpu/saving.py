"""Checkpoints of several ranks: who writes, who waits, who reads what."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:folder]
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import torch
import torch.distributed as dist
from launch import device, launch, tell
from torch import nn


@contextmanager
def folder():
    with tempfile.TemporaryDirectory() as mine:
        names = [mine]
        dist.broadcast_object_list(names)  # rank 0's, for all
        yield Path(names[0])
        dist.barrier()  # removed when all have read


# --8<-- [end:folder]


# --8<-- [start:one]
def one():
    net = nn.Linear(1, 1, bias=False).to(device())
    nn.init.constant_(net.weight, 1 + dist.get_rank())
    ddp = nn.parallel.DistributedDataParallel(net)
    with folder() as path:
        if dist.get_rank() == 0:
            torch.save(ddp.module.state_dict(), path / "part")
            os.replace(path / "part", path / "model.pt")
        dist.barrier()
        state = torch.load(path / "model.pt", map_location=device())
        tell((*os.listdir(path), *state, state["weight"].item()))


if __name__ == "__main__":
    launch(one)
# --8<-- [end:one]


# --8<-- [start:generator]
def draw():
    return torch.randint(100, (3,)).tolist()


def generator():
    torch.manual_seed(dist.get_rank())
    draw()  # an epoch
    states = [None] * dist.get_world_size()
    dist.all_gather_object(states, torch.get_rng_state())
    numbers = [draw()]  # the undisturbed run
    for state in states[0], states[dist.get_rank()]:
        torch.set_rng_state(state)
        numbers.append(draw())
    tell(numbers)


if __name__ == "__main__":
    launch(generator)
# --8<-- [end:generator]


# --8<-- [start:shares]
import torch.distributed.checkpoint as dcp
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard


def shard(model):
    mesh = init_device_mesh(device().type, (dist.get_world_size(),))
    return fully_shard(model.to(device()), mesh=mesh)


def build():
    model = nn.Linear(2, 5, bias=False)
    model.load_state_dict({"weight": torch.arange(10.0).view(5, 2)})
    return shard(model)


def save(path):
    dcp.save({"model": build().state_dict()}, checkpoint_id=path)


def shares():
    with folder() as path:
        save(path)
        if dist.get_rank() == 0:
            print(*sorted(os.listdir(path)))
            metadata = dcp.FileSystemReader(path).read_metadata()
            entry = metadata.state_dict_metadata["model.weight"]
            print([(c.offsets[0], c.sizes[0]) for c in entry.chunks])


if __name__ == "__main__":
    launch(shares)
# --8<-- [end:shares]


# --8<-- [start:other]
from functools import partial


def load(path):
    model = shard(nn.Linear(2, 5, bias=False))
    state = {"model": model.state_dict()}
    dcp.load(state, checkpoint_id=path)
    model.load_state_dict(state["model"])
    tell(model.weight.to_local().tolist())


if __name__ == "__main__" and "RANK" not in os.environ:
    with tempfile.TemporaryDirectory() as path:
        for work, ranks in (save, 2), (load, 1), (load, 4):
            launch(partial(work, path), ranks=ranks)
# --8<-- [end:other]


# --8<-- [start:trap]
def resume(get, put):
    model = build()
    adam = torch.optim.Adam(model.parameters(), betas=(0.5, 0.9))
    model(torch.ones(1, 2, device=device())).sum().backward()
    adam.step()
    with folder() as path:
        dcp.save({"adam": get(model, adam)}, checkpoint_id=path)
        model = build()
        adam = torch.optim.Adam(model.parameters())
        state = {"adam": get(model, adam)}
        dcp.load(state, checkpoint_id=path)
    put(model, adam, state["adam"])
    averages = [s["exp_avg"].to_local() for s in adam.state.values()]
    tell((adam.param_groups[0]["betas"], [a.tolist() for a in averages]))


def lost():
    resume(lambda m, a: a.state_dict(), lambda m, a, s: a.load_state_dict(s))


if __name__ == "__main__":
    launch(lost)
# --8<-- [end:trap]


# --8<-- [start:found]
from torch.distributed.checkpoint.state_dict import (
    get_optimizer_state_dict,
    set_optimizer_state_dict,
)

if __name__ == "__main__":
    launch(partial(resume, get_optimizer_state_dict, set_optimizer_state_dict))
# --8<-- [end:found]
