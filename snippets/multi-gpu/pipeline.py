"""Two stages, four micro-batches: who waits for whom, and the same gradients."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:stages]
import torch
import torch.distributed as dist
from launch import device, launch, tell
from torch import nn
from torch.distributed.pipelining import (
    PipelineStage,
    Schedule1F1B,
    ScheduleGPipe,
)


def build():
    torch.manual_seed(0)
    first = nn.Sequential(nn.Linear(4, 8), nn.Tanh())
    return [first.to(device()), nn.Linear(8, 2).to(device())]


def data():
    torch.manual_seed(1)
    return torch.randn(8, 4).to(device()), torch.randn(8, 2).to(device())


# --8<-- [end:stages]


# --8<-- [start:step]
class Stage(PipelineStage):
    def forward_one_chunk(self, chunk, *args, **kwargs):
        self.log.append(f"F{chunk}")
        return super().forward_one_chunk(chunk, *args, **kwargs)

    def backward_one_chunk(self, chunk, *args, **kwargs):
        self.log.append(f"B{chunk}")
        return super().backward_one_chunk(chunk, *args, **kwargs)


def step(kind, chunks=4, loss=nn.functional.mse_loss):
    part = build()[dist.get_rank()]
    stage = Stage(part, dist.get_rank(), 2, device())
    stage.log = []
    schedule = kind(stage, n_microbatches=chunks, loss_fn=loss)
    x, y = data()
    if dist.get_rank() == 0:
        schedule.step(x)
    else:
        schedule.step(target=y)
    return part, stage.log


# --8<-- [end:step]


# --8<-- [start:equal]
def ratio(part, loss):
    """The stage's gradient, in units of the same one in a single process."""
    first, second = whole = build()
    x, y = data()
    loss(second(first(x)), y).backward()
    mine = whole[dist.get_rank()].parameters()
    pairs = zip(part.parameters(), mine, strict=True)
    ratios = torch.cat([(p.grad / w.grad).flatten() for p, w in pairs])
    return f"{ratios.min().item():.3f} to {ratios.max().item():.3f}"


def equal():
    part, _ = step(ScheduleGPipe)
    tell(ratio(part, nn.functional.mse_loss))


if __name__ == "__main__":
    launch(equal)
# --8<-- [end:equal]


# --8<-- [start:slots]
def timeline(logs):
    """Every entry as early as its stage, and what it waits for, allow."""
    slots, lines = {}, [[], []]
    while any(logs):
        for rank, log in enumerate(logs):
            waits = log and log[0][0] == "BF"[rank]  # for the other stage
            if not log or (waits and (1 - rank, log[0]) not in slots):
                continue
            first = slots[1 - rank, log[0]] + 1 if waits else 0
            lines[rank] += [". "] * (first - len(lines[rank]))
            slots[rank, log[0]] = len(lines[rank])
            lines[rank].append(log.pop(0))
    return lines


# --8<-- [end:slots]


# --8<-- [start:time]
def held(log):
    """The most chunks whose activations wait for their backward pass."""
    return max(sum(1 if e[0] == "F" else -1 for e in log[:n]) for n in range(9))


def draw():
    for kind in ScheduleGPipe, Schedule1F1B:
        logs = [None, None]
        dist.all_gather_object(logs, step(kind)[1])
        if dist.get_rank() == 0:
            print(kind.__name__, "holds", [held(log) for log in logs])
            for line in timeline(logs):
                print(" ", *line)


if __name__ == "__main__":
    launch(draw)
# --8<-- [end:time]


# --8<-- [start:bubble]
def bubble():
    for chunks in 1, 2, 4, 8:
        logs = [None, None]
        dist.all_gather_object(logs, step(ScheduleGPipe, chunks)[1])
        if dist.get_rank() == 0:
            line = timeline(logs)[0]
            idle = line.count(". ")
            print(f"{chunks} chunks: {idle} of {len(line)} slots idle")


if __name__ == "__main__":
    launch(bubble)
# --8<-- [end:bubble]


# --8<-- [start:trap]
def summed(out, y):
    return nn.functional.mse_loss(out, y, reduction="sum")


def trap():
    part, _ = step(ScheduleGPipe, loss=summed)
    tell(ratio(part, summed))


if __name__ == "__main__":
    launch(trap)
# --8<-- [end:trap]
