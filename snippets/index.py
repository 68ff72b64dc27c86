"""The front page: a tensor whose history changes though nobody touches it."""

# --8<-- [start:touch]
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
y = w * 2
print("before:", type(y.grad_fn).__name__)

first = y[0]
first.mul_(10)
print("after: ", type(y.grad_fn).__name__)
# --8<-- [end:touch]

# --8<-- [start:gradient]
y.sum().backward()
print(y)
print(w.grad)
# --8<-- [end:gradient]
