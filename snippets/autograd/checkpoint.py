"""Checkpointing: forget saved tensors, compute them again when needed."""

# --8<-- [start:order]
import torch
from torch.utils.checkpoint import checkpoint


def a(t):
    calls.append("a")
    return t.exp()


def b(t):
    calls.append("b")
    return t.sin()


def c(t):
    calls.append("c")
    return -t


x = torch.tensor([1.0, 2.0], requires_grad=True)

for reentrant in [False, True]:
    calls = []
    y = checkpoint(lambda t: c(b(a(t))), x, use_reentrant=reentrant)
    calls.append("|")
    y.sum().backward()
    print(*calls, type(y.grad_fn).__name__)
# --8<-- [end:order]

assert torch.equal(x.grad, 2 * -(x.exp().cos() * x.exp()))

# --8<-- [start:meter]
from weakref import WeakSet

from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves


class Meter(TorchDispatchMode):  # sees every operation, backward's too
    def __init__(self):
        super().__init__()
        self.alive, self.peak, self.tanhs = WeakSet(), 0, 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **kwargs or {})
        self.tanhs += func is torch.ops.aten.tanh.default
        for t in tree_leaves(out):
            if isinstance(t, torch.Tensor) and not func.is_view:
                self.alive.add(t.untyped_storage())
        self.peak = max(self.peak, self.bytes())
        return out

    def bytes(self):
        return sum(storage.nbytes() for storage in self.alive)


# --8<-- [end:meter]


# --8<-- [start:segments]
from torch import nn

blocks = [nn.Sequential(nn.Linear(4, 4), nn.Tanh()) for _ in range(16)]
batch = torch.ones(4096, 4)  # 64 KiB, and so is every block's result
peaks = {}

for segments in [0, 1, 2, 4, 8, 16]:
    size = 16 // max(segments, 1)
    with Meter() as meter:
        h = batch
        for i in range(0, 16, size):
            part = nn.Sequential(*blocks[i : i + size])
            if segments:
                h = checkpoint(part, h, use_reentrant=False)
            else:
                h = part(h)
        kept = meter.bytes() // 1024
        h.sum().backward()
    peaks[segments] = meter.peak // 1024
    print(f"{segments:2}  kept {kept:4}  peak {peaks[segments]:4} KiB", end="")
    print(f"  tanh ran {meter.tanhs} times")
# --8<-- [end:segments]

layer = nn.TransformerEncoderLayer(64, 4, 256, dropout=0.0)
tokens = torch.ones(128, 4, 64)
with Meter() as meter:
    out = layer(tokens)
assert meter.bytes() > 10 * tokens.nbytes

# --8<-- [start:dropout]
for preserve in [True, False]:
    torch.manual_seed(0)
    x = torch.ones(6, requires_grad=True)
    drop = nn.Dropout(0.5)
    y = checkpoint(drop, x, use_reentrant=False, preserve_rng_state=preserve)
    y.sum().backward()
    print("output", y.tolist())
    print("grad  ", x.grad.tolist())
# --8<-- [end:dropout]

# --8<-- [start:batchnorm]
x = torch.tensor([[1.0], [3.0]], requires_grad=True)

for momentum in [0.1, 1 - 0.9**0.5]:
    norm = nn.BatchNorm1d(1, momentum=momentum)
    block = nn.Sequential(norm, nn.Tanh())
    checkpoint(block, x, use_reentrant=False).sum().backward()
    print(f"momentum {momentum:.3f}", end="  ")
    print(f"batches {norm.num_batches_tracked}", end="  ")
    print(f"running mean {norm.running_mean.item():.3f}")
# --8<-- [end:batchnorm]


# --8<-- [start:trap]
def loss_of(w):
    return w.square().sum()  # the gradient is 2w: 6 and 8


for name, run in {
    "plain": loss_of,
    "captured": lambda w: checkpoint(lambda: loss_of(w), use_reentrant=False),
    "passed": lambda w: checkpoint(loss_of, w, use_reentrant=False),
}.items():
    w = torch.tensor([3.0, 4.0], requires_grad=True)
    loss = run(w)
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
data = torch.ones(3, 2)  # requires no gradient, as data does

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    head(checkpoint(body, data)).sum().backward()

for warning in caught:
    print(warning.category.__name__, str(warning.message)[:66])
print("head:", head.weight.grad is not None)
print("body:", body.weight.grad is not None)
# --8<-- [end:reentrant]
