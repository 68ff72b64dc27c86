"""Past one machine: two agents meet, and number the ranks of both."""

# /// script
# [tool.apart]
# time-limit = 480
# ///

# --8<-- [start:who]
import os
import sys

import torch
import torch.distributed as dist
from launch import device, launch, tell

names = "WORLD_SIZE", "LOCAL_WORLD_SIZE", "LOCAL_RANK", "GROUP_RANK"


def who():
    x = torch.ones(1, device=device()) * dist.get_rank()
    dist.all_reduce(x)
    given = [f"{name} {os.environ.get(name)}" for name in names]
    tell(", ".join([*given, f"sum {x.item():.0f}"]))


if __name__ == "__main__":
    launch(who, ranks=4)
    if "RANK" in os.environ:
        sys.exit()  # a rank of torchrun's ends here
# --8<-- [end:who]

# --8<-- [start:machine]
import subprocess
import tempfile

OPTIONS = """
    --nnodes=2 --nproc-per-node=2 --local-addr=localhost
    --rdzv-backend=c10d --rdzv-conf=is_host=false,join_timeout=180
    --rdzv-endpoint=localhost:{port} --rdzv-id=train --log-dir={folder}
"""


def machine(port, folder):
    options = OPTIONS.format(port=port, folder=folder).split()
    command = [sys.executable, "-m", "torch.distributed.run", *options]
    return subprocess.Popen(
        [*command, __file__],
        env=os.environ | {"CUDA_VISIBLE_DEVICES": ""},  # no GPU twice
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# --8<-- [end:machine]


# --8<-- [start:meet]
def result(agent):
    try:
        return agent.communicate(timeout=200)
    except subprocess.TimeoutExpired:
        agent.terminate()  # it stops its ranks first
        raise


if __name__ == "__main__":
    store = dist.TCPStore("localhost", 0, is_master=True)
    with tempfile.TemporaryDirectory() as folder:
        agents = [machine(store.port, folder) for _ in range(2)]
        for printed, _ in map(result, agents):
            print(printed, end="")
# --8<-- [end:meet]

# --8<-- [start:alone]
from concurrent.futures import ThreadPoolExecutor

from torch.distributed.elastic import rendezvous as rdzv


def join(job):
    where, options = f"localhost:{store.port}", {"join_timeout": 1}
    options |= {"is_host": False, "local_addr": "localhost"}
    job = rdzv.RendezvousParameters("c10d", where, job, 2, 2, **options)
    try:
        return rdzv.registry.get_rendezvous_handler(job).next_rendezvous()
    except rdzv.RendezvousError as error:
        return f"{type(error).__module__}.{type(error).__name__}"


if __name__ == "__main__":
    with ThreadPoolExecutor() as threads:
        print(*threads.map(join, ["train-17", "train-18"]), sep="\n")
# --8<-- [end:alone]
