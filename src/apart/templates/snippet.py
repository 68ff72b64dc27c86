"""$title: what this page shows, in one line."""

# --8<-- [start:first]
import torch

x = torch.ones(2, 3)
w = torch.ones(3, 1)

print((x @ w).shape)
# --8<-- [end:first]

assert torch.equal(x @ w, torch.full((2, 1), 3.0))

# --8<-- [start:trap]
try:
    x @ torch.ones(2)
except RuntimeError as error:
    print(error)
# --8<-- [end:trap]
