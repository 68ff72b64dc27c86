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
steps = {"loss": loss, "z": z, "square": square, "y": y}


def kept(node):  # the tensors that a node has saved
    names = [a for a in dir(node) if a.startswith("_raw_saved_")]
    try:
        saved = [getattr(node, a.replace("_raw", "")) for a in names]
    except RuntimeError:
        return "freed"
    return [t.tolist() for t in saved if t is not None]


for name, t in steps.items():
    print(f"{name:6}  {type(t.grad_fn).__name__:12}  {kept(t.grad_fn)}")
# --8<-- [end:before]


# --8<-- [start:walk]
def listen(name):
    def hook(sent, got):
        passed = [t.tolist() for t in sent if t is not None]
        print(f"{name:6}  got {got[0].tolist()}, sent {passed}")

    return hook


for name, t in steps.items():
    t.grad_fn.register_hook(listen(name))

print("returned:", loss.backward())
print("w:", w.tolist(), "w.grad:", w.grad.tolist())
print("b:", b.tolist(), "b.grad:", b.grad.tolist())
# --8<-- [end:walk]

# --8<-- [start:after]
for name, t in steps.items():
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
