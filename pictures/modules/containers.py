"""A Sequential and a slice of it, after two layers were appended to the slice."""

from apart.draw import tree

AFTER = "trap"


def draw(page) -> str:
    both = page.nn.ModuleDict({"net": page.net, "tail": page.tail})
    return tree(both, mark=page.tail[-1], title="net, and the slice net[1:] after two appends")
