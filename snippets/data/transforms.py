"""Transforms on a photograph: sizes, boxes, random draws and dtypes."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:photo]
import torch
from sklearn.datasets import load_sample_image
from torchvision import tv_tensors
from torchvision.transforms import v2

photo = torch.from_numpy(load_sample_image("china.jpg").copy())
photo = photo.permute(2, 0, 1)  # colours first
print(tuple(photo.shape), photo.dtype)
# --8<-- [end:photo]

# --8<-- [start:trap]
for size in 244, (244, 244), [244]:
    print(size, tuple(v2.Resize(size)(photo).shape[1:]))
# --8<-- [end:trap]

# --8<-- [start:order]
rows = torch.arange(427.0).view(1, 427, 1).expand(1, 427, 640)
shrink, cut = v2.Resize(244), v2.CenterCrop(224)
for order in [shrink, cut], [cut, shrink]:
    kept = v2.Compose(order)(rows)
    low, high = kept.aminmax()
    print(tuple(kept.shape[1:]), f"rows {low:.0f} to {high:.0f}")
# --8<-- [end:order]

# --8<-- [start:boxes]
image = tv_tensors.Image(photo[:, ::8, ::8])  # every eighth pixel
kind = {"format": "XYXY", "canvas_size": image.shape[-2:]}
boxes = tv_tensors.BoundingBoxes([[8, 4, 45, 49]], **kind)
turns = {
    "as it is": v2.Identity(),
    "flipped": v2.RandomHorizontalFlip(p=1),
    "cropped": v2.CenterCrop(42),
    "squeezed": v2.Resize((40, 40), v2.InterpolationMode.NEAREST),
}
seen = {name: turn(image, boxes) for name, turn in turns.items()}
for name, (moved, around) in seen.items():
    print(f"{name:8} {tuple(moved.shape[1:])} {around.tolist()[0]}")
# --8<-- [end:boxes]

# --8<-- [start:gone]
two = tv_tensors.BoundingBoxes([[8, 4, 45, 49], [0, 0, 10, 10]], **kind)
sample = {"image": image, "boxes": two, "labels": torch.tensor([7, 8])}
cropped = v2.CenterCrop(42)(sample)
cleaned = v2.SanitizeBoundingBoxes()(cropped)
for one in cropped, cleaned:
    print(one["boxes"].tolist(), one["labels"].tolist())
# --8<-- [end:gone]

# --8<-- [start:plain]
plain = torch.tensor([[8, 4, 45, 49]])
mirror = v2.RandomHorizontalFlip(p=1)
for picture in image, photo:
    box, turned = mirror(plain, picture)
    print(box.tolist()[0], "picture flipped:", not turned.equal(picture))
# --8<-- [end:plain]

# --8<-- [start:types]
same = [image + 0, image.float(), image.to(torch.float32), image.clone()]
print([type(t).__name__ for t in same])
# --8<-- [end:types]

# --8<-- [start:random]
mask = tv_tensors.Mask(image[0] > 128)
flip = v2.RandomHorizontalFlip()


def together():
    moved, moved_mask = flip(image, mask)
    return torch.equal(moved[0] > 128, moved_mask)


def apart():
    return torch.equal(flip(image)[0] > 128, flip(mask))


torch.manual_seed(0)
for way in together, apart:
    print(way.__name__, sum(way() for _ in range(100)), "of 100 fit")
# --8<-- [end:random]

# --8<-- [start:dtype]
normalise = v2.Normalize(mean=[0.5] * 3, std=[0.25] * 3)
try:
    normalise(image)
except TypeError as error:
    print(error)

for scale in True, False:
    float_image = v2.ToDtype(torch.float32, scale=scale)(image)
    low, high = normalise(float_image).aminmax()
    print(f"scale={scale!s:5} {float_image.max():.0f}: {low:.0f} to {high:.0f}")
# --8<-- [end:dtype]

# --8<-- [start:back]
small = v2.ToDtype(torch.float32, scale=True)(image)
back = v2.Normalize(mean=[-0.5 / 0.25] * 3, std=[1 / 0.25] * 3)
print(torch.allclose(back(normalise(small)), small, atol=1e-6))
# --8<-- [end:back]

# --8<-- [start:old]
from torchvision import transforms as v1

array = load_sample_image("china.jpg").copy()
old = v1.ToTensor()(array)
new = v2.ToDtype(torch.float32, scale=True)(v2.ToImage()(array))
print(type(old).__name__, type(new).__name__)
print(torch.equal(old, new), torch.allclose(old, new))
try:
    v1.RandomHorizontalFlip(p=1)(image, boxes)
except TypeError as error:
    print(str(error).removeprefix("RandomHorizontalFlip."))
# --8<-- [end:old]
