"""Layers cut in two, one all-reduce after them; by hand and by PyTorch."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:model]
import torch
import torch.distributed as dist
from launch import device, launch, tell
from torch import nn


def build():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4))
    return model.to(device()), torch.randn(3, 8).to(device())


# --8<-- [end:model]


# --8<-- [start:hand]
def by_hand():
    model, x = build()
    first, second = model[0], model[2]
    mine = slice(8 * dist.get_rank(), 8 * dist.get_rank() + 8)
    hidden = torch.relu(x @ first.weight[mine].T + first.bias[mine])
    out = hidden @ second.weight[:, mine].T
    before = torch.allclose(out + second.bias, model(x), atol=1e-6)
    dist.all_reduce(out)
    after = torch.allclose(out + second.bias, model(x), atol=1e-6)
    tell((tuple(hidden.shape), before, after))


if __name__ == "__main__":
    launch(by_hand)
# --8<-- [end:hand]

# --8<-- [start:parallel]
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor.parallel import (
    ColwiseParallel,
    RowwiseParallel,
    parallelize_module,
)


def cut(model, *styles):
    mesh = init_device_mesh(device().type, (dist.get_world_size(),))
    first, second = styles or (ColwiseParallel(), RowwiseParallel())
    return parallelize_module(model, mesh, {"0": first, "2": second})


def stored():
    model, x = build()
    whole = model(x)
    cut(model)
    for name, parameter in model.named_parameters():
        local = tuple(parameter.to_local().shape)
        if dist.get_rank() == 0:
            print(name, tuple(parameter.shape), parameter.placements, local)
    tell(torch.allclose(model(x), whole, atol=1e-6))


if __name__ == "__main__":
    launch(stored)
# --8<-- [end:parallel]

# --8<-- [start:count]
from torch.distributed.tensor import Replicate
from torch.distributed.tensor.debug import CommDebugMode


def collectives(step):
    with CommDebugMode() as mode:
        result = step()
    counts = mode.get_comm_counts().items()
    return {str(c).split(".")[-1]: n for c, n in counts}, result


def count():
    gather = ColwiseParallel(output_layouts=Replicate())
    for styles in (ColwiseParallel(), RowwiseParallel()), (gather, gather):
        model, x = build()
        cut(model, *styles)
        forward, out = collectives(lambda: model(x.requires_grad_()))
        backward, _ = collectives(out.sum().backward)
        if dist.get_rank() == 0:
            print(*[type(s).__name__ for s in styles], forward, backward)


if __name__ == "__main__":
    launch(count)
# --8<-- [end:count]


# --8<-- [start:gradients]
def gradients():
    (model, x), (whole, _) = build(), build()
    cut(model)
    whole(x).square().sum().backward()
    model(x).square().sum().backward()
    pairs = zip(model.parameters(), whole.parameters(), strict=True)
    full = [(p.grad.full_tensor(), w.grad) for p, w in pairs]
    tell([torch.allclose(a, b, atol=1e-5) for a, b in full])


if __name__ == "__main__":
    launch(gradients)
# --8<-- [end:gradients]


# --8<-- [start:trap]
def trap():
    model, x = build()
    x = x + dist.get_rank()  # each rank its own batch, as under DDP
    whole = model(x)
    cut(model)
    out = model(x)
    tell(torch.allclose(out, whole, atol=1e-6))


if __name__ == "__main__":
    launch(trap)
# --8<-- [end:trap]
