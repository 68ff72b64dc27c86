"""In-place operations on views: one counter, and one rewritten history."""

# --8<-- [start:counter]
import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * 2
first, rest = y[0], y[1:]


def look(title):
    print(title)
    for name, t in {"y": y, "first": first, "rest": rest}.items():
        print(f"  {name:6}version {t._version}  {type(t.grad_fn).__name__}")


look("before")
first.mul_(10)
look("after first.mul_(10)")
# --8<-- [end:counter]

# --8<-- [start:copyslices]
for t in (first, rest, y):
    print([type(node).__name__ for node, _ in t.grad_fn.next_functions])

y.sum().backward()
print(x.grad)
# --8<-- [end:copyslices]

assert torch.equal(x.grad, torch.tensor([20.0, 2.0, 2.0]))

# --8<-- [start:assign]
z = x * 2
z[0] = x[2] * 5
print(type(z.grad_fn).__name__)
print([type(node).__name__ for node, _ in z.grad_fn.next_functions])

x.grad = None
z.sum().backward()
print(x.grad)
# --8<-- [end:assign]

# --8<-- [start:refuse]
views = {
    "index": lambda y: y[0],
    "split": lambda y: y.split(1)[0],
    "no_grad": torch.no_grad()(lambda y: y[0]),
    "detach": lambda y: y.detach()[0],
}
for name, view_of in views.items():
    y = x * 2
    try:
        view_of(y).mul_(10)
        print(f"{name:9}{type(y.grad_fn).__name__}")
    except RuntimeError as error:
        print(f"{name:9}{str(error).partition(' and is')[0]}")
# --8<-- [end:refuse]

# --8<-- [start:leaf]
w = torch.ones(3, requires_grad=True)
try:
    w[0] = 5.0
except RuntimeError as error:
    print(error)
print(w, "version", w._version)

with torch.no_grad():
    w[0] = 5.0
print(w, "version", w._version)
# --8<-- [end:leaf]

# --8<-- [start:clone]
mixed = w.clone()
mixed[0] = 5.0
mixed.sum().backward()
print(w.grad)
# --8<-- [end:clone]


# --8<-- [start:function]
class AddOne(torch.autograd.Function):
    @staticmethod
    def forward(ctx, t):
        ctx.mark_dirty(t)
        return t.add_(1)

    @staticmethod
    def backward(ctx, grad):
        return grad


w = torch.ones(3, requires_grad=True)
try:
    AddOne.apply(w)
except RuntimeError as error:
    print(error)
print(w)
# --8<-- [end:function]

# --8<-- [start:alarm]
decay = torch.tensor(0.5, requires_grad=True)
h = torch.zeros(4)
h[0] = 1.0
for t in range(1, 4):
    h[t] = h[t - 1] * decay

try:
    h[3].backward()
except RuntimeError as error:
    print(str(error).partition(" Hint")[0].partition("]], ")[2])
# --8<-- [end:alarm]

# --8<-- [start:list]
steps = [torch.tensor(1.0)]
for _ in range(3):
    steps.append(steps[-1] * decay)
h = torch.stack(steps)
h[3].backward()
print(h.detach(), decay.grad)
# --8<-- [end:list]

assert decay.grad == 3 * 0.5**2
