"""dtype: in which type an operation computes, and what fits into it."""

# --8<-- [start:promotion]
import torch

others = {
    "2": 2,
    "2.5": 2.5,
    "() float64": torch.tensor(2.5, dtype=torch.float64),
    "(1,) int8": torch.tensor([2], dtype=torch.int8),
    "(1,) float16": torch.tensor([2.5], dtype=torch.float16),
}
print(" " * 8, *[f"{name:12}" for name in others])
for dtype in "bool uint8 int64 bfloat16 float32".split():
    t = torch.ones(3, dtype=getattr(torch, dtype))
    results = [torch.result_type(t, other) for other in others.values()]
    print(f"{dtype:8}", *[f"{str(r)[6:]:12}" for r in results])
# --8<-- [end:promotion]

assert torch.result_type(torch.ones(3).double(), 1j) == torch.complex128
assert torch.result_type(torch.ones(3), torch.tensor(1j)) == torch.complex64
assert torch.result_type(torch.ones(()).half(), 2.5) == torch.float16

# --8<-- [start:wrap]
pixels = torch.tensor([0, 100, 250], dtype=torch.uint8)

print("+ 10 ", (pixels + 10).tolist())
print("< 300", (pixels < 300).tolist())
print("== 256", (pixels == 256).tolist())
print("> -1 ", (pixels > -1).tolist())

print(torch.tensor([300, 256, -1]).to(torch.uint8))
print("int < 300", (pixels.int() < 300).tolist())
# --8<-- [end:wrap]

# --8<-- [start:operations]
n = torch.tensor([7, 250], dtype=torch.uint8)
x = torch.ones(1, 2, dtype=torch.float64)  # NumPy's default
for name, function in {
    "n // 2": lambda: n // 2,
    "n / 2": lambda: n / 2,
    "n.sqrt()": lambda: n.sqrt(),
    "n.sum()": lambda: n.sum(),
    "n.mean()": lambda: n.mean(),
    "Linear(x)": lambda: torch.nn.Linear(2, 1)(x),
}.items():
    try:
        print(f"{name:9} {function().dtype}")
    except (RuntimeError, NotImplementedError) as error:
        print(f"{name:9} {error}")
# --8<-- [end:operations]

# --8<-- [start:inplace]
single = torch.ones(1)
single += torch.tensor([1e-9], dtype=torch.float64)
print(single.dtype, single.item())

n = torch.tensor([1, 2])
n[0] = 2.7
print(n)

for change in [lambda: n.add_(0.5), lambda: n.__setitem__([0], single)]:
    try:
        change()
    except RuntimeError as error:
        print(error)
# --8<-- [end:inplace]

# --8<-- [start:floats]
print("dtype    largest  n + 1 == n at         0.1 + 0.2 == 0.3")
for dtype in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
    a, b, c = torch.tensor([0.1, 0.2, 0.3], dtype=dtype)
    n = 1
    while torch.tensor(n, dtype=dtype) + 1 != n:
        n *= 2
    most = torch.finfo(dtype).max
    print(f"{str(dtype)[6:]:8} {most:<8.1e} {n:<21,} {(a + b == c).item()}")

tenth, precise = torch.tensor([0.1]), torch.tensor(0.1, dtype=torch.float64)
equal = tenth == 0.1, tenth == precise, tenth[0] == precise
print(*[e.item() for e in equal], tenth.item() == 0.1)
# --8<-- [end:floats]

# --8<-- [start:trap]
for dtype in (torch.float32, torch.float16, torch.bfloat16):
    w = torch.nn.Parameter(torch.ones(1, dtype=dtype))
    adam = torch.optim.Adam([w], lr=0.001)
    for _ in range(1000):
        w.grad = torch.ones_like(w)
        adam.step()
    print(f"{str(dtype)[6:]:8} {w.item():z.2f}")  # z: no -0.00
# --8<-- [end:trap]
