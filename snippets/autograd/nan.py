"""NaN in gradients: where it is born, how to find it, how to put it right."""

# --8<-- [start:where]
import torch

x = torch.tensor([0.0, 4.0])
w = torch.tensor(1.0, requires_grad=True)


def masked(w):
    root = (w * x).sqrt()
    return torch.where(x > 0, root, 0.0).sum()


loss = masked(w)
loss.backward()
print("loss:", loss.item(), " w.grad:", w.grad.item())
# --8<-- [end:where]


# --8<-- [start:watch]
def watch(node, seen):  # `seen`: what each node below gets and returns
    if node is None or node in seen:
        return seen
    seen[node] = None

    def note(returned, received):
        seen[node] = received[0], returned[0] if returned else None

    node.register_hook(note)
    for next_node, _ in node.next_functions:
        watch(next_node, seen)
    return seen


# --8<-- [end:watch]

# --8<-- [start:born]
loss = masked(w)
seen = watch(loss.grad_fn, {})
loss.backward()

for node, (received, returned) in seen.items():
    if returned is not None:
        print(type(node).__name__, received.tolist(), "->", returned.tolist())
# --8<-- [end:born]

# --8<-- [start:repairs]
on = x > 0
for name, repair in {
    "root * on": lambda z: z.sqrt() * on,
    "root[on]": lambda z: z.sqrt()[on],
    "z[on]": lambda z: z[on].sqrt(),
    "z.clamp(1e-6)": lambda z: z.clamp(1e-6).sqrt(),
    "where, twice": lambda z: torch.where(on, z.where(on, 1.0).sqrt(), 0.0),
}.items():
    loss = repair(w * x).sum()
    (grad,) = torch.autograd.grad(loss, w)
    print(f"{name:13}  loss {loss.item():.3f}  grad {grad.item()}")
# --8<-- [end:repairs]

# --8<-- [start:ready]
for name, function, values in [
    ("root of squares", lambda v: (v * v).sum().sqrt(), [0.0, 0.0]),
    ("vector_norm", torch.linalg.vector_norm, [0.0, 0.0]),
    ("log of softmax", lambda v: v.softmax(0).log()[0], [0.0, 200.0]),
    ("log_softmax", lambda v: v.log_softmax(0)[0], [0.0, 200.0]),
]:
    v = torch.tensor(values, requires_grad=True)
    y = function(v)
    y.backward()
    print(f"{name:16} {y.item():6}  grad {v.grad.tolist()}")
# --8<-- [end:ready]

# --8<-- [start:anomaly]
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    with torch.autograd.set_detect_anomaly(True):
        try:
            masked(w).backward()
        except RuntimeError as error:
            print(error)
told = str(caught[0].message).split("File ")
print(told[0] + told[-1].splitlines()[1].strip())
# --8<-- [end:anomaly]

# --8<-- [start:blind]
with torch.autograd.set_detect_anomaly(True):
    for function, values in (torch.log, [-1.0, 1.0]), (torch.sqrt, [0.0, 4.0]):
        v = torch.tensor(values, requires_grad=True)
        y = function(v)
        y.sum().backward()
        print(y.detach(), "grad:", v.grad)
# --8<-- [end:blind]

# --8<-- [start:spy]
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves


class Spy(TorchDispatchMode):  # notes who makes a NaN or an infinity
    def __init__(self):
        super().__init__()
        self.bad = []

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        made = operation(*args, **(kwargs or {}))
        for t in tree_leaves(made):
            if isinstance(t, torch.Tensor) and not t.isfinite().all():
                self.bad.append(operation.__name__)
        return made


# --8<-- [end:spy]

# --8<-- [start:spot]
with Spy() as spy:
    (torch.tensor([-1.0, 1.0], requires_grad=True).log() + 1).sum()
print("forward: ", *spy.bad)
with Spy() as spy:
    masked(w).backward()
print("backward:", *spy.bad)
# --8<-- [end:spot]
