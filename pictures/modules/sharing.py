"""The tied model, and the one that was loaded with assign=True: one parameter, or two."""

from torch import nn

from apart.draw import tree

AFTER = "lasts"


def draw(page) -> str:
    both = nn.ModuleDict({"model": page.model, "other": page.other})
    return tree(
        both,
        mark=[page.other.embed.weight, page.other.head.weight],
        title="The tied model, and the one after assign=True",
    )
