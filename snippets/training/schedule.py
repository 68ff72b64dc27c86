"""Schedules: who changes the learning rate, when, and how that goes wrong."""

# --8<-- [start:write]
import torch
from torch.optim import lr_scheduler

w = torch.ones(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=1.0)
(group,) = optimizer.param_groups
scheduler = lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)

for epoch in range(5):
    print(f"epoch {epoch}: lr {group['lr']}")
    optimizer.step()
    scheduler.step()
print({key: group[key] for key in ("lr", "initial_lr")}, scheduler.last_epoch)
# --8<-- [end:write]


# --8<-- [start:rates]
def rates(make, steps):
    optimizer = torch.optim.SGD([w], lr=1.0)
    scheduler, path = make(optimizer), []
    for _ in range(steps):
        path.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return path


# --8<-- [end:rates]


# --8<-- [start:kinds]
def halved(optimizer):
    return lr_scheduler.StepLR(optimizer, step_size=10, gamma=0.5)


def one_cycle(optimizer):
    return lr_scheduler.OneCycleLR(optimizer, max_lr=1.0, total_steps=50)


def warm_cosine(optimizer):
    warm = lr_scheduler.LinearLR(optimizer, start_factor=0.1, total_iters=10)
    cosine = lr_scheduler.CosineAnnealingLR(optimizer, T_max=40)
    return lr_scheduler.SequentialLR(optimizer, [warm, cosine], milestones=[10])


paths = {make.__name__: rates(make, 50) for make in (halved, one_cycle, warm_cosine)}
for name, path in paths.items():
    print(f"{name:11}", [round(path[step], 2) for step in (0, 10, 20, 30, 49)])
# --8<-- [end:kinds]

# --8<-- [start:momentum]
optimizer = torch.optim.SGD([w], lr=1.0)
one_cycle(optimizer)
print(optimizer.param_groups[0]["momentum"])
# --8<-- [end:momentum]

# --8<-- [start:early]
import warnings

optimizer = torch.optim.SGD([w], lr=1.0)
scheduler = lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
used = []
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for _ in range(4):
        scheduler.step()
        used.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
print(used)
print([str(warning.message).partition(". ")[0] for warning in caught])
# --8<-- [end:early]


# --8<-- [start:trap]
def cosine(optimizer):
    return lr_scheduler.CosineAnnealingLR(optimizer, T_max=10)


batches = rates(cosine, 50)  # 10 epochs of 5 batches, stepped after each batch
print([round(lr, 2) for lr in batches[::5]])
# --8<-- [end:trap]

# --8<-- [start:fixed]
batches = rates(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=50), 50)
print([round(lr, 2) for lr in batches[::5]])
# --8<-- [end:fixed]

# --8<-- [start:plateau]
optimizer = torch.optim.SGD([w], lr=1.0)
plateau = lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=1)
for loss in (5.0, 4.0, 3.9999, 3.9998, 3.9):
    plateau.step(loss)
    print(f"loss {loss:<6}  lr {optimizer.param_groups[0]['lr']}")
# --8<-- [end:plateau]

# --8<-- [start:resume]
optimizer = torch.optim.SGD([w], lr=1.0)
scheduler = cosine(optimizer)
for _ in range(4):
    optimizer.step()
    scheduler.step()
saved = optimizer.state_dict(), scheduler.state_dict()

for parts in ("both", "optimizer", "scheduler"):

    def resumed(optimizer, parts=parts):
        scheduler = cosine(optimizer)
        if parts != "scheduler":
            optimizer.load_state_dict(saved[0])
        if parts != "optimizer":
            scheduler.load_state_dict(saved[1])
        return scheduler

    print(f"{parts:9}", [round(lr, 2) for lr in rates(resumed, 6)])
# --8<-- [end:resume]

assert [round(lr, 2) for lr in rates(cosine, 10)[4:]] == [0.65, 0.5, 0.35, 0.21, 0.1, 0.02]
