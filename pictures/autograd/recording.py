"""The graph under y * y.detach(): one way down ends where detach() cut it."""

from apart.draw import graph

AFTER = "detach"


def draw(page) -> str:
    return graph(
        page.loss,
        names={"w": page.w, "y": page.y, "loss": page.loss},
        notes=lambda node: "y * fixed" if node is page.product else None,
        mark=[page.product],
        title="The graph of (y * y.detach()).sum()",
    )
