"""Class activation: a map of where a digit's score comes from, by two hooks."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:net]
import torch
from torch import nn

torch.set_default_dtype(torch.float64)  # rounding stays out of sight
torch.manual_seed(0)
layers, channels = [], 1
for out in (8, 16, 16):
    conv = nn.Conv2d(channels, out, kernel_size=3, padding=1)
    layers += [conv, nn.BatchNorm2d(out), nn.ReLU()]
    channels = out
head = nn.Linear(16, 10)
net = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), head)
# --8<-- [end:net]

# --8<-- [start:train]
from sklearn.datasets import load_digits

digits = load_digits()
x = torch.tensor(digits.images / 16)[:, None]  # 0 is paper, 1 is ink
y = torch.tensor(digits.target)
train, test = torch.randperm(1797).split([1297, 500])
optimizer = torch.optim.Adam(net.parameters())
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.02, 126)
for epoch in range(6):
    for rows in train[torch.randperm(1297)].split(64):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x[rows]), y[rows]).backward()
        optimizer.step()
        schedule.step()
# --8<-- [end:train]

# --8<-- [start:test]
net.eval()
images, labels = x[test], y[test]
right = net(images).argmax(1) == labels
print(right.sum().item(), "of 500 right")
# --8<-- [end:test]

# --8<-- [start:watch]
seen = {}


def watch(module, args, output):
    seen["output"] = output.detach()
    output.register_hook(lambda grad: seen.update(grad=grad))


with net[8].register_forward_hook(watch):  # the last ReLU
    score = net(images)[range(500), labels]
print(list(seen))
score.sum().backward()
for name, tensor in seen.items():
    print(name, tuple(tensor.shape))
# --8<-- [end:watch]

# --8<-- [start:map]
weight = seen["grad"].mean((2, 3), keepdim=True)  # one for each channel
evidence = (weight * seen["output"]).sum(1)  # one for each cell
maps = evidence.relu()

print(torch.allclose(weight[:, :, 0, 0], head.weight[labels] / 64))
print(torch.allclose(evidence.sum((1, 2)) + head.bias[labels], score))
print(f"on paper: {maps[images[:, 0] == 0].sum() / maps.sum():.2f}")
# --8<-- [end:map]

# --8<-- [start:hide]
pixels, said = images.flatten(1), {}


def change(name, rank, new):  # 0 is paper, 1 is ink
    same = (pixels > 0) == (new > 0)
    rank = rank.flatten(1).masked_fill(same, -torch.inf)
    six = rank.argsort(dim=1, descending=True, stable=True)[:, :6]
    with torch.no_grad():
        scores = net(pixels.scatter(1, six, new).view_as(images))
    said[name] = scores.argmax(1)
    right = (said[name] == labels).sum()
    fall = score - scores[range(500), labels]
    ink = (new - pixels.gather(1, six)).sum(1).mean()
    print(f"{name:13} ink {ink:+.1f}  fall {fall.mean():.1f}  right {right}")
    return fall


# --8<-- [end:hide]

# --8<-- [start:compare]
chance = torch.rand(500, 64)
marked = change("erase marked", evidence, 0.0)
random = change("erase random", chance, 0.0)
change("erase least", -evidence, 0.0)
change("erase darkest", pixels, 0.0)
print((marked > random).sum().item(), "of 500 fall further when marked")
# --8<-- [end:compare]

# --8<-- [start:paper]
blur = nn.functional.avg_pool2d(images, 3, stride=1, padding=1)
change("fill random", chance, 1.0)
for name, rank in {"fill blurred": blur, "fill marked": evidence}.items():
    change(name, rank, 1.0)
    nines = (said[name][labels == 5] == 9).sum().item()
    print(nines, "of", (labels == 5).sum().item(), "fives are read as 9")
# --8<-- [end:paper]

# --8<-- [start:trap]
with net[8].register_forward_hook(watch):
    nn.functional.cross_entropy(net(images), labels).backward()
weight = seen["grad"].mean((2, 3), keepdim=True)
wrong = (weight * seen["output"]).sum(1)
change("erase by loss", wrong, 0.0)
print("maps with a mark:", (wrong.flatten(1).amax(1) > 0).sum().item())
# --8<-- [end:trap]
