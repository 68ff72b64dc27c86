"""Views: which operations share the storage, and what writing does."""

# --8<-- [start:look]
import torch


def shares(t, u):
    return t.untyped_storage().data_ptr() == u.untyped_storage().data_ptr()


def look(text):
    t = eval(text)
    answer = "itself" if t is a else "shares" if shares(t, a) else "copies"
    form = f"{tuple(t.shape)!s:9}  {t.stride()!s:10}  {t.storage_offset()}"
    print(f"{text:19}  {answer}  {form}")
    return t


# --8<-- [end:look]

# --8<-- [start:views]
a = torch.arange(12.0).view(3, 4)

tried = ["a[1:]", "a[:, ::2]", "a[:, 2]", "a.t()", "a.view(2, 6)"]
tried += ["a.unsqueeze(0)", "a.diagonal()", "a.unfold(1, 2, 1)"]
tried += ["a.expand(2, 3, 4)", "a.split(2)[1]", "a.unbind(1)[3]", "a.detach()"]
tried += ["a.repeat(2, 1, 1)", "a[[0, 2]]", "a.flip(0)", "a + 0", "a.clone()"]
made = {text: look(text) for text in tried}
# --8<-- [end:views]

# --8<-- [start:depends]
dropout = torch.nn.Dropout().eval()  # as after model.eval()

tried = ["a.flatten()", "a.t().flatten()"]
tried += ["a.contiguous()", "a.t().contiguous()"]
tried += ["a.to(torch.float32)", "a.to(torch.float64)", "a.cpu()", "dropout(a)"]
for text in tried:
    look(text)
# --8<-- [end:depends]

assert a.real is a and a.float() is a and torch.nn.Identity()(a) is a

# --8<-- [start:base]
cell = a[1:][0, :1]
print(a._is_view(), tuple(a._base.shape), cell._base is a._base)
print(a.detach()._is_view(), shares(a.detach(), a))
# --8<-- [end:base]

# --8<-- [start:expand]
row = torch.zeros(1, 3)
tall = row.expand(1000, 3)
print(tall.stride(), tall.nbytes, tall.untyped_storage().nbytes())

try:
    tall += 1
except RuntimeError as error:
    print(error)

tall[0] += 1  # one row only
print(tall[999], row)
# --8<-- [end:expand]

# --8<-- [start:overlap]
history = torch.arange(5)
try:
    history[1:] = history[:-1]  # shift by one
except RuntimeError as error:
    print(error)

history[1:] = history[:-1].clone()
print(history)
# --8<-- [end:overlap]

# --8<-- [start:numpy]
import numpy as np

array = np.zeros(2, dtype=np.float32)
tensors = {
    "from_numpy(array)": torch.from_numpy(array),
    "as_tensor(array)": torch.as_tensor(array),
    "as_tensor(array, float64)": torch.as_tensor(array, dtype=torch.float64),
    "tensor(array)": torch.tensor(array),
}
array[0] = 7
for text, t in tensors.items():
    print(f"{text:25}  {t.tolist()}")

print(np.shares_memory(torch.from_numpy(array).numpy(), array))
# --8<-- [end:numpy]


# --8<-- [start:trap]
def prepare(image):
    image = image.float()
    image /= 255
    return image


for dtype in (torch.uint8, torch.float32):
    data = torch.tensor([[0, 51, 255], [255, 51, 0]], dtype=dtype)
    for epoch in (1, 2):
        print(f"{dtype}, epoch {epoch}:", prepare(data[0]))
# --8<-- [end:trap]
