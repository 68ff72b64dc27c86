"""The trap: the name is on the product, the gradient in a leaf without name."""

from apart.draw import graph

AFTER = "trap"


def draw(page) -> str:
    def arrived(node):
        if type(node).__name__ != "AccumulateGrad":
            return None
        grad = ", ".join(f"{g:.2f}" for g in node.variable.grad.tolist())
        return f".grad = [{grad}]"

    return graph(
        page.out,
        names={"scaled": page.scaled, "out": page.out},
        notes=arrived,
        mark=[page.hidden],
        title="The graph under out, after backward()",
    )
