"""Reproducibility: what has to be the same for the numbers to be the same."""

# --8<-- [start:order]
import torch
from torch import nn


def build(extra):
    torch.manual_seed(0)
    first = nn.Linear(2, 2)
    if extra:
        nn.Linear(2, 2)  # made, and thrown away
    return first, nn.Linear(2, 2)


a, b = build(False), build(True)
print([torch.equal(p.weight, q.weight) for p, q in zip(a, b)])
# --8<-- [end:order]

# --8<-- [start:who]
from torch.utils.data import DataLoader

things = {
    "nothing": lambda: None,
    "a Linear": lambda: nn.Linear(2, 2),
    "a forward pass": lambda: a[0](torch.ones(1, 2)),
    "dropout, train": lambda: nn.Dropout()(torch.ones(2)),
    "dropout, eval": lambda: nn.Dropout().eval()(torch.ones(2)),
    "an unshuffled loader": lambda: list(DataLoader([1, 2])),
    "its own generator": lambda: torch.rand(2, generator=torch.Generator()),
}
for name, thing in things.items():
    torch.manual_seed(0)
    state = torch.get_rng_state()
    thing()
    print(f"{name:21} moved: {not torch.equal(state, torch.get_rng_state())}")
# --8<-- [end:who]

# --8<-- [start:fork]
torch.manual_seed(0)
with torch.random.fork_rng():
    nn.Linear(2, 2)
with_layer = torch.rand(1)
torch.manual_seed(0)
print(torch.equal(with_layer, torch.rand(1)))
# --8<-- [end:fork]

# --8<-- [start:three]
import random

import numpy as np

pairs = []
for _ in range(2):
    torch.manual_seed(0)
    pairs.append((torch.rand(1).item(), random.random(), np.random.rand()))
print([x == y for x, y in zip(*pairs)])
# --8<-- [end:three]

# --8<-- [start:trap]
import os
import subprocess
import sys

SCRIPT = "words = {'cat', 'dog', 'bird'}; print({w: i for i, w in enumerate(ORDER)})"


def run(order):
    for seed in ("0", "1"):  # Python draws one at its start unless you set it
        command = [sys.executable, "-c", SCRIPT.replace("ORDER", order)]
        env = os.environ | {"PYTHONHASHSEED": seed}
        print(subprocess.run(command, env=env, capture_output=True, text=True).stdout, end="")


run("words")
# --8<-- [end:trap]

# --8<-- [start:fixed]
run("sorted(words)")
# --8<-- [end:fixed]

# --8<-- [start:sum]
a, b, c, d = torch.tensor([1e8, 1.0, -1e8, 1.0])
print((((a + b) + c) + d).item(), ((a + c) + (b + d)).item())
# --8<-- [end:sum]

# --8<-- [start:refuse]
import textwrap

torch.use_deterministic_algorithms(True)
print(torch.empty(2))
try:
    torch.zeros(3).put_(torch.tensor([0]), torch.tensor([1.0]))
except RuntimeError as error:
    print(textwrap.fill(str(error).partition(". ")[0], 80))
torch.use_deterministic_algorithms(False)
# --8<-- [end:refuse]
