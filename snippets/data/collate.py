"""collate_fn: how a list of samples becomes a batch."""

# --8<-- [start:given]
import torch
from torch.utils.data import DataLoader, default_collate

samples = [(torch.tensor([1.0, 2.0]), 0), (torch.tensor([3.0, 4.0]), 1)]


def look(batch):
    kinds = [type(sample).__name__ for sample in batch]
    print(type(batch).__name__, "of", kinds, batch[0] is samples[0])
    return batch


(batch,) = DataLoader(samples, batch_size=2, collate_fn=look)
print(batch)
# --8<-- [end:given]


# --8<-- [start:lists]
def to_lists(batch):
    data, labels = zip(*batch)
    return list(data), list(labels)


def to_dict(batch):
    data, labels = zip(*batch)
    return {"data": torch.stack(data), "labels": torch.tensor(labels)}


for collate in (to_lists, to_dict, default_collate):
    (batch,) = DataLoader(samples, batch_size=2, collate_fn=collate)
    print(batch)
# --8<-- [end:lists]

# --8<-- [start:rules]
for batch in (
    [1, 2],
    [0.5, 1.5],
    [1, 0.5],
    [0.5, 1],
    ["a", "b"],
    [{"x": 1}, {"x": 2}],
    [(1, "a"), (2, "b")],
):
    print(f"{batch!s:21}", default_collate(batch))
# --8<-- [end:rules]

# --8<-- [start:refuse]
for batch in (
    [torch.zeros(2), torch.zeros(3)],
    [[1, 2], [3]],
    [{"x": 1}, {"y": 2}],
    [None, None],
):
    try:
        default_collate(batch)
    except (RuntimeError, KeyError, TypeError) as error:
        print(f"{type(error).__name__}: {error}")
# --8<-- [end:refuse]

# --8<-- [start:trap]
boxes = [[0, 0, 5, 5], [1, 2, 3, 4], [2, 2, 6, 8]]
(batch,) = DataLoader(boxes, batch_size=3)
print(len(batch), batch[0])
uneven = [{"x": 1}, {"x": 2, "weight": 5}]
(batch,) = DataLoader(uneven, batch_size=2)
print(batch)
# --8<-- [end:trap]

# --8<-- [start:fixed]
(batch,) = DataLoader([torch.tensor(box) for box in boxes], batch_size=3)
print(batch.shape)
# --8<-- [end:fixed]


# --8<-- [start:skip]
def skip_missing(batch):
    batch = [sample for sample in batch if sample is not None]
    return default_collate(batch) if batch else None


broken = [samples[0], None, samples[1], None, None]
for batch in DataLoader(broken, batch_size=2, collate_fn=skip_missing):
    print(None if batch is None else batch[1])
# --8<-- [end:skip]


# --8<-- [start:mix]
def mixed(batch, share=0.75):
    data, labels = default_collate(batch)
    targets = torch.nn.functional.one_hot(labels, 2).float()
    other = torch.arange(len(labels)).roll(1)
    blend = [share * t + (1 - share) * t[other] for t in (data, targets)]
    return blend


(batch,) = DataLoader(samples, batch_size=2, collate_fn=mixed)
print(batch)
# --8<-- [end:mix]
