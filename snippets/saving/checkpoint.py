"""A checkpoint from which a run resumes bit for bit; each part left out in turn."""

# --8<-- [start:run]
import torch
from torch import nn
from torch.nn.functional import mse_loss

torch.manual_seed(0)
x = torch.randn(12, 4)
y = x.sum(1, keepdim=True)


def begin():
    torch.manual_seed(1)
    layers = [nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(0.5)]
    model = nn.Sequential(*layers, nn.Linear(8, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 3, gamma=0.5)
    return {"model": model, "optimizer": optimizer, "schedule": schedule}


# --8<-- [end:run]


# --8<-- [start:epochs]
def train(run, epochs):
    model, optimizer, schedule = run.values()
    for _ in epochs:
        for rows in torch.randperm(len(x)).split(4):
            loss = mse_loss(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        schedule.step()


def weights(run):
    return nn.utils.parameters_to_vector(run["model"].parameters()).detach()


undisturbed = begin()
train(undisturbed, range(4))
# --8<-- [end:epochs]


# --8<-- [start:save]
import io


def save(run, epoch, file):
    parts = {name: part.state_dict() for name, part in run.items()}
    parts["random"] = torch.get_rng_state()
    torch.save(parts | {"epoch": epoch}, file)


def load(run, file):
    parts = torch.load(file, map_location="cpu")
    for name, part in run.items():
        if name in parts:
            part.load_state_dict(parts[name])
    if "random" in parts:
        torch.set_rng_state(parts["random"])
    return parts.get("epoch", 0)


# --8<-- [end:save]

# --8<-- [start:resume]
stopped, file = begin(), io.BytesIO()
train(stopped, range(2))
save(stopped, 2, file)

resumed = begin()
file.seek(0)
epoch = load(resumed, file)
train(resumed, range(epoch, 4))
print(torch.equal(weights(resumed), weights(undisturbed)))
# --8<-- [end:resume]


# --8<-- [start:without]
def without(part):
    file.seek(0)
    parts = torch.load(file)
    del parts[part]
    lacking = io.BytesIO()
    torch.save(parts, lacking)
    lacking.seek(0)
    run = begin()
    train(run, range(load(run, lacking), 4))
    return run


for part in "model", "optimizer", "schedule", "random", "epoch":
    run = without(part)
    away = (weights(run) - weights(undisturbed)).abs().max()
    rate = run["optimizer"].param_groups[0]["lr"]
    print(f"without {part:9}  off by {away:.2f}, learning rate {rate}")
# --8<-- [end:without]

# --8<-- [start:trap]
slower = torch.optim.Adam(begin()["model"].parameters(), lr=0.001)
slower.load_state_dict(undisturbed["optimizer"].state_dict())
print(slower.param_groups[0]["lr"])
# --8<-- [end:trap]

# --8<-- [start:others]
import pickle
import random
import re

import numpy as np

for state in random.getstate(), np.random.get_state():
    file = io.BytesIO()
    torch.save(state, file)
    file.seek(0)
    try:
        print("loaded,", type(torch.load(file)).__name__)
    except pickle.UnpicklingError as error:
        print(re.search(r"Unsupported global: GLOBAL (\S+)", str(error))[0])
# --8<-- [end:others]

# --8<-- [start:lists]
generator = np.random.default_rng(0)
file = io.BytesIO()
torch.save(generator.bit_generator.state, file)

expected = generator.random()
file.seek(0)
generator.bit_generator.state = torch.load(file)
print(generator.random() == expected)
# --8<-- [end:lists]
