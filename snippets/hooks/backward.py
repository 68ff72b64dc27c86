"""Full backward hooks: the gradients at both doors of a module."""

# --8<-- [start:arguments]
import warnings

import torch
from torch import nn


def linear():
    layer = nn.Linear(2, 1, bias=False)
    layer.weight = nn.Parameter(torch.tensor([[2.0, 3.0]]))
    return layer


layer, x = linear(), torch.ones(1, 2, requires_grad=True)
layer.register_full_backward_pre_hook(lambda module, grad_out: print(grad_out))
layer.register_full_backward_hook(lambda module, *both: print(*both))
layer(x).backward(torch.tensor([[10.0]]))
# --8<-- [end:arguments]


# --8<-- [start:nodes]
def path(node):
    name, edges = type(node).__name__, node.next_functions
    return f"{name} > {path(edges[0][0])}" if edges else name


y = layer(x)
print(path(linear()(x).grad_fn))  # without hooks
print(path(y.grad_fn))
# --8<-- [end:nodes]


# --8<-- [start:return]
def gradients(method, hook):
    layer, x = linear(), torch.ones(1, 2, requires_grad=True)
    getattr(layer, method)(hook)
    layer(x).backward()
    print("x", x.grad.tolist(), "weight", layer.weight.grad.tolist())


gradients("register_full_backward_pre_hook", lambda _, out: (10 * out[0],))
gradients("register_full_backward_hook", lambda _, into, out: (10 * into[0],))
# --8<-- [end:return]

# --8<-- [start:weight]
for needs in True, False:
    layer, x = linear(), torch.ones(1, 2, requires_grad=needs)
    layer.register_full_backward_hook(lambda m, g, _: print(g, m.weight.grad))
    with warnings.catch_warnings(record=True, action="always") as caught:
        layer(x).backward()
    for warning in caught:
        print(str(warning.message).split(". ")[0])
# --8<-- [end:weight]

# --8<-- [start:trap]
x = torch.tensor([[1.0, 1.0], [-1.0, -1.0]])
for place in "0", "1", "":
    net = nn.Sequential(linear(), nn.ReLU(inplace=True))
    net.get_submodule(place).register_full_backward_hook(lambda *_: None)
    try:
        print(place or "net", net(x).tolist())
    except RuntimeError as error:
        print(place, str(error).split(". ")[0])
# --8<-- [end:trap]


# --8<-- [start:fixed]
def hang(module, args, output):
    output.register_hook(lambda grad: print(grad.tolist()))


net = nn.Sequential(linear(), nn.ReLU(inplace=True))
net[0].register_forward_hook(hang)
net(x).sum().backward()
# --8<-- [end:fixed]
