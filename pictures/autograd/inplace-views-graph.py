"""The graph of y and its views after first.mul_(10): CopySlices stands between."""

from apart.draw import graph

AFTER = "counter"


def draw(page) -> str:
    return graph(
        [page.first, page.rest],
        names={"x": page.x, "y": page.y, "first": page.first, "rest": page.rest},
        mark=[page.y],
        title="The history of y and its two views, rewritten by first.mul_(10)",
    )
