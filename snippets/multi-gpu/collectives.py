"""Collectives: who has what before and after, a ring by hand, and gradients."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:all]
import torch
import torch.distributed as dist
from launch import device, launch, tell


def everyone():
    x = torch.tensor([1, 2], device=device()) * 10 ** dist.get_rank()
    tell(f"before         {x.tolist()}")
    dist.broadcast(copy := x.clone(), src=0)
    tell(f"broadcast      {copy.tolist()}")
    dist.all_reduce(total := x.clone())
    tell(f"all_reduce     {total.tolist()}")
    dist.all_gather_into_tensor(rows := x.new_empty(4), x)
    tell(f"all_gather     {rows.tolist()}")
    dist.reduce_scatter_tensor(part := x.new_empty(1), x)
    tell(f"reduce_scatter {part.tolist()}")


# --8<-- [end:all]


# --8<-- [start:shown]
if __name__ == "__main__":
    launch(everyone)
# --8<-- [end:shown]


# --8<-- [start:one]
def one():
    x = torch.tensor([1, 2], device=device()) * 10 ** dist.get_rank()
    table, part, got = x.new_zeros(2, 2), x.new_zeros(1), x.new_zeros(2)
    if dist.get_rank() == 0:
        rows, parts = list(table), list(x.split(1))  # all are views
        dist.send(x, dst=1)
    else:
        rows, parts = None, None
        dist.recv(got, src=0)
    dist.gather(x, rows, dst=0)
    dist.scatter(part, parts, src=0)
    tell(f"recv {got.tolist()}, gather {table.tolist()}, scatter {part.tolist()}")


if __name__ == "__main__":
    launch(one)
# --8<-- [end:one]


# --8<-- [start:ring]
def ring():
    rank, n = dist.get_rank(), dist.get_world_size()
    x = torch.arange(8, device=device()) + 10 * rank
    parts, sent = x.chunk(n), 0
    for step in range(2 * (n - 1)):
        old, new = parts[(rank - step) % n], parts[(rank - step - 1) % n]
        came = torch.empty_like(new)
        give = dist.P2POp(dist.isend, old, (rank + 1) % n)
        take = dist.P2POp(dist.irecv, came, (rank - 1) % n)
        for work in dist.batch_isend_irecv([give, take]):
            work.wait()
        new.copy_(new + came if step < n - 1 else came)
        sent += old.numel()
    tell(f"{x.tolist()}, sent {sent}")


# --8<-- [end:ring]


# --8<-- [start:sent]
if __name__ == "__main__":
    launch(ring, ranks=4)
# --8<-- [end:sent]


# --8<-- [start:trap]
def plain(own):
    rows = [torch.zeros_like(own) for _ in range(2)]
    dist.all_gather(rows, own)
    return torch.cat(rows)


def patched(own):
    rows = plain(own)
    rows[dist.get_rank()] = own[0]
    return rows


# --8<-- [end:trap]


# --8<-- [start:gather]
class Gather(torch.autograd.Function):
    @staticmethod
    def forward(ctx, own):
        return plain(own)

    @staticmethod
    def backward(ctx, gradient):
        dist.reduce_scatter_tensor(part := gradient.new_empty(1), gradient.contiguous())
        return part


# --8<-- [end:gather]


# --8<-- [start:gradients]
def gradients():
    for way in plain, patched, Gather.apply:
        w = torch.tensor([2.0 + dist.get_rank()], device=device(), requires_grad=True)
        (w * way(w).sum()).sum().backward()
        tell(w.grad.item())


if __name__ == "__main__":
    launch(gradients)
# --8<-- [end:gradients]
