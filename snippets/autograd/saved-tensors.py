"""Saved tensors: what the forward pass keeps for the backward pass."""

# --8<-- [start:who]
import torch
from torch.autograd.graph import saved_tensors_hooks

x = torch.tensor([1.0, 2.0], requires_grad=True)


def pack(t):  # called with each tensor that a node wants to keep
    kept.append(t.data_ptr())
    return t.detach()  # what the node holds in its place


for name in ["neg", "sin", "exp", "square", "relu", "sum"]:
    kept = []
    with saved_tensors_hooks(pack, lambda t: t):
        y = getattr(torch, name)(x)
    names = {x.data_ptr(): "its input", y.data_ptr(): "its result"}
    print(f"{name:6}", *[names[pointer] for pointer in kept] or ["nothing"])
# --8<-- [end:who]

# --8<-- [start:formulas]
from pathlib import Path

import torchgen

file = Path(torchgen.__file__).parent / "packaged/autograd/derivatives.yaml"
table = file.read_text()

for name in ["neg", "exp", "relu", "tanh", "gelu", "leaky_relu", "leaky_relu_"]:
    entry = table[table.index(f"- name: {name}(Tensor") :]
    print(f"{name:11}", entry.splitlines()[1])
# --8<-- [end:formulas]


# --8<-- [start:count]
def kept_bytes(net, batch):
    skip = {p.untyped_storage().data_ptr() for p in net.parameters()}
    sizes = {}  # one entry per storage, however often it is saved

    def pack(t):
        storage = t.untyped_storage()
        if storage.data_ptr() not in skip:
            sizes[storage.data_ptr()] = storage.nbytes()
        return t.detach()

    with saved_tensors_hooks(pack, lambda t: t):
        out = net(batch)
    return sum(sizes.values()), out


# --8<-- [end:count]


# --8<-- [start:layers]
from torch import nn


def mlp(act):
    hidden = [nn.Linear(64, 256), act, nn.Linear(256, 256), act]
    return nn.Sequential(*hidden, nn.Linear(256, 10))


batch = torch.ones(128, 64)
for kind in [nn.SiLU, nn.LeakyReLU, nn.ReLU]:
    net = mlp(kind())
    plain, out = kept_bytes(net, batch)
    inplace, _ = kept_bytes(mlp(kind(inplace=True)), batch)
    sizes = f"{plain // 1024} KiB, in place {inplace // 1024} KiB"
    print(f"{kind.__name__:9} {sizes}")
print("weights  ", sum(p.nbytes for p in net.parameters()) // 1024, "KiB")
# --8<-- [end:layers]

# --8<-- [start:pack]
import tempfile

x = torch.tensor([1.0, 1000.1, 70000.0], requires_grad=True)

with tempfile.TemporaryDirectory() as folder:
    file = Path(folder, "saved.pt")  # enough here: one tensor is saved
    for name, pack, unpack in [
        ("on disk", lambda t: torch.save(t, file), lambda _: torch.load(file)),
        ("in half", lambda t: t.half(), lambda t: t.float()),
    ]:
        with saved_tensors_hooks(pack, unpack):
            loss = x.square().sum()
        (grad,) = torch.autograd.grad(loss, x)
        print(name, *[f"{g:.1f}" for g in grad])
# --8<-- [end:pack]

# --8<-- [start:trap]
from contextlib import nullcontext

hooks = {
    "no hooks": nullcontext(),
    "t": saved_tensors_hooks(lambda t: t, lambda t: t),
    "t.detach()": saved_tensors_hooks(lambda t: t.detach(), lambda t: t),
    "t.clone()": saved_tensors_hooks(lambda t: t.clone(), lambda t: t),
}
for name, pair in hooks.items():
    w = torch.tensor([3.0, 4.0], requires_grad=True)
    with pair:
        loss = w.square().sum()  # the gradient is 2w: 6 and 8
    with torch.no_grad():
        w.mul_(10)  # too early: backward() still needs w
    try:
        loss.backward()
        print(f"{name:10}", w.grad.tolist())
    except RuntimeError as error:
        print(f"{name:10}", str(error)[:66])
# --8<-- [end:trap]

# --8<-- [start:cycle]
import gc
import weakref

for name, pair in hooks.items():
    with pair:
        y = x.exp()
    alive = weakref.ref(y)
    del y
    gc.collect()
    print(f"{name:10}", "freed" if alive() is None else "leaked")
# --8<-- [end:cycle]
