"""Checkpointing: forget saved tensors, compute them again when needed."""

# --8<-- [start:order]
import torch
from torch.utils.checkpoint import checkpoint


def chain(t):
    for function in [torch.exp, torch.sin, torch.neg]:
        calls.append(function.__name__)
        t = function(t)
    return t


x = torch.tensor([1.0, 2.0], requires_grad=True)

for reentrant in [False, True]:
    calls = []
    y = checkpoint(chain, x, use_reentrant=reentrant)
    calls.append("|")
    y.sum().backward()
    print(*calls, "|", type(y.grad_fn).__name__)
# --8<-- [end:order]

# --8<-- [start:meter]
from weakref import WeakSet

from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves


class Meter(TorchDispatchMode):  # sees every operation, backward's too
    def __init__(self):
        super().__init__()
        self.alive, self.peak = WeakSet(), 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **kwargs or {})
        for t in tree_leaves(out):
            if isinstance(t, torch.Tensor) and not func.is_view:
                self.alive.add(t.untyped_storage())
        self.peak = max(self.peak, self.kib())
        return out

    def kib(self):
        return sum(storage.nbytes() for storage in self.alive) // 1024


# --8<-- [end:meter]

# --8<-- [start:segments]
from torch import nn

blocks = [nn.Sequential(nn.Linear(4, 4), nn.Tanh()) for _ in range(16)]
batch = torch.ones(4096, 4)  # 64 KiB, and so is every block's result
peaks = {}

for count in [0, 1, 2, 4, 8, 16]:
    size = 16 // max(count, 1)
    with Meter() as meter:
        h = batch
        for i in range(0, 16, size):
            part = nn.Sequential(*blocks[i : i + size])
            h = checkpoint(part, h, use_reentrant=False) if count else part(h)
        kept = meter.kib()
        h.sum().backward()
    peaks[count] = meter.peak
    print(f"{count:2}  kept {kept:4} KiB  peak {meter.peak:4} KiB")
# --8<-- [end:segments]

with Meter() as meter:  # a Transformer's layer, with an input of 128 KiB
    out = nn.TransformerEncoderLayer(64, 4, 256)(torch.ones(128, 4, 64))
assert meter.kib() > 10 * 128

# --8<-- [start:dropout]
drop = lambda t: 2 * t * (torch.rand(6) < 0.5)  # as nn.Dropout(0.5)

for preserve in [True, False]:
    torch.manual_seed(0)
    x = torch.ones(6, requires_grad=True)
    y = checkpoint(drop, x, use_reentrant=False, preserve_rng_state=preserve)
    y.sum().backward()
    print("output", y.tolist())
    print("grad  ", x.grad.tolist())
# --8<-- [end:dropout]

# --8<-- [start:batchnorm]
x = torch.tensor([[1.0], [3.0]], requires_grad=True)

for momentum in [0.1, 1 - 0.9**0.5]:
    norm = nn.BatchNorm1d(1, momentum=momentum)
    checkpoint(norm, x, use_reentrant=False).square().sum().backward()
    batches, mean = norm.num_batches_tracked, norm.running_mean.item()
    print(f"momentum {momentum:.3f}  batches {batches}  mean {mean:.3f}")
# --8<-- [end:batchnorm]

# --8<-- [start:trap]
for name, run in {
    "passed": lambda w: checkpoint(torch.square, w, use_reentrant=False),
    "by name": lambda w: checkpoint(torch.square, input=w, use_reentrant=False),
    "captured": lambda w: checkpoint(lambda: w.square(), use_reentrant=False),
}.items():
    w = torch.tensor([3.0, 4.0], requires_grad=True)
    loss = run(w).sum()  # the gradient is 2w: 6 and 8
    with torch.no_grad():
        w.mul_(10)  # an optimizer's step that comes too early
    try:
        loss.backward()
        print(f"{name:8}", w.grad.tolist())
    except RuntimeError as error:
        print(f"{name:8}", str(error)[:66])
# --8<-- [end:trap]

# --8<-- [start:reentrant]
import warnings

body, head = nn.Linear(2, 2), nn.Linear(2, 1)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    head(checkpoint(body, torch.ones(3, 2))).sum().backward()
for warning in caught:
    print(warning.category.__name__, str(warning.message)[:66])
print("body:", body.weight.grad, " head:", head.weight.grad is not None)
# --8<-- [end:reentrant]
