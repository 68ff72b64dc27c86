"""Evaluation over ranks: counting, gathering, and deciding together."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:sums]
from functools import partial

import torch
import torch.distributed as dist
from launch import device, launch, tell
from torch import nn
from torch.utils.data import DataLoader, DistributedSampler

RIGHT = [1, 0, 1, 0, 1, 0, 1, 1, 1]  # nine answers: right or wrong


def unpadded():
    return range(dist.get_rank(), len(RIGHT), dist.get_world_size())


# --8<-- [end:sums]


# --8<-- [start:measure]
def measure(sampler):
    total = torch.zeros(2, dtype=torch.int64, device=device())
    for right in DataLoader(RIGHT, batch_size=2, sampler=sampler()):
        total += torch.tensor([right.sum(), len(right)], device=device())
    mean = total[0] / total[1]
    dist.all_reduce(mean)
    mean /= dist.get_world_size()
    dist.all_reduce(total)
    tell(f"mean of means {mean.item():.3f}, right and seen {total.tolist()}")


if __name__ == "__main__":
    launch(partial(measure, unpadded))
# --8<-- [end:measure]


# --8<-- [start:padded]
def padded():
    return DistributedSampler(RIGHT, shuffle=False)


if __name__ == "__main__":
    launch(partial(measure, padded))
# --8<-- [end:padded]


# --8<-- [start:order]
def gather(mine, count):
    ranks = dist.get_world_size()
    longest = -(-count // ranks)  # rounded up
    full = nn.functional.pad(mine, (0, longest - len(mine)))
    parts = [torch.empty_like(full) for _ in range(ranks)]
    dist.all_gather(parts, full)
    return torch.cat(parts), torch.stack(parts, dim=1).flatten()[:count]


def answers():
    mine = torch.tensor(list(unpadded()), device=device())
    tell([values.tolist() for values in gather(mine, len(RIGHT))])


if __name__ == "__main__":
    launch(answers)
# --8<-- [end:order]


# --8<-- [start:norm]
from torch.nn.parallel import DistributedDataParallel as DDP


def norm():
    ddp = DDP(nn.BatchNorm1d(1).to(device()))
    x = torch.tensor([[0.0], [2.0]], device=device()) + 10 * dist.get_rank()
    ddp(x).sum().backward()  # one training step
    ddp.eval()
    one = torch.tensor([[2.1]], device=device())
    with torch.no_grad():
        outputs = [model(one).item() for model in (ddp.module, ddp, ddp.module)]
    tell([round(y, 2) for y in outputs])


if __name__ == "__main__":
    launch(norm)
# --8<-- [end:norm]


# --8<-- [start:trap]
from torch.optim.lr_scheduler import ReduceLROnPlateau


def plateau(together):
    w = torch.ones(1, device=device(), requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=1.0)
    schedule = ReduceLROnPlateau(optimizer, factor=0.5, patience=0)
    for losses in (1.0, 1.0), (0.8, 1.1):  # of rank 0 and rank 1
        loss = torch.tensor(losses[dist.get_rank()], device=device())
        if together:
            dist.all_reduce(loss)
        schedule.step(loss.item())
    w.grad = torch.ones_like(w)  # what averaging gave both
    optimizer.step()
    tell(f"learning rate {optimizer.param_groups[0]['lr']}, w = {w.item()}")


if __name__ == "__main__":
    for together in False, True:
        launch(partial(plateau, together))
# --8<-- [end:trap]
