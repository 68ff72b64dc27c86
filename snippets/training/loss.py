"""Losses: shapes, reductions, and what cross_entropy wants to be given."""

# --8<-- [start:hand]
import torch
from torch import nn
from torch.nn.functional import cross_entropy, one_hot

logits = torch.tensor([[2.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
labels = torch.tensor([0, 1])  # the right classes

logp = logits - logits.logsumexp(dim=1, keepdim=True)
picked = logp.gather(1, labels[:, None])
print(logp)
print(-picked.mean(), cross_entropy(logits, labels))
# --8<-- [end:hand]

assert torch.equal(-picked.mean(), cross_entropy(logits, labels))

# --8<-- [start:trap]
probabilities = logits.softmax(dim=1)
print("from logits:       ", cross_entropy(logits, labels))
print("from probabilities:", cross_entropy(probabilities, labels))
sure = torch.tensor([[1.0, 0.0, 0.0]])  # as right as can be
print("best possible:     ", cross_entropy(sure, labels[:1]))
# --8<-- [end:trap]

# --8<-- [start:slope]
for values in ([0.0, 0.0, 0.0], [-10.0, 10.0, 0.0]):
    for again in (False, True):
        z = torch.tensor([values], requires_grad=True)
        cross_entropy(z.softmax(dim=1) if again else z, labels[:1]).backward()
        slope = [round(g, 3) + 0.0 for g in z.grad[0].tolist()]
        print(values, "softmax" if again else "logits ", slope)
# --8<-- [end:slope]

# --8<-- [start:shape]
words = torch.zeros(2, 3, 3)  # two texts, three words, three classes
words[..., 0] = 5.0  # class 0 everywhere, for sure
classes = torch.zeros(2, 3, dtype=torch.long)
print(cross_entropy(words, classes))
print(cross_entropy(words.transpose(1, 2), classes))
# --8<-- [end:shape]

flat = cross_entropy(words.flatten(0, 1), classes.flatten())
assert torch.allclose(flat, cross_entropy(words.transpose(1, 2), classes))

# --8<-- [start:refuse]
for bad in (
    labels.float(),
    labels[:, None],
    torch.tensor([1, 3]),
    one_hot(labels, 3),
):
    try:
        cross_entropy(logits, bad)
    except (RuntimeError, IndexError) as error:
        print(error)
# --8<-- [end:refuse]

# --8<-- [start:soft]
soft = 0.7 * one_hot(labels, 3) + 0.3 / 3
print(soft[0], cross_entropy(logits, soft))
print(cross_entropy(logits, labels, label_smoothing=0.3))
# --8<-- [end:soft]

# --8<-- [start:reduction]
for reduction in ("none", "sum", "mean"):
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    loss = nn.functional.mse_loss(x, torch.zeros(3), reduction=reduction)
    loss.sum().backward()
    print(f"{reduction:5}", loss.detach(), x.grad)
# --8<-- [end:reduction]

# --8<-- [start:weight]
weight = torch.tensor([1.0, 3.0, 1.0])
each = cross_entropy(logits, labels, reduction="none")
total = (each * weight[labels]).sum()
print(each, total / 2, total / 4)
print(cross_entropy(logits, labels, weight=weight))
print(cross_entropy(logits, one_hot(labels, 3).float(), weight=weight))
# --8<-- [end:weight]

# --8<-- [start:ignored]
for some in ([0, -100], [-100, -100]):
    z = logits.clone().requires_grad_()
    loss = cross_entropy(z, torch.tensor(some))
    loss.backward()
    print(some, loss.detach(), z.grad.any(dim=1))
# --8<-- [end:ignored]

# --8<-- [start:binary]
losses = {
    "sigmoid, BCE": lambda z, y: nn.BCELoss()(z.sigmoid(), y),
    "with logits": nn.BCEWithLogitsLoss(),
}


def slope(name, value, target):
    z = torch.tensor(value, requires_grad=True)
    loss = losses[name](z, torch.tensor(target))
    loss.backward()
    return round(loss.item(), 1), round(z.grad.item(), 2) + 0.0


# --8<-- [end:binary]

# --8<-- [start:cut]
for value, target in ((-10.0, 1.0), (-30.0, 1.0), (20.0, 0.0)):
    print(f"z {value}, target {target}:")
    for name in losses:
        print("   ", name, slope(name, value, target))
# --8<-- [end:cut]
