"""The graph of a layer with backward hooks, with the two nodes that they hang on."""

from apart.draw import graph

AFTER = "nodes"


def draw(page) -> str:
    """Draw the layer between its two identity nodes."""
    behind = page.y.grad_fn
    front = behind.next_functions[0][0].next_functions[0][0]
    notes = {behind: "grad_output comes in", front: "grad_input goes out"}
    return graph(
        page.y,
        names={"y": page.y, "x": page.x, "weight": page.layer.weight},
        notes=notes.get,
        mark=[behind, front],
        title="A layer between the two nodes of its backward hooks",
    )
