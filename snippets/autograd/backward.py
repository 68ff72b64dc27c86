"""backward(): what it walks, what it writes, what it frees."""

# --8<-- [start:before]
import torch

x = torch.tensor([1.0, 2.0])
w = torch.tensor([3.0, 4.0], requires_grad=True)
b = torch.tensor([1.0, 1.0], requires_grad=True)
y = w * x
square = y * y
z = square + b
loss = z.sum()


def kept(node):  # the tensors that a node has saved
    names = [a for a in dir(node) if a.startswith("_raw_saved_")]
    try:
        saved = [getattr(node, a.replace("_raw", "")) for a in names]
    except RuntimeError:
        return "freed"
    return [t.tolist() for t in saved if t is not None]


for name, t in {"loss": loss, "z": z, "square": square, "y": y}.items():
    print(f"{name:6}  {type(t.grad_fn).__name__:12}  {kept(t.grad_fn)}")
# --8<-- [end:before]

# --8<-- [start:walk]
print("returned:", loss.backward())
print("w:", w.tolist(), "w.grad:", w.grad.tolist())
print("b:", b.tolist(), "b.grad:", b.grad.tolist())
# --8<-- [end:walk]

# --8<-- [start:after]
for name, t in {"loss": loss, "z": z, "square": square, "y": y}.items():
    edges = [type(n).__name__ for n, _ in t.grad_fn.next_functions]
    print(f"{name:6}  {kept(t.grad_fn)} -> {edges}")
# --8<-- [end:after]

# --8<-- [start:twice]
import textwrap

try:
    loss.backward()
except RuntimeError as error:
    print(textwrap.fill(str(error), 80))

print("w.grad:", w.grad.tolist())
print("b.grad:", b.grad.tolist())
# --8<-- [end:twice]

# --8<-- [start:often]
for text, result in {
    "(w + 1).sum()": (w + 1).sum(),
    "(w * 2 + 1).sum()": (w * 2 + 1).sum(),
    "w.exp().sum()": w.exp().sum(),
    "w[0]": w[0],
    "w[[0]].sum()": w[[0]].sum(),
}.items():
    result.backward()
    try:
        result.backward()
        print(f"{text:17}  goes twice")
    except RuntimeError:
        print(f"{text:17}  fails")
# --8<-- [end:often]

# --8<-- [start:shared]
for added in (False, True):
    w.grad, visits = None, []
    trunk = (w * x) ** 2
    trunk.grad_fn.register_hook(lambda *_: visits.append("trunk"))
    first, second = trunk.sum(), (3 * trunk).sum()
    for part in [first + second] if added else [first, second]:
        part.backward(retain_graph=not added)
    print(f"added={added!s:5} ", w.grad.tolist(), visits)
# --8<-- [end:shared]

# --8<-- [start:carried]
for cut in (False, True):
    state = torch.zeros(2)
    for batch in range(3):
        visits = []
        state = torch.tanh(w * state + x)
        state.grad_fn.register_hook(lambda *_, batch=batch: visits.append(batch))
        state.sum().backward(retain_graph=not cut)
        print(f"cut={cut!s:5}  batch {batch} walked", visits)
        state = state.detach() if cut else state
# --8<-- [end:carried]

# --8<-- [start:trap]
w.grad = None
output = w * x  # one forward pass
(output**2).sum().backward(retain_graph=True)
print("first:      ", w.grad.tolist())

with torch.no_grad():
    w += 1  # the weights move
w.grad = None
(output**2).sum().backward()  # a new loss on the old output
print("old output: ", w.grad.tolist())
# --8<-- [end:trap]

# --8<-- [start:fixed]
w.grad = None
((w * x) ** 2).sum().backward()  # forward again, the weights as they are
print("new forward:", w.grad.tolist())
# --8<-- [end:fixed]

# --8<-- [start:inputs]
w.grad, b.grad = None, None
loss = (w * x + b).sum()
loss.backward(inputs=[b])
print("w.grad:", w.grad, "b.grad:", b.grad)

loss.backward(inputs=[w])
print("w.grad:", w.grad, "b.grad:", b.grad)

print("returned:", torch.autograd.grad((w * x + b).sum(), [w, b]))
print("w.grad:", w.grad)
# --8<-- [end:inputs]

b.sum().backward(inputs=[w])  # w is not in that graph, and nobody says so
