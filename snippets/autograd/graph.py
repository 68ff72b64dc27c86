"""The graph: what an operation leaves behind for the walk backwards."""

# --8<-- [start:record]
import torch

x = torch.tensor([1.0, 2.0])  # data
w = torch.tensor([3.0, 4.0], requires_grad=True)  # a weight
y = w * x
z = y + w  # w a second time
loss = z.sum()

for name, t in {"x": x, "w": w, "y": y, "z": z, "loss": loss}.items():
    print(f"{name:4}  {type(t.grad_fn).__name__}")
# --8<-- [end:record]

# --8<-- [start:edges]
for node in (loss.grad_fn, z.grad_fn, y.grad_fn):
    edges = [(type(n).__name__, i) for n, i in node.next_functions]
    print(f"{type(node).__name__:12} -> {edges}")

print(y.grad_fn.next_functions[0][0] is z.grad_fn.next_functions[1][0])
# --8<-- [end:edges]

assert y.grad_fn.next_functions[0][0].variable is w

# --8<-- [start:number]
first, second = w.unbind()  # one operation, two results
edges = (first * second).grad_fn.next_functions
print([(type(n).__name__, i) for n, i in edges])
# --8<-- [end:number]

assert edges[0][0] is edges[1][0]  # one node, reached by two edges

# --8<-- [start:keeps]
print("w * x keeps w:", y.grad_fn._saved_self is w)
print("w * x keeps x:", y.grad_fn._saved_other is x)
print("w * w keeps w:", (w * w).grad_fn._saved_self is w)
print("y + w keeps", [a for a in dir(z.grad_fn) if a.startswith("_saved")])
# --8<-- [end:keeps]

assert y.grad_fn._saved_self is None
assert z.grad_fn._saved_alpha == 1


# --8<-- [start:walk]
def nodes(root):
    found, todo = [], [root]
    while todo:
        node = todo.pop()
        if node is not None and node not in found:
            found.append(node)
            todo += [n for n, _ in node.next_functions]
    return found


del y, z  # the tensors go
print([type(node).__name__ for node in nodes(loss.grad_fn)])
# --8<-- [end:walk]

assert len(nodes(loss.grad_fn)) == 4


# --8<-- [start:anew]
def double_until(limit):
    t = w * x  # [3, 8]
    while t.sum() < limit:
        t = t * 2
    return t


for limit in (10, 20, 100):
    names = [type(n).__name__ for n in nodes(double_until(limit).grad_fn)]
    print(f"limit {limit:3}: {names.count('MulBackward0')} x MulBackward0")
# --8<-- [end:anew]

# --8<-- [start:spread]
results = {
    "x + x": x + x,
    "w + x": w + x,
    "w.round()": w.round(),
    "w > 3": w > 3,
    "(w > 3).float()": (w > 3).float(),
    "w.argmax()": w.argmax(),
    "zeros_like(w)": torch.zeros_like(w),
}
for text, t in results.items():
    print(f"{text:15}  {t.requires_grad!s:5}  {type(t.grad_fn).__name__}")
# --8<-- [end:spread]

assert not torch.autograd.grad(w.round().sum(), w)[0].any()  # all zeros

# --8<-- [start:trap]
losses = [(w * x).sum(), (w + x).sum()]
mean = torch.tensor([part.item() for part in losses]).mean()

try:
    mean.backward()
except RuntimeError as error:
    print(error)

mean.requires_grad_()  # the error goes away
mean.backward()
print("mean.grad:", mean.grad)
print("w.grad:", w.grad)
# --8<-- [end:trap]

# --8<-- [start:fixed]
torch.stack(losses).mean().backward()
print("w.grad:", w.grad)
# --8<-- [end:fixed]

# --8<-- [start:total]
total = 0.0
for step in range(3):
    loss = (w * x).sum()
    loss.backward()
    total += loss
    print(f"step {step}: total holds {len(nodes(total.grad_fn))} nodes")
# --8<-- [end:total]
