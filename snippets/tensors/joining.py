"""Joining: cat, stack and their relatives, the ways back, and the copies."""

# --8<-- [start:shapes]
import torch

a, b = torch.zeros(2, 3), torch.ones(2, 3)

for dim in (0, 1, 2):
    for join in (torch.cat, torch.stack):
        try:
            print(f"{join.__name__:5} dim={dim}", tuple(join([a, b], dim).shape))
        except IndexError as error:
            print(f"{join.__name__:5} dim={dim}", error)

    slices = [t.unsqueeze(dim) for t in (a, b)]
    assert torch.equal(torch.stack([a, b], dim), torch.cat(slices, dim))
# --8<-- [end:shapes]

# --8<-- [start:fit]
for join, one, two in [
    (torch.cat, a, torch.ones(2, 4)),
    (torch.cat, a, torch.ones(3)),
    (torch.cat, torch.tensor(1.0), torch.tensor(2.0)),
    (torch.stack, a, torch.ones(1, 3)),
    (torch.tensor, a[0], b[0]),
    (torch.tensor, a[0].long(), b[0].long()),
]:
    try:
        join([one, two])
    except (RuntimeError, TypeError, ValueError) as error:
        print(f"{join.__name__}: {error}")
# --8<-- [end:fit]

# --8<-- [start:copies]
zeros = torch.zeros(6)
whole = torch.cat([zeros])  # one tensor: nothing to join
print("shares:", whole.data_ptr() == zeros.data_ptr())

for name, parts in {
    "split(4)": whole.split(4),
    "chunk(4)": whole.chunk(4),
    "tensor_split(4)": whole.tensor_split(4),
    "unbind()": whole.view(2, 3).unbind(),
}.items():
    parts[0].add_(1)
    print(f"{name:15} {[len(p) for p in parts]!s:12} whole:", whole.tolist())
# --8<-- [end:copies]

# --8<-- [start:names]
p, q = torch.tensor([1, 2]), torch.tensor([3, 4])

for join in [torch.hstack, torch.vstack, torch.dstack, torch.column_stack]:
    flat, rows = join([p, q]), join([p.view(1, 2), q.view(1, 2)])
    print(f"{join.__name__:12} {flat.tolist()!s:20} {rows.tolist()}")
# --8<-- [end:names]


# --8<-- [start:loop]
def grown(n):
    out, written = torch.empty(0, 8), 0
    for _ in range(n):
        out = torch.cat([out, torch.ones(1, 8)])
        written += out.nbytes  # all of it, every time
    return written


for n in (10, 100, 1000):
    once = torch.cat([torch.ones(1, 8) for _ in range(n)])
    print(f"{n:4} rows: {once.nbytes:6,} bytes, grown: {grown(n):10,}")
# --8<-- [end:loop]

# --8<-- [start:trap]
found = torch.tensor([])
for ids in [torch.tensor([5]), torch.tensor([16_777_217])]:
    found = torch.cat([found, ids])

print(found.dtype, [int(i) for i in found])
try:
    torch.zeros(9)[found]
except IndexError as error:
    print(error)
# --8<-- [end:trap]

# --8<-- [start:fixed]
found = torch.cat([torch.tensor([5]), torch.tensor([16_777_217])])
none = torch.tensor([], dtype=torch.int64)
print(found.tolist(), torch.cat([none, found]).dtype, torch.ones(9)[none])
# --8<-- [end:fixed]
