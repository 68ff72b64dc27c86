"""torchvision's transforms on a photograph: sizes, boxes, random draws, and dtypes."""

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

usual = v2.Compose([v2.Resize(244), v2.CenterCrop(224)])
print(tuple(usual(photo).shape[1:]))
# --8<-- [end:trap]

# --8<-- [start:boxes]
image = tv_tensors.Image(photo[:, ::7, ::7])  # every seventh pixel
boxes = tv_tensors.BoundingBoxes([[9, 4, 51, 56]], format="XYXY", canvas_size=image.shape[-2:])
turns = {
    "as it is": v2.Identity(),
    "flipped": v2.RandomHorizontalFlip(p=1),
    "cropped": v2.CenterCrop(48),
    "squeezed": v2.Resize((60, 60), v2.InterpolationMode.NEAREST),
}
seen = {name: turn(image, boxes) for name, turn in turns.items()}
for name, (moved, around) in seen.items():
    print(f"{name:8} {tuple(moved.shape[1:])} {around.tolist()[0]}")
# --8<-- [end:boxes]

# --8<-- [start:plain]
plain = torch.tensor([[9, 4, 51, 56]])
_, moved = v2.RandomHorizontalFlip(p=1)(image, plain)
print(moved.tolist()[0])
print(type(image).__name__, type(image + 0).__name__)
# --8<-- [end:plain]

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

# --8<-- [start:order]
first = v2.Compose([v2.Resize(20), v2.CenterCrop(16)])
second = v2.Compose([v2.CenterCrop(16), v2.Resize(20)])
for way in first, second:
    print(way(image, boxes)[1].tolist()[0])
# --8<-- [end:order]

# --8<-- [start:old]
from torchvision import transforms as v1

old, new = (v.Resize(32)(image).int() for v in (v1, v2))
print(torch.equal(old, new), (old - new).abs().max().item())
try:
    v1.RandomHorizontalFlip(p=1)(image, boxes)
except TypeError as error:
    print(str(error).removeprefix("RandomHorizontalFlip."))
# --8<-- [end:old]
