"""Indexing: slices share, lists copy, and an assignment is something else."""

# --8<-- [start:log]
import torch
from torch.utils._python_dispatch import TorchDispatchMode


class Log(TorchDispatchMode):  # is handed the operations that PyTorch runs
    def __torch_dispatch__(self, op, types, args=(), kwargs=None):
        names.append(op.overloadpacket.__name__)
        return op(*args, **(kwargs or {}))


# --8<-- [end:log]

# --8<-- [start:read]
a = torch.arange(12).view(3, 4)
two, pair = torch.tensor(2), torch.tensor([0, 1])
big = a > 9

made = {}
tried = ["a[1:]", "a[2]", "a[1:, 2]", "a[None, ..., 0]", "a[two]"]
for text in tried + ["a[pair]", "a[[0, 1]]", "a[1:, pair]", "a[big]"]:
    names = []
    with Log():
        t = made[text] = eval(text)
    same = t.untyped_storage().data_ptr() == a.untyped_storage().data_ptr()
    print(f"{text:15}  {'shares' if same else 'copies'}  {' '.join(names)}")
# --8<-- [end:read]

# --8<-- [start:write]
tried = ["a[pair] = -1", "a[big] = -1", "a[0:2][0] = -1"]
for text in tried + ["a[pair][0] = -1", "a[0][pair] = -1", "a[big].zero_()"]:
    a, names = torch.arange(12).view(3, 4), []
    before = a.clone()
    with Log():
        exec(text)
    changed = (a != before).sum().item()
    print(f"{text:15}  {changed} changed  {' '.join(names)}")
# --8<-- [end:write]

# --8<-- [start:trap]
seen = torch.tensor([0, 2, 2, 2])  # which of three words was seen

counts, names = torch.zeros(3), []
with Log():
    counts[seen] += 1
print(counts, *names)
# --8<-- [end:trap]

# --8<-- [start:fixed]
ones = torch.ones(4)
print(torch.zeros(3).index_put_((seen,), ones, accumulate=True))
print(torch.zeros(3).index_add_(0, seen, ones))
print(torch.bincount(seen, minlength=3))

weight = torch.zeros(3, requires_grad=True)
weight[seen].sum().backward()
print(weight.grad)
# --8<-- [end:fixed]

# --8<-- [start:shape]
x = torch.zeros(2, 3, 4, 5)
array = x.numpy()
grid = torch.tensor([[0, 1], [1, 0], [1, 1]])
column = torch.tensor([[0], [1], [2]])

tried = ["x[:, grid]", "x[:, pair, pair]", "x[:, column, pair]"]
for text in tried + ["x[pair, :, pair]", "x[0, :, pair]"]:
    shape = tuple(eval(text).shape)
    in_numpy = eval(text.replace("x", "array", 1)).shape
    print(f"{text:18}  {shape!s:15}  {in_numpy}")
# --8<-- [end:shape]

mask = torch.ones(3, 4, dtype=torch.bool)
assert x[:, mask].shape == (2, 12, 5)
assert x.permute(3, 2, 1, 0)[[0, 1]].stride() == (24, 1, 4, 12)
assert x.permute(0, 3, 2, 1)[:, [0, 1]].stride() == (24, 12, 1, 4)

# --8<-- [start:gather]
scores = torch.tensor([[0.1, 0.7, 0.2], [0.8, 0.1, 0.1]])
labels = torch.tensor([1, 0])

block = scores[:, labels]
own = scores[torch.arange(2), labels]
print(block, block.mean())
print(own, own.mean())
print(scores.gather(1, labels[:, None]))
# --8<-- [end:gather]

# --8<-- [start:edges]
print(a[1:100].shape, a[7:].shape)

for text in ["a[3]", "a[[3]]", "a[::-1]"]:
    try:
        eval(text)
    except (IndexError, ValueError) as error:
        print(f"{text}: {error}")
# --8<-- [end:edges]

# --8<-- [start:chain]
a = torch.arange(12).view(3, 4)

tried = ["a.t()[1:].reshape(3, 3)", "a[1:].contiguous().t()"]
tried += ["a[:, ::2].reshape(2, 3)", "a[:, :2].reshape(6)"]
tried += ["a[[1, 2]].t()[1]", "a[1].expand(2, 4)[:, 1:]"]
tried += [f"a.expand(2, 3, 4).reshape({shape})" for shape in ("2, 12", "6, 4")]
for text in tried:
    t = eval(text)
    same = t.untyped_storage().data_ptr() == a.untyped_storage().data_ptr()
    print(f"{text:32}  {'shares' if same else 'copies'}", end="  ")
    print(f"{tuple(t.shape)!s:7}  {t.stride()!s:6}  {t.storage_offset()}")
# --8<-- [end:chain]
