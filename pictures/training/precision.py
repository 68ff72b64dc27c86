"""Where a weight of 1 ends after a hundred equal steps, by the learning rate."""

import torch

from apart.draw import curves

AFTER = "whole"


def draw(page) -> str:
    rates = [i / 5000 for i in range(1, 26)]
    return curves(
        {
            name: [(lr, page.descend(dtype, lr)) for lr in rates]
            for name, dtype in {"float32": torch.float32, "bfloat16": torch.bfloat16}.items()
        },
        title="The weight after a hundred steps along a gradient of 1",
        x="lr",
        y="w",
    )
