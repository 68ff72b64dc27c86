"""Elastic: a rank is killed, torchrun starts all again, the loss goes on."""

# /// script
# [tool.apart]
# time-limit = 480
# ///

# --8<-- [start:train]
import os
import signal
import sys

import torch
import torch.distributed as dist
from launch import device, launch

run = int(os.environ.get("TORCHELASTIC_RESTART_COUNT", 0))
file = os.environ.get("CHECKPOINT")

# --8<-- [end:train]


# --8<-- [start:step]
def train():
    rank, state = dist.get_rank(), resume()
    w, momentum = state["w"].requires_grad_(), state["momentum"]
    for step in range(state["step"], 6):
        if file and (run, step, rank) == (0, 3, 0):
            os.kill(os.getpid(), signal.SIGKILL)
        loss = (w - (6, 10)[rank]).square() / 4  # this rank's share
        (grad,) = torch.autograd.grad(loss, w)
        for share in loss.detach(), grad:
            dist.all_reduce(share)  # in place: now the sum of both
        momentum = momentum / 2 + grad
        with torch.no_grad():
            w -= momentum / 2
        if rank == 0:
            print(f"run {run}, step {step}: loss {loss.item()}", flush=True)
            save(step=step + 1, w=w.detach(), momentum=momentum)


# --8<-- [end:step]


# --8<-- [start:save]
def save(**state):
    if file and state["step"] % 2 == 0:
        torch.save(state, file + ".new")
        os.replace(file + ".new", file)


def resume():
    if file and os.path.exists(file):
        return torch.load(file, map_location=device())
    zero = torch.tensor(0.0, device=device())
    return {"step": 0, "w": zero, "momentum": zero.clone()}


# --8<-- [end:save]

# --8<-- [start:curve]
if __name__ == "__main__":
    launch(train)  # on two ranks; under torchrun, this one
    if "RANK" in os.environ:
        sys.exit()
# --8<-- [end:curve]

# --8<-- [start:torchrun]
import subprocess


def torchrun(*arguments, **environment):
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    pipe, env = subprocess.PIPE, os.environ | environment
    with subprocess.Popen(
        command + [*arguments], stdout=pipe, stderr=pipe, env=env, text=True
    ) as agent:
        try:
            return agent.communicate(timeout=200)
        except subprocess.TimeoutExpired:
            agent.terminate()  # it stops its ranks first
            raise


# --8<-- [end:torchrun]

# --8<-- [start:kill]
import re
import tempfile

two = ["--nproc-per-node=2", "--max-restarts=1"]
if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        setting = {"TORCH_DISABLE_SHARE_RDZV_TCP_STORE": "1"}  # see below
        setting["CHECKPOINT"] = f"{folder}/checkpoint.pt"
        arguments = [*two, f"--log-dir={folder}", __file__]
        printed, log = torchrun(*arguments, **setting)
    print(printed, end="")
    print(re.search(r"failed .exitcode: -\d+. local_rank: \d", log)[0])
# --8<-- [end:kill]

# --8<-- [start:starts]
import logging

from torch.distributed.elastic.multiprocessing import DefaultLogsSpecs
from torch.distributed.launcher.api import LaunchConfig, elastic_launch


def starts():
    store, rank, ranks = next(dist.rendezvous("env://"))
    run = os.environ["TORCHELASTIC_RESTART_COUNT"]
    print(f"run {run}: start {store.add('starts', 1)}", flush=True)
    sys.exit(run == "0")


# --8<-- [end:starts]

# --8<-- [start:store]
options = {"min_nodes": 1, "max_nodes": 1, "nproc_per_node": 1}
options |= {"rdzv_backend": "c10d", "rdzv_endpoint": "localhost:0"}
options |= {"logs_specs": DefaultLogsSpecs(os.devnull), "max_restarts": 1}
options["start_method"] = "fork" if sys.platform == "linux" else "spawn"
if __name__ == "__main__":
    logging.disable()  # the failures are logged as well, with the time
    for own in "0", "1":
        print("default" if own == "0" else "with the variable")
        os.environ["TORCH_DISABLE_SHARE_RDZV_TCP_STORE"] = own
        elastic_launch(LaunchConfig(**options), starts)()
# --8<-- [end:store]
