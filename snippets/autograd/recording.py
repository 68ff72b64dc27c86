"""Recording: what no_grad, inference_mode and detach turn off, and what not."""

# --8<-- [start:table]
import torch

w = torch.tensor([3.0, 4.0], requires_grad=True)


def look(how, y):
    version = "none" if y.is_inference() else y._version
    node = type(y.grad_fn).__name__
    print(f"{how:23}{y.requires_grad!s:7}{node:14}version {version}")


look("nothing", w * 2)
with torch.no_grad():
    look("no_grad", w * 2)
    with torch.enable_grad():
        look("no_grad, enable_grad", w * 2)
with torch.inference_mode():
    look("inference_mode", w * 2)
look("detach", (w * 2).detach())
# --8<-- [end:table]

# --8<-- [start:flag]
layer = torch.nn.Linear(2, 1).eval()
x = torch.tensor([[1.0, 2.0]])
loss = layer(x).sum()

with torch.no_grad():
    print("weight:", layer.weight.requires_grad)
    print("new parameter:", torch.nn.Parameter(x).requires_grad)
    print("computed inside:", layer(x).requires_grad)
    print("computed before:", loss.requires_grad)
    loss.backward()
print("gradient:", layer.weight.grad)

layer.requires_grad_(False)
print("weight, after requires_grad_(False):", layer.weight.requires_grad)
print("computed from it:", layer(x).requires_grad)
# --8<-- [end:flag]

assert torch.equal(layer.weight.grad, x)

# --8<-- [start:detach]
y = w**2
fixed = y.detach()
loss = (y * fixed).sum()
product = loss.grad_fn.next_functions[0][0]
print([type(node).__name__ for node, _ in product.next_functions])

loss.backward()
print("gradient:", w.grad)
print("same memory:", fixed.data_ptr() == y.data_ptr())
# --8<-- [end:detach]

assert torch.equal(w.grad, 2 * w**3)  # half of the gradient of y * y

# --8<-- [start:inference]
with torch.inference_mode():
    out = w * 2
    with torch.enable_grad():
        print(torch.is_grad_enabled(), (w * 2).requires_grad)

for name, use in {
    "out + w": lambda: out + w,
    "out * w": lambda: out * w,
    "out.clone() * w": lambda: out.clone() * w,
}.items():
    try:
        print(f"{name}: {use().requires_grad}")
    except RuntimeError as error:
        print(f"{name}: {str(error).partition('.')[0]}")
# --8<-- [end:inference]


# --8<-- [start:generator]
def batches():
    with torch.no_grad():
        for scale in (1.0, 2.0):
            yield torch.tensor([scale])


for x in batches():
    print((w * x).requires_grad)
# --8<-- [end:generator]

assert torch.is_grad_enabled()


# --8<-- [start:decorator]
@torch.no_grad()
def batches():
    for scale in (1.0, 2.0):
        yield torch.tensor([scale])


for x in batches():
    print((w * x).requires_grad)
# --8<-- [end:decorator]

# --8<-- [start:trap]
table = torch.tensor([3.0, 4.0], requires_grad=True)
with torch.no_grad():
    head = table[:1]
print(f"requires_grad={head.requires_grad}  is_leaf={head.is_leaf}")

optimizer = torch.optim.SGD([head], lr=0.1)
loss = (head * 3).sum()
loss.backward()
optimizer.step()
print("head:", head)
print(".grad:", head.grad, table.grad)
# --8<-- [end:trap]

# --8<-- [start:edge]
product = loss.grad_fn.next_functions[0][0]
print(product.next_functions[0])
# --8<-- [end:edge]

# --8<-- [start:fixed]
head = table[:1]
(head * 3).sum().backward()
print(table.grad)
# --8<-- [end:fixed]
