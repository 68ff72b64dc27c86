"""x**3 and its gradient: the nodes that the recorded walk has added are marked."""

from apart.draw import graph

AFTER = "twice"


def draw(page) -> str:
    """Draw both graphs over their common leaf."""
    nodes, added = [page.slope.grad_fn], []
    while nodes:
        node = nodes.pop()
        if type(node).__name__ != "AccumulateGrad":
            added.append(node)
            nodes += [target for target, _ in node.next_functions if target]

    def note(node):
        exponent = getattr(node, "_saved_exponent", None)
        return None if exponent is None else f"exponent {exponent:g}"

    return graph(
        [page.y, page.slope],
        names={"x": page.x, "y": page.y, "slope": page.slope},
        notes=note,
        mark=added,
        title="The graph of x**3, and the graph of its gradient beside it",
    )
