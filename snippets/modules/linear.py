"""Linear: a product and a sum, and why its weight lies (out, in)."""

# --8<-- [start:rows]
import torch
from torch import nn

layer = nn.Linear(3, 2)  # three numbers in, two out
print(layer.weight.shape, layer.bias.shape)

with torch.no_grad():
    layer.weight.copy_(torch.tensor([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]))
    layer.bias.copy_(torch.tensor([0.5, 0.0]))
    x = torch.tensor([[1.0, 1.0, 1.0], [0.0, 0.0, 1.0]])
    print(layer(x))
    print(torch.equal(layer(x), x @ layer.weight.T + layer.bias))
# --8<-- [end:rows]

# --8<-- [start:trap]
try:
    x @ layer.weight
except RuntimeError as error:
    print(error)

square = nn.Linear(3, 3, bias=False)
with torch.no_grad():
    square.weight.copy_(torch.arange(9.0).reshape(3, 3))
    print("Linear:", square(x)[0])
    print("x @ W: ", (x @ square.weight)[0])
# --8<-- [end:trap]

# --8<-- [start:free]
flipped = layer.weight.t()  # what a call does; .T is the same here
print(flipped.shape, flipped.stride(), flipped.is_contiguous())
print("same memory:", flipped.data_ptr() == layer.weight.data_ptr())

node = layer(x).grad_fn
print(type(node).__name__, [type(n).__name__ for n, _ in node.next_functions])
# --8<-- [end:free]

# --8<-- [start:shapes]
for shape in (3,), (5, 3), (5, 7, 3), (0, 3):
    print(shape, "->", tuple(layer(torch.ones(shape)).shape))

try:
    layer(torch.ones(3, 5))
except RuntimeError as error:
    print(error)
# --8<-- [end:shapes]

# --8<-- [start:batch]
torch.manual_seed(0)
wide = nn.Linear(256, 256)
batch = torch.randn(64, 256)

with torch.no_grad():
    together = wide(batch)[0]
    alone = wide(batch[0])

print("equal:", torch.equal(together, alone))
for atol in 1e-8, 1e-5:  # the default, and a wider one
    print(f"close, {atol=}:", torch.allclose(together, alone, atol=atol))
# --8<-- [end:batch]
