"""A slice saves its whole storage; what a copy, an index and a list save."""

# --8<-- [start:size]
import io

import torch


def saved(value):
    file = io.BytesIO()
    torch.save(value, file)
    return file.tell()


x = torch.zeros(1000, 1000)
tensors = {
    "x": x,
    "x[:1]": x[:1],
    "x[0, 0]": x[0, 0],
    "x[[0]]": x[[0]],
    "x[:1].clone()": x[:1].clone(),
}
for name, tensor in tensors.items():
    print(f"{name:13} {tensor.numel():7} numbers {saved(tensor):7} bytes")
# --8<-- [end:size]

# --8<-- [start:copies]
from copy import deepcopy

column = x[:, :1]
ways = {
    "column": column,
    "column.contiguous()": column.contiguous(),
    "x[:1].contiguous()": x[:1].contiguous(),
    "x[:1].detach()": x[:1].detach(),
    "x[:1].cpu()": x[:1].cpu(),
    "x[:1].half()": x[:1].half(),
    "deepcopy(x[:1])": deepcopy(x[:1]),
}
for name, tensor in ways.items():
    print(f"{name:19} {saved(tensor):7}")
# --8<-- [end:copies]

# --8<-- [start:trap]
features = torch.zeros(100, 1000)  # a batch, computed at once
one_by_one = sum(saved(row) for row in features)
cloned = sum(saved(row.clone()) for row in features)
together = saved(list(features))
print(f"{one_by_one / 1e6:.1f} {cloned / 1e6:.1f} {together / 1e6:.1f} MB")
# --8<-- [end:trap]

# --8<-- [start:loaded]
file = io.BytesIO()
torch.save(x[:1], file)
file.seek(0)
row = torch.load(file)
print(row.numel() * 4, row.untyped_storage().nbytes())
# --8<-- [end:loaded]

# --8<-- [start:small]
wide = torch.zeros(1).expand(1000, 1000)
print(saved(wide), saved(wide.clone()))

pair = {"x": x, "first": x[:1]}
apart = {"x": x, "first": x[:1].clone()}
print(saved(pair) < saved(apart))
# --8<-- [end:small]


# --8<-- [start:find]
def wasted(state):
    for name, value in state.items():
        held, used = value.untyped_storage().nbytes(), value.nbytes
        if held > used:
            print(f"{name}: {used} bytes used of {held}")


wasted({"weight": x, "row": x[:1], "copy": x[:1].clone()})
# --8<-- [end:find]
