"""Hooks on nodes: what they see, what they may change, when they are lost."""

# --8<-- [start:arguments]
import torch


def shapes(gradients):
    return [None if g is None else tuple(g.shape) for g in gradients]


x = torch.ones(3, 2)
w = torch.ones(2, 1, requires_grad=True)
y = x @ w
node = y.grad_fn
node.register_prehook(lambda grad_out: print(shapes(grad_out)))
node.register_hook(lambda gi, go: print(shapes(gi), shapes(go)))
y.sum().backward()
# --8<-- [end:arguments]


# --8<-- [start:square]
def square_with(**hooks):
    a = torch.tensor(3.0, requires_grad=True)
    square = a * a
    for method, hook in hooks.items():
        getattr(square.grad_fn, method)(hook)
    try:
        square.backward()
        print(a.grad)
    except (RuntimeError, TypeError) as error:
        print(error)


# --8<-- [end:square]

# --8<-- [start:return]
square_with(register_prehook=lambda grad_out: (10 * grad_out[0],))
square_with(register_hook=lambda grad_in, _: (grad_in[0], None))
square_with(register_hook=lambda grad_in, _: (grad_in[0],))
square_with(register_hook=lambda grad_in, _: grad_in[0])
# --8<-- [end:return]

# --8<-- [start:five]
a = torch.tensor(3.0, requires_grad=True)
h = 2 * a
loss, log = h * h, []


def note(name):
    return lambda *_: log.append(name)


h.register_hook(note("h tensor"))
h.grad_fn.register_prehook(note("h pre"))
h.grad_fn.register_hook(note("h node"))
a.register_hook(note("a tensor"))
a.register_post_accumulate_grad_hook(note("a post"))
# --8<-- [end:five]

# --8<-- [start:fires]
for goal in None, a, h:
    log.clear()
    if goal is None:
        loss.backward(retain_graph=True)
    else:
        torch.autograd.grad(loss, goal, retain_graph=True)
    print(" | ".join(log))
# --8<-- [end:fires]

# --8<-- [start:multi]
from torch.autograd.graph import register_multi_grad_hook


def product(*names, mode="all"):
    a = torch.tensor(2.0, requires_grad=True)
    b = torch.tensor(3.0, requires_grad=True)
    tensors = {"a": a, "b": b, "loss": a * b}
    watched = [tensors[name] for name in names]
    register_multi_grad_hook(watched, print, mode=mode)
    tensors["loss"].backward()


product("a", "b")
product("a", "b", mode="any")
product("a", "b", "loss")
# --8<-- [end:multi]

# --8<-- [start:steps]
from torch.autograd.graph import get_gradient_edge


def steps(clean_up, hold=False):
    w, fired = torch.tensor(1.0, requires_grad=True), []
    for step in 1, 2, 3:
        loss = step * w
        if step == 1:
            node = get_gradient_edge(w).node  # its AccumulateGrad
            node.register_hook(lambda *_: fired.append(step))
            node = node if hold else None
        loss.backward()
        if clean_up:
            del loss
    print("fired in steps", fired)


# --8<-- [end:steps]

# --8<-- [start:trap]
steps(clean_up=False)
steps(clean_up=True)
# --8<-- [end:trap]

# --8<-- [start:fixed]
steps(clean_up=True, hold=True)
# --8<-- [end:fixed]
