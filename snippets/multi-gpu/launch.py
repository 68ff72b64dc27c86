"""One launcher: two processes here, torchrun, and GPUs where there are."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:device]
import atexit
import os
import sys
import tempfile
import time

import torch
import torch.distributed as dist
import torch.multiprocessing as mp

if "RANK" not in os.environ:
    import torch._dynamo  # DDP and optimizers do: once, before the fork
torch.set_num_threads(1)  # ranks share the cores; and a fork is safe


def device():
    kind = torch.accelerator.current_accelerator()
    ranks = int(os.environ["LOCAL_WORLD_SIZE"])
    if torch.accelerator.device_count() < ranks or kind.type == "mps":
        return torch.device("cpu")
    return torch.device(kind.type, int(os.environ["LOCAL_RANK"]))


# --8<-- [end:device]


# --8<-- [start:meet]
def meet(work, **how):
    if not dist.is_initialized():
        mine = device()
        if mine.type != "cpu":
            torch.accelerator.set_device_index(mine.index)
            how["device_id"] = mine
        backend = dist.get_default_backend_for_device(mine)
        dist.init_process_group(backend, **how)
    work()
    dist.barrier()  # nobody leaves while another still talks


# --8<-- [end:meet]


# --8<-- [start:start]
def finish():
    for stream in sys.stdout, sys.stderr:
        stream.flush()
    os._exit(0)  # gloo's threads may outlive the group


def start(rank, work, ranks, file):
    torch.set_num_threads(1)  # renews the pool that a fork has left broken
    for name in "RANK", "LOCAL_RANK":
        os.environ[name] = str(rank)
    for name in "WORLD_SIZE", "LOCAL_WORLD_SIZE":
        os.environ[name] = str(ranks)
    meet(work, init_method=f"file://{file}", rank=rank, world_size=ranks)
    dist.destroy_process_group()
    finish()


# --8<-- [end:start]


# --8<-- [start:launch]
def leave():
    if dist.is_initialized():
        dist.destroy_process_group()
    if not hasattr(sys, "last_value"):  # nothing was raised
        finish()


def launch(work, ranks=2, seconds=60):
    if "RANK" in os.environ:  # torchrun has started this process
        atexit.register(leave)
        return meet(work)
    fork = sys.platform == "linux" and not torch.accelerator.is_available()
    method = "fork" if fork else "spawn"
    with tempfile.TemporaryDirectory() as folder:
        group = mp.start_processes(
            start,
            (work, ranks, f"{folder}/meet"),
            nprocs=ranks,
            join=False,
            start_method=method,
        )
        wait(group, time.monotonic() + seconds)


# --8<-- [end:launch]


# --8<-- [start:wait]
def wait(group, end):
    while not group.join(timeout=max(0, end - time.monotonic())):
        if time.monotonic() >= end:
            late = [i for i, p in enumerate(group.processes) if p.is_alive()]
            for process in group.processes:
                process.kill()
                process.join()
            raise TimeoutError(f"still running: ranks {late}")


# --8<-- [end:wait]


# --8<-- [start:tell]
def tell(value):
    values = [None] * dist.get_world_size()
    dist.all_gather_object(values, value)
    if dist.get_rank() == 0:
        for rank, each in enumerate(values):
            print(f"rank {rank}: {each}")


# --8<-- [end:tell]


# --8<-- [start:sum]
def add():
    x = torch.tensor([1.0, 2.0], device=device()) * (1 + dist.get_rank())
    before = x.tolist()
    dist.all_reduce(x)
    tell(f"{before} became {x.tolist()}")


if __name__ == "__main__":
    launch(add)
# --8<-- [end:sum]


# --8<-- [start:trap]
import logging


def alone():
    if dist.get_rank() == 0:  # rank 1 never comes
        dist.all_reduce(torch.zeros(1, device=device()))


def broken():
    if dist.get_rank() == 0:
        raise ValueError("no data on rank 0")
    dist.all_reduce(torch.zeros(1, device=device()))


if __name__ == "__main__" and "RANK" not in os.environ:
    logging.getLogger("torch.multiprocessing.spawn").disabled = True
    for work, seconds in (alone, 1), (broken, 60):
        try:
            launch(work, seconds=seconds)
        except (TimeoutError, mp.ProcessRaisedException) as error:
            last = str(error).strip().splitlines()[-1]
            print(f"{type(error).__name__}: {last}")
# --8<-- [end:trap]
