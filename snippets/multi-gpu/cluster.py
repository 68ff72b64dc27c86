"""Past one machine: two agents meet, and number the ranks of both."""

# /// script
# [tool.apart]
# time-limit = 240
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

OPTIONS = """
    --nnodes=2 --nproc-per-node=2 --local-addr=localhost
    --rdzv-backend=c10d --rdzv-conf=is_host=false,join_timeout={wait}
    --rdzv-endpoint=localhost:{port} --rdzv-id={job} {file}
"""


def machine(port, job, wait=90):
    options = OPTIONS.format(port=port, job=job, wait=wait, file=__file__)
    return subprocess.Popen(
        [sys.executable, "-m", "torch.distributed.run", *options.split()],
        env=os.environ | {"CUDA_VISIBLE_DEVICES": ""},  # no GPU twice
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# --8<-- [end:machine]


# --8<-- [start:meet]
def result(agent):
    try:
        return agent.communicate(timeout=100)
    except subprocess.TimeoutExpired:
        agent.terminate()  # it stops its ranks first
        raise


if __name__ == "__main__":
    store = dist.TCPStore("localhost", 0, is_master=True)
    agents = [machine(store.port, job="train") for _ in range(2)]
    for printed, _ in map(result, agents):
        print(printed, end="")
# --8<-- [end:meet]

# --8<-- [start:alone]
if __name__ == "__main__":
    jobs = "train-17", "train-18"
    agents = [machine(store.port, job, wait=2) for job in jobs]
    for _, log in map(result, agents):
        print(log.strip().splitlines()[-1])
# --8<-- [end:alone]
