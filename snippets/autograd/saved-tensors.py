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

folder = Path(torchgen.__file__).parent / "packaged" / "autograd"
table = (folder / "derivatives.yaml").read_text()

for name in ["neg", "sin", "exp", "relu", "leaky_relu", "leaky_relu_"]:
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
weights = sum(p.nbytes for p in mlp(nn.ReLU()).parameters())
print(f"{'weights':9} {weights // 1024} KiB")

for kind in [nn.SiLU, nn.LeakyReLU, nn.ReLU]:
    net = mlp(kind())
    plain, out = kept_bytes(net, batch)
    inplace, _ = kept_bytes(mlp(kind(inplace=True)), batch)
    print(f"{kind.__name__:9} {plain // 1024} KiB,", end=" ")
    print(f"in place {inplace // 1024} KiB")
# --8<-- [end:layers]

assert kept_bytes(mlp(nn.GELU()), batch)[0] == 544 * 1024
assert kept_bytes(mlp(nn.Tanh()), batch)[0] == 288 * 1024
assert kept_bytes(mlp(nn.ReLU()), batch[:64].clone())[0] == 144 * 1024

# --8<-- [start:pack]
import tempfile

x = torch.tensor([1.0, 1000.1, 70000.0], requires_grad=True)

with tempfile.TemporaryDirectory() as folder:
    file = Path(folder, "saved.pt")  # enough here: one tensor is saved
    for name, pack, unpack in [
        ("as it is", lambda t: t.detach(), lambda t: t),
        ("on disk", lambda t: torch.save(t, file), lambda _: torch.load(file)),
        ("in half", lambda t: t.half(), lambda t: t.float()),
    ]:
        with saved_tensors_hooks(pack, unpack):
            loss = x.square().sum()
        (grad,) = torch.autograd.grad(loss, x)
        print(f"{name:8}", *[f"{g:.1f}" for g in grad])
# --8<-- [end:pack]

# --8<-- [start:trap]
from contextlib import nullcontext

from torch.autograd.graph import save_on_cpu

for name, context in [
    ("no hooks", nullcontext()),
    ("t.detach()", saved_tensors_hooks(lambda t: t.detach(), lambda t: t)),
    ("save_on_cpu", save_on_cpu()),
    ("t.clone()", saved_tensors_hooks(lambda t: t.clone(), lambda t: t)),
]:
    w = torch.tensor([3.0, 4.0], requires_grad=True)
    with context:
        loss = w.square().sum()  # the gradient is 2w: 6 and 8
    with torch.no_grad():
        w.mul_(10)  # too early: backward() still needs w
    try:
        loss.backward()
        print(f"{name:11}", w.grad.tolist())
    except RuntimeError as error:
        print(f"{name:11}", str(error)[:66])
# --8<-- [end:trap]

# --8<-- [start:cycle]
import gc
import weakref

for name, context in [
    ("t", saved_tensors_hooks(lambda t: t, lambda t: t)),
    ("t.detach()", saved_tensors_hooks(lambda t: t.detach(), lambda t: t)),
    ("save_on_cpu", save_on_cpu()),
]:
    with context:
        y = x.exp()
    alive = weakref.ref(y)
    del y
    gc.collect()
    print(f"{name:11}", "freed" if alive() is None else "leaked")
# --8<-- [end:cycle]
