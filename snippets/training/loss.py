"""Losses: shapes, reductions, and what cross_entropy wants to be given."""

# --8<-- [start:hand]
import torch
from torch import nn
from torch.nn.functional import cross_entropy

logits = torch.tensor([[2.0, 0.0, 0.0], [0.0, 0.0, 1.0]])  # two examples, three classes
labels = torch.tensor([0, 1])

logp = logits - logits.logsumexp(dim=1, keepdim=True)
picked = logp.gather(1, labels[:, None])
print(logp)
print(-picked.mean(), cross_entropy(logits, labels))
# --8<-- [end:hand]

# --8<-- [start:trap]
probabilities = logits.softmax(dim=1)
print("from logits:       ", cross_entropy(logits, labels))
print("from probabilities:", cross_entropy(probabilities, labels))
sure = torch.tensor([[1.0, 0.0, 0.0]])  # as right as a probability can be
print("best possible:     ", cross_entropy(sure, labels[:1]))
# --8<-- [end:trap]

# --8<-- [start:shape]
words = torch.zeros(2, 3, 3)  # two texts, three words, three classes
words[..., 0] = 5.0  # class 0 everywhere, for sure
classes = torch.zeros(2, 3, dtype=torch.long)
print(cross_entropy(words, classes))
print(cross_entropy(words.transpose(1, 2), classes))
# --8<-- [end:shape]

# --8<-- [start:refuse]
for bad in (
    labels.float(),
    labels[:, None],
    torch.tensor([0, 3]),
    nn.functional.one_hot(labels, 3),
):
    try:
        cross_entropy(logits, bad)
    except (RuntimeError, IndexError) as error:
        print(error)
# --8<-- [end:refuse]

# --8<-- [start:reduction]
for reduction in ("none", "sum", "mean"):
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    loss = nn.functional.mse_loss(x, torch.zeros(3), reduction=reduction)
    loss.sum().backward()
    print(f"{reduction:5}", loss.tolist(), x.grad)
# --8<-- [end:reduction]

# --8<-- [start:weight]
weight = torch.tensor([1.0, 3.0, 1.0])
each = cross_entropy(logits, labels, reduction="none")
print(each, cross_entropy(logits, labels, weight=weight))
print((each * weight[labels]).sum() / 2, (each * weight[labels]).sum() / 4)
# --8<-- [end:weight]

# --8<-- [start:binary]
for size in (10.0, 200.0):
    for name, function in {
        "sigmoid, BCE": lambda z: nn.functional.binary_cross_entropy(z.sigmoid(), one),
        "with logits ": lambda z: nn.functional.binary_cross_entropy_with_logits(z, one),
    }.items():
        z, one = torch.tensor([-size], requires_grad=True), torch.ones(1)
        loss = function(z)
        loss.backward()
        print(f"{name}  z {z.item():6}  loss {loss.item():.1f}  gradient {z.grad.item():.2f}")
# --8<-- [end:binary]
