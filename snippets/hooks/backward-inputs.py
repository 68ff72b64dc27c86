"""Which inputs a full backward hook sees, and what it does to them."""

# --8<-- [start:mix]
import warnings

import torch
from torch import nn


class Mix(nn.Module):
    def forward(self, a, b, c, unused=None):
        return 2 * a + 3 * b + 5 * c


def show(module, grad_input, grad_output):
    print(grad_input)


a, b, c = (torch.ones(1, requires_grad=True) for _ in range(3))
# --8<-- [end:mix]

# --8<-- [start:old]
module = Mix()
module.register_backward_hook(show)
with warnings.catch_warnings(record=True, action="always") as caught:
    module(a, b, c).backward()
print(str(caught[0].message).split(". ")[0])
# --8<-- [end:old]


# --8<-- [start:full]
def mix(*args, hook=show, **kwargs):
    module = Mix()
    module.register_full_backward_hook(hook)
    module(*args, **kwargs).backward()


mix(a, b, c)
# --8<-- [end:full]

# --8<-- [start:inputs]
mix(a, a, 7)
mix(a, b.detach(), 7)
mix(a, 7, c=c)
# --8<-- [end:inputs]

# --8<-- [start:names]
with warnings.catch_warnings(record=True, action="always") as caught:
    mix(a=a, b=b, c=c)
print(str(caught[0].message).split(". ")[0])
# --8<-- [end:names]

# --8<-- [start:return]
for hook in (
    lambda module, grads, _: (10 * grads[0],),
    lambda module, grads, _: tuple(10 * g for g in grads),
    lambda module, grads, _: tuple(g if g is None else 10 * g for g in grads),
):
    a.grad = b.grad = None
    try:
        mix(a, b, 7, hook=hook)
        print(a.grad, b.grad)
    except (RuntimeError, TypeError) as error:
        print(error)
# --8<-- [end:return]

# --8<-- [start:looking]
extra = nn.Parameter(torch.ones(1))
optimizer = torch.optim.SGD([extra], lr=0.5, weight_decay=0.5)
for hooked in False, True:
    module = Mix()
    if hooked:
        module.register_full_backward_hook(lambda *_: None)
    module(a, b, c, extra).backward()
    optimizer.step()
    print(extra.grad, extra.item())
# --8<-- [end:looking]

# --8<-- [start:fixed]
optimizer.zero_grad()
mix(a, b, c, unused=extra)
optimizer.step()
print(extra.grad, extra.item())
# --8<-- [end:fixed]
