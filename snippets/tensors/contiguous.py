"""Contiguous tensors: why t() is free, and view() sometimes refuses."""

# --8<-- [start:free]
import torch

a = torch.arange(6).view(2, 3)  # each value is the number of its cell
turned = a.t()
copy = turned.contiguous()

print(f"{'':10}  shape   stride  contiguous  own storage")
for text in ["a", "turned", "turned.t()", "copy", "a[:1].t()"]:
    t = eval(text)
    own = t.untyped_storage().data_ptr() != a.untyped_storage().data_ptr()
    print(f"{text:10}  {tuple(t.shape)}  {t.stride()}", end="")
    print(f"  {t.is_contiguous()!s:10}  {own}")

print("a.contiguous() is a:", a.contiguous() is a)
# --8<-- [end:free]

# --8<-- [start:view]
try:
    turned.view(6)
except RuntimeError as error:
    print(error)

print(turned.reshape(6))
# --8<-- [end:view]

assert turned.reshape(6).data_ptr() != a.data_ptr()

# --8<-- [start:rule]
x = torch.arange(24).view(2, 3, 4)


def fits(t, i):  # can the dimensions i and i + 1 become one?
    return t.stride(i) == t.stride(i + 1) * t.size(i + 1)


def merges(t, i):
    try:
        t.view(*t.shape[:i], -1, *t.shape[i + 2 :])
        return True
    except RuntimeError:
        return False


# --8<-- [end:rule]

# --8<-- [start:slices]
print(f"{'':18}  stride      contiguous  fits           view agrees")
for text in ["x[:, 1:]", "x[:, :, 1:]", "x[:, :, ::2]", "x.permute(2, 0, 1)"]:
    t = eval(text)
    rule = fits(t, 0), fits(t, 1)
    agrees = rule == (merges(t, 0), merges(t, 1))
    print(f"{text:18}  {t.stride()}  {t.is_contiguous()!s:10}", end="")
    print(f"  {rule!s:13}  {agrees}")

print(x[:, :, ::2].view(4, 3).stride())
# --8<-- [end:slices]

assert all(
    (fits(t, 0), fits(t, 1)) == (merges(t, 0), merges(t, 1))
    for shape in [(2, 3, 2), (3, 2, 4), (4, 4, 2)]
    for stride in torch.cartesian_prod(*[torch.arange(9)] * 3).tolist()
    for t in [torch.zeros(99).as_strided(shape, stride)]
)

# --8<-- [start:history]
guesses = torch.tensor([[2, 0], [1, 2], [0, 1], [1, 0]])  # best two of each
labels = torch.tensor([2, 2, 0, 0])
hits = guesses.t() == labels

for t in (guesses.t(), hits, hits.clone(), torch.zeros_like(hits)):
    print(t.stride(), end=" ")
print("but", x[:, :, ::2].clone().stride())

for k in (1, 2):
    try:
        print(k, hits[:k].view(-1).sum())
    except RuntimeError as error:
        print(k, str(error)[:44])
print(2, hits[:2].reshape(-1).sum())
# --8<-- [end:history]


# --8<-- [start:trap]
def mark(t):
    t.reshape(-1)[0] = -1


for text in ["a", "a[:1]", "a[:, :1]", "a[:, :2]", "a.t()", "a.t().t()"]:
    a = torch.arange(6).view(2, 3)
    mark(eval(text))
    print(f"mark({text}):", a[0, 0].item())
# --8<-- [end:trap]

# --8<-- [start:channels-last]
images = torch.zeros(2, 3, 4, 5)
last = images.to(memory_format=torch.channels_last)
for t in (images, last, last.relu(), last.permute(0, 2, 3, 1)):
    by_format = t.is_contiguous(memory_format=torch.channels_last)
    print(tuple(t.shape), t.stride(), t.is_contiguous(), by_format)
# --8<-- [end:channels-last]
