"""Storage: shape, stride and offset say where in a row of numbers to look."""

# --8<-- [start:parts]
import torch

x = torch.arange(12.0).view(3, 4)  # each value is the number of its cell
column = x[:, 1]
corner = x[1:, 2:]
turned = x.t()

tensors = {"x": x, "column": column, "corner": corner, "turned": turned}
for name, t in tensors.items():
    same = t.untyped_storage().data_ptr() == x.untyped_storage().data_ptr()
    print(f"{name:6}  same storage {same}  shape {tuple(t.shape)}", end="")
    print(f"  stride {t.stride()}  offset {t.storage_offset()}")
# --8<-- [end:parts]

# --8<-- [start:cell]
from itertools import product


def cell(t, index):
    steps = zip(index, t.stride())
    return t.storage_offset() + sum(i * step for i, step in steps)


print("corner[1, 0] lies in cell", cell(corner, (1, 0)))

for name, t in tensors.items():
    indices = list(product(*map(range, t.shape)))
    right = sum(t[i] == cell(t, i) for i in indices)
    print(f"{name:6}  {right} of {len(indices)} right")
# --8<-- [end:cell]

# --8<-- [start:bytes]
print("bytes:", x.untyped_storage().nbytes(), "=", x.element_size(), "* 12")
print("strides in elements:", x.stride(), " in bytes:", x.numpy().strides)
bits = x.view(torch.int32)
print("as float32:", x[0, 1].item(), " as int32:", bits[0, 1].item())

print("same data_ptr:", x.data_ptr() == x[0].data_ptr(), end=" ")
print(x.data_ptr() == x[1].data_ptr(), x[1].data_ptr() - x.data_ptr())
# --8<-- [end:bytes]

# --8<-- [start:strided]
print(x.as_strided((3,), (5,)))
print(torch.equal(x.as_strided((4, 3), (1, 4)), x.t()))
print(corner.as_strided((3,), (5,), 0))
try:
    corner.as_strided((3,), (5,))
except RuntimeError as error:
    print(error)
# --8<-- [end:strided]

# --8<-- [start:windows]
signal = torch.tensor([1.0, 2.0, 4.0, 8.0, 16.0])
kernel = torch.tensor([1.0, 0.0, -1.0])

windows = signal.as_strided((3, 3), (1, 1))
print(windows)
print("bytes:", windows.nbytes, "of", signal.untyped_storage().nbytes())

print(windows @ kernel)
print(torch.conv1d(signal.view(1, 1, 5), kernel.view(1, 1, 3)))
# --8<-- [end:windows]

assert signal.unfold(0, 3, 1).stride() == windows.stride()
assert torch.equal(signal.unfold(0, 3, 1), windows)

# --8<-- [start:overlap]
zeros = torch.zeros(5)
windows = zeros.as_strided((3, 3), (1, 1))
windows += 1
print(zeros)
# --8<-- [end:overlap]


# --8<-- [start:trap]
def encode():  # stands for a model: 8 texts, 50 words each, 64 numbers
    return torch.ones(8, 50, 64)


for text, pick in {
    "out[:, 0]": lambda out: out[:, 0],  # the first word of each text
    "out[:, 0].clone()": lambda out: out[:, 0].clone(),
    "out[:, 0].contiguous()": lambda out: out[:, 0].contiguous(),
    "out[0].contiguous()": lambda out: out[0].contiguous(),  # the first text
}.items():
    features = [pick(encode()) for _ in range(16)]
    used = sum(t.nbytes for t in features) // 1024
    kept = sum(t.untyped_storage().nbytes() for t in features) // 1024
    print(f"{text:22}  {used:3} KiB used, {kept:4} KiB kept")
# --8<-- [end:trap]
