"""Broadcasting: which shapes go together, and what it costs."""

# --8<-- [start:rule]
import torch


def together(a, b):
    shape = []
    for i in range(1, max(len(a), len(b)) + 1):  # from the right
        m = a[-i] if i <= len(a) else 1  # a missing dimension counts as 1
        n = b[-i] if i <= len(b) else 1
        if m != n and 1 not in (m, n):
            return None
        shape.insert(0, n if m == 1 else m)  # the 1 gives way
    return tuple(shape)


# --8<-- [end:rule]

# --8<-- [start:shapes]
pairs = [((4, 3), (3,)), ((4, 3), (4,)), ((4, 3), (4, 1)), ((4, 1), (4,))]
pairs += [((2, 1, 3), (4, 1)), ((1, 3), (0, 3))]
for a, b in pairs:
    print(f"{a!s:9} and {b!s:6} -> {together(a, b)}")
# --8<-- [end:shapes]

draw = torch.randint(4, (600, 2, 3), generator=torch.manual_seed(0)).tolist()
for k, (a, b) in enumerate(draw):
    a, b = a[: k % 4], b[: k // 4 % 4]  # with 0 to 3 dimensions, of 0 to 3
    try:
        shape = (torch.ones(a) + torch.ones(b)).shape
    except RuntimeError:
        shape = None
    assert together(a, b) == shape

# --8<-- [start:stride]
bias = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
wide = bias.expand(4, 3)
print("wide:", tuple(wide.shape), wide.stride())
print(wide.nbytes, "bytes to see,", wide.untyped_storage().nbytes(), "to store")

batch = torch.zeros(4, 3)
print("equal:", torch.equal(batch + bias, batch + wide))

(batch + bias).sum().backward()
print("bias.grad:", bias.grad)
# --8<-- [end:stride]

# --8<-- [start:inplace]
row, column = torch.zeros(3), torch.zeros(4, 1)
for a, b in [(batch, row), (row, batch), (column, row)]:
    try:
        a += b
        print("fits:", tuple(a.shape))
    except RuntimeError as error:
        print(error)
# --8<-- [end:inplace]

# --8<-- [start:keepdim]
for m in [torch.ones(2, 3), torch.tensor([[1.0, 3.0], [4.0, 4.0]])]:
    try:
        print((m / m.sum(dim=1)).tolist())
    except RuntimeError as error:
        print(error)

print((m / m.sum(dim=1, keepdim=True)).tolist())
# --8<-- [end:keepdim]

# --8<-- [start:trap]
torch.manual_seed(0)
x = torch.linspace(-1, 1, 9).view(9, 1)
y = 3 * x + 2
for target in [y.view(9), y]:
    line = torch.nn.Linear(1, 1)
    sgd = torch.optim.SGD(line.parameters(), lr=0.5)
    for _ in range(100):
        loss = (line(x) - target).square().mean()
        loss.backward()
        sgd.step()
        sgd.zero_grad()
    w, b = line.weight.item(), line.bias.item()
    print(f"slope {w:z.1f}, bias {b:.1f}, loss {loss:.2f}")  # z: no -0.0
print(f"y: mean {y.mean():.1f}, variance {y.var(correction=0):.2f}")
# --8<-- [end:trap]

# --8<-- [start:silent]
import warnings

from torch.nn import functional as F

labels = torch.tensor([1.0, 0.0, 1.0, 1.0])
scores = labels.view(4, 1)  # all of them right, in a column
print("accuracy:", (scores == labels).float().mean().item())

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    F.mse_loss(scores, labels)
print("mse_loss warns:", str(caught[0].message).split(". ")[0])
try:
    F.binary_cross_entropy(scores, labels)
except ValueError as error:
    print("binary_cross_entropy refuses:", str(error).split(". ")[0])
# --8<-- [end:silent]

# --8<-- [start:memory]
a = torch.empty(1000, 1, 64, device="meta")  # shapes without data
b = torch.empty(1, 1000, 64, device="meta")
print(f"a {a.nbytes:,}, b {b.nbytes:,}, a - b {(a - b).nbytes:,} bytes")
# --8<-- [end:memory]
