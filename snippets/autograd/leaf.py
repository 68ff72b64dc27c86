"""Leaf tensors: which tensors get a .grad, and which only pass it on."""

# --8<-- [start:who]
import torch

x = torch.tensor([1.0, 2.0])  # data
w = torch.tensor([3.0, 4.0], requires_grad=True)  # a weight
y = w * x  # computed from both
loss = y.sum()

for name, t in {"x": x, "w": w, "y": y, "loss": loss}.items():
    print(f"{name:4}  is_leaf={t.is_leaf!s:5}  requires_grad={t.requires_grad}")
# --8<-- [end:who]

# --8<-- [start:backward]
y.retain_grad()  # ask before backward(), not after
loss.backward()

print("w:", w.grad)
print("x:", x.grad)
print("y:", y.grad)
# --8<-- [end:backward]

assert torch.equal(w.grad, x)  # d(sum(w·x))/dw = x

# --8<-- [start:edges]
for node, _ in y.grad_fn.next_functions:
    print(type(node).__name__, getattr(node, "variable", None) is w)
# --8<-- [end:edges]

# --8<-- [start:state]
b = torch.zeros(2)
print("zeros: ", b.is_leaf, b.requires_grad)

b[0] = w[0]
print("filled:", b.is_leaf, b.requires_grad, type(b.grad_fn).__name__)

b.detach_()
print("cut:   ", b.is_leaf, b.requires_grad)
# --8<-- [end:state]

# --8<-- [start:inplace]
try:
    w += 1
except RuntimeError as error:
    print(error)

with torch.no_grad():
    w += 1

print(w, "version", w._version)
# --8<-- [end:inplace]

# --8<-- [start:trap]
scaled = torch.ones(2, requires_grad=True) * 0.01  # "small initial weights"
out = (scaled * x).sum()
out.backward()

print("is_leaf:", scaled.is_leaf)

try:
    torch.optim.SGD([scaled], lr=0.1)
except ValueError as error:
    print("SGD:", error)

hidden = scaled.grad_fn.next_functions[0][0].variable
print("the gradient went to", hidden, hidden.grad)
# --8<-- [end:trap]

# --8<-- [start:warning]
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(scaled.grad)

for one in caught:
    print(f"{one.category.__name__}: {one.message}".split(". ")[0])
# --8<-- [end:warning]


# --8<-- [start:lost]
def weight():
    return torch.ones(2, requires_grad=True)


for text, t in {
    "* 0.01": weight() * 0.01,
    ".view(2, 1)": weight().view(2, 1),
    ".clone()": weight().clone(),
    ".to(float64)": weight().to(torch.float64),
    ".to(float32)": weight().to(torch.float32),
    '.to("cpu")': weight().to("cpu"),
    '.to("meta")': weight().to("meta"),
}.items():
    print(f"{text:12}  is_leaf={t.is_leaf!s:5}  {type(t.grad_fn).__name__}")
# --8<-- [end:lost]


# --8<-- [start:silent]
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.moved = torch.nn.Parameter(torch.ones(2)).to(torch.float64)
        self.small = torch.nn.Parameter(torch.ones(2)) * 0.01


net = Net()
print(list(net.parameters()))
for name in ("moved", "small", "moved", "small"):
    try:
        (getattr(net, name) * x).sum().backward()
        print(name, "ok")
    except RuntimeError as error:
        print(name, str(error)[:50])
# --8<-- [end:silent]

# --8<-- [start:fixed]
scaled = (torch.ones(2) * 0.01).requires_grad_()
(scaled * x).sum().backward()

print("is_leaf:", scaled.is_leaf)
print("grad:", scaled.grad)
# --8<-- [end:fixed]
