"""What requires_grad_(False) saves, in bytes and in steps of the walk."""

# --8<-- [start:blocks]
import torch
from torch import nn

x = torch.ones(64, 256)  # 64 KiB


def build(frozen=(), act=nn.Tanh):
    torch.manual_seed(0)
    blocks = [nn.Sequential(nn.Linear(256, 256), act()) for _ in range(8)]
    model = nn.Sequential(*blocks)
    for index in frozen:
        model[index].requires_grad_(False)
    return model


# --8<-- [end:blocks]


# --8<-- [start:kept]
def kept(model):
    """KiB of activations that a forward pass keeps for backward()."""
    weights = {p.untyped_storage().data_ptr() for p in model.parameters()}
    sizes = {}

    def pack(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights:
            sizes[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        out = model(x)
    return sum(sizes.values()) // 1024, out


# --8<-- [end:kept]

# --8<-- [start:bytes]
cases = {
    "none": [],
    "first seven": range(7),
    "last seven": range(1, 8),
    "all": range(8),
}
memory = {}
for name, frozen in cases.items():
    memory[name], out = kept(build(frozen))
    print(f"{name:11} frozen: {memory[name]:3} KiB, {out.requires_grad}")
# --8<-- [end:bytes]

# --8<-- [start:gelu]
for name in "none", "last seven":
    gelu, _ = kept(build(cases[name], nn.GELU))
    print(f"{name:11} frozen: {gelu} KiB")
# --8<-- [end:gelu]


# --8<-- [start:walk]
from torch.utils.flop_counter import FlopCounterMode


def products(step):
    """Matrix products of 64 x 256 by 256 x 256, counted as operations run."""
    with FlopCounterMode(display=False) as counter:
        step()
    return counter.get_total_flops() // (2 * 64 * 256 * 256)


print("forward", products(lambda: build()(x)))
for name in "none", "first seven", "last seven":
    loss = build(cases[name])(x).sum()
    print(f"{name} frozen: backward {products(loss.backward)}")
# --8<-- [end:walk]

# --8<-- [start:through]
model = build(range(1, 8))
model(x).sum().backward()
gradients = [block[0].weight.grad is not None for block in model]
print(gradients)
# --8<-- [end:through]

# The gradients: one block's, of eight; and the same when the last alone trains.
assert sum(p.nbytes for p in model.parameters()) == 2056 * 1024
assert sum(p.grad.nbytes for p in model[0].parameters()) == 257 * 1024

# --8<-- [start:trap]
model = build(range(7))
with torch.no_grad():
    features = model[:7](x)
model[7](features).sum().backward()
alone = model[7][0].weight.grad

model = build(range(1, 8))
with torch.no_grad():
    features = model[1:](model[0](x))
try:
    features.sum().backward()
except RuntimeError as error:
    print(error)
# --8<-- [end:trap]

# --8<-- [start:same]
model = build(range(7))
model(x).sum().backward()
print(torch.equal(model[7][0].weight.grad, alone))
# --8<-- [end:same]
