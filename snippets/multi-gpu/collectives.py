"""Collectives: who has what before and after, and what a gradient needs."""

# --8<-- [start:all]
import torch
import torch.distributed as dist
from launch import device, launch, tell


def everyone():
    x = torch.tensor([1, 2], device=device()) * 10 ** dist.get_rank()
    copied, summed = x.clone(), x.clone()
    dist.broadcast(copied, src=0)
    dist.all_reduce(summed)
    all_, part = x.new_empty(4), x.new_empty(1)
    dist.all_gather_into_tensor(all_, x)
    dist.reduce_scatter_tensor(part, x)
    tell(f"{x.tolist()}: {copied.tolist()} {summed.tolist()} ...")
    return all_, part


if __name__ == "__main__":
    launch(everyone)
# --8<-- [end:all]


# --8<-- [start:rest]
def rest():
    tell([t.tolist() for t in everyone()])


if __name__ == "__main__":
    launch(rest)
# --8<-- [end:rest]


# --8<-- [start:one]
def one():
    rank = dist.get_rank()
    x = torch.tensor([1, 2], device=device()) * 10**rank
    part = x.new_empty(1)
    dist.scatter(part, list(x.split(1)) if rank == 0 else None, src=0)
    rows = [torch.empty_like(x) for _ in range(2)] if rank == 0 else None
    dist.gather(x, rows, dst=0)
    got = torch.zeros_like(x)
    if rank == 0:
        dist.send(x, dst=1)
    else:
        dist.recv(got, src=0)
    tell([t if t is None else torch.stack(list(t)).tolist() for t in (part, rows, got)])


if __name__ == "__main__":
    launch(one)
# --8<-- [end:one]


# --8<-- [start:ring]
def ring():
    rank, n = dist.get_rank(), dist.get_world_size()
    x = torch.arange(8, device=device()) + 100 * rank
    parts, sent = x.chunk(n), 0
    for step in range(2 * (n - 1)):
        mine, theirs = parts[(rank - step) % n], parts[(rank - step - 1) % n]
        got = torch.empty_like(theirs)
        give = dist.P2POp(dist.isend, mine, (rank + 1) % n)
        take = dist.P2POp(dist.irecv, got, (rank - 1) % n)
        for work in dist.batch_isend_irecv([give, take]):
            work.wait()
        theirs.copy_(theirs + got if step < n - 1 else got)
        sent += mine.numel()
    tell(f"{x.tolist()}, sent {sent}")


if __name__ == "__main__":
    launch(ring, ranks=4)
# --8<-- [end:ring]


# --8<-- [start:trap]
def plain(own):
    rows = [torch.empty_like(own) for _ in range(2)]
    dist.all_gather(rows, own)
    return torch.stack(rows)


def patched(own):
    rows = list(plain(own))
    rows[dist.get_rank()] = own
    return torch.stack(rows)


def gradients(*ways):
    values = []
    for gather in ways:
        w = torch.tensor(2.0 + dist.get_rank(), device=device(), requires_grad=True)
        own = w * 1
        (own * gather(own).sum()).backward()
        values.append(f"{gather.__name__} {w.grad.item()}")
    tell(values)


# --8<-- [end:trap]
