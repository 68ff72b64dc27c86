"""Rank: one program, several processes, and the number that tells them apart."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:who]
import os

import torch
import torch.distributed as dist
from launch import device, launch, tell


def who():
    rank, ranks = dist.get_rank(), int(os.environ["WORLD_SIZE"])
    words = "who gets which of these seven words".split()
    tell(f"of {ranks}: {words[rank::ranks]}")


if __name__ == "__main__":
    launch(who)
# --8<-- [end:who]


# --8<-- [start:shared]
seen = []


def shared():
    seen.append(dist.get_rank())
    dist.barrier()  # now both have done it
    tell(seen)


if __name__ == "__main__":
    launch(shared)
# --8<-- [end:shared]


# --8<-- [start:store]
def store():
    rank = dist.get_rank()
    here = dist.TCPStore("127.0.0.1", 0, is_master=True) if rank == 0 else None
    port = [here.port if here else None]
    dist.broadcast_object_list(port, src=0)
    there = here or dist.TCPStore("127.0.0.1", port[0], is_master=False)
    there.set(f"name {rank}", "zero" if rank == 0 else "one")
    other = there.get(f"name {1 - rank}")  # waits until it is there
    there.add("come", 1)
    dist.barrier()
    tell(f"the other is {other}, come: {there.add('come', 0)}")


if __name__ == "__main__":
    launch(store)
# --8<-- [end:store]


# --8<-- [start:seeds]
def seeds():
    for seed in 0, dist.get_rank():
        torch.manual_seed(seed)
        weight = torch.rand(1).item()
        kept = torch.rand(6).lt(0.5).int().tolist()  # as dropout does
        tell(f"weight {weight:.3f}, kept {kept}")


if __name__ == "__main__":
    launch(seeds)
# --8<-- [end:seeds]


# --8<-- [start:both]
def both():
    torch.manual_seed(0)
    weight = torch.rand(1).item()  # everything that must be equal
    torch.manual_seed(1 + dist.get_rank())
    kept = torch.rand(6).lt(0.5).int().tolist()
    tell(f"weight {weight:.3f}, kept {kept}")


if __name__ == "__main__":
    launch(both)
# --8<-- [end:both]


# --8<-- [start:parallel]
def parallel():
    if dist.get_rank() == 0:
        net = torch.nn.Linear(2, 1).to(device())
        wrapped = torch.nn.DataParallel(net)
        print(list(net.state_dict()), list(wrapped.state_dict()))
        print("GPUs used:", len(wrapped.device_ids))


if __name__ == "__main__":
    launch(parallel)
# --8<-- [end:parallel]
