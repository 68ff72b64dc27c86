"""Build it: DistributedDataParallel small, equal to PyTorch's."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:start]
from functools import partial

import torch
import torch.distributed as dist
from launch import device, launch, tell
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


class Ours(nn.Module):
    def __init__(self, module, cap=1024):
        super().__init__()
        self.module, self.cap = module, cap
        self.equalise([*module.parameters(), *module.buffers()])
        self.params = [p for p in module.parameters() if p.requires_grad]
        self.cut(self.params, float("inf"))  # one bucket, for the first step
        for i, p in enumerate(self.params):
            p.register_post_accumulate_grad_hook(partial(self.ready, i))

    def equalise(self, tensors):
        for t in tensors:
            dist.broadcast(t.detach(), src=0)

    # --8<-- [end:start]

    # --8<-- [start:cut]
    def cut(self, params, cap):
        self.buckets, size = [[]], 0
        for p in params:
            if size >= cap:
                self.buckets, size = [*self.buckets, []], 0
            self.buckets[-1].append(p)
            size += p.nbytes
        self.home = {p: k for k, bucket in enumerate(self.buckets) for p in bucket}

    # --8<-- [end:cut]

    # --8<-- [start:ready]
    def forward(self, *args):
        self.equalise(self.module.buffers())
        self.missing = [len(bucket) for bucket in self.buckets]
        self.arrived, self.sent = [], {}
        return self.module(*args)

    def ready(self, i, p):
        self.arrived.append(i)
        self.missing[self.home[p]] -= 1
        for k, missing in enumerate(self.missing):
            if missing:
                break
            if k not in self.sent:
                self.send(k)
        if len(self.arrived) == len(self.params):
            self.finish()

    def send(self, k):
        flat = torch.cat([p.grad.flatten() for p in self.buckets[k]])
        flat *= 1 / dist.get_world_size()
        self.sent[k] = flat, dist.all_reduce(flat, async_op=True)

    # --8<-- [end:ready]

    # --8<-- [start:finish]
    def finish(self):
        for k, (flat, work) in self.sent.items():
            work.wait()
            sizes = [p.numel() for p in self.buckets[k]]
            for p, part in zip(self.buckets[k], flat.split(sizes)):
                p.grad.copy_(part.view_as(p))
        if self.cap:  # the first step is over
            order = torch.tensor(self.arrived, device=flat.device)
            dist.broadcast(order, src=0)
            self.cut([self.params[i] for i in order.tolist()], self.cap)
            self.cap = None


# --8<-- [end:finish]


# --8<-- [start:equal]
def train(wrap):
    torch.manual_seed(dist.get_rank())  # other weights on each rank
    net = nn.Sequential(nn.Linear(64, 64), nn.BatchNorm1d(64), nn.Tanh(), nn.Linear(64, 8))
    ours = wrap(net.to(device()))
    optimizer = torch.optim.SGD(ours.parameters(), lr=0.1, momentum=0.9)
    torch.manual_seed(7)
    for batch in torch.randn(5, 32, 64).to(device()):
        optimizer.zero_grad()
        share = batch.chunk(dist.get_world_size())[dist.get_rank()]
        ours(share).square().mean().backward()
        yield from [p.grad.clone() for p in net.parameters()]
        optimizer.step()
    yield from net.state_dict().values()


def compare(wrap):
    theirs = train(partial(DDP, bucket_cap_mb=1024 / 2**20))
    same = [torch.equal(*two) for two in zip(list(train(wrap)), list(theirs))]
    tell(f"{sum(same)} of {len(same)} equal")


if __name__ == "__main__":
    launch(partial(compare, Ours))
    launch(partial(compare, Ours), ranks=4)
# --8<-- [end:equal]


# --8<-- [start:after]
class After(Ours):
    def send(self, k):
        flat = torch.cat([p.grad.flatten() for p in self.buckets[k]])
        work = dist.all_reduce(flat, async_op=True)
        work.wait()
        self.sent[k] = flat / dist.get_world_size(), work


def half(wrap):
    net = nn.Linear(1, 1, bias=False).half().to(device())
    wrap(net)(torch.tensor([[40000.0]]).half().to(device())).backward()
    tell(net.weight.grad.item())


if __name__ == "__main__":
    for wrap in Ours, After, DDP:
        launch(partial(half, wrap))
# --8<-- [end:after]


# --8<-- [start:eager]
class Eager(Ours):
    def ready(self, i, p):
        if self.missing[self.home[p]] == 1:  # the last of its bucket
            self.send(self.home[p])
        super().ready(i, p)


class Two(nn.ModuleDict):
    def forward(self, x):
        names = sorted(self, reverse=dist.get_rank() == 1)
        return sum(self[name](x[name]) for name in names)


def order(wrap):
    net = Two({name: nn.Linear(1, 1, bias=False) for name in "ab"}).to(device())
    ours = wrap(net, cap=4)
    x = {"a": torch.ones(1, device=device()), "b": torch.full((1,), 10.0, device=device())}
    for step in range(2):
        net.zero_grad()
        ours(x).backward()
    tell({name: layer.weight.grad.item() for name, layer in net.items()})


if __name__ == "__main__":
    for wrap in Ours, Eager:
        launch(partial(order, wrap))
# --8<-- [end:eager]
