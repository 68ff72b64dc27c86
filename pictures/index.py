"""The history of y after its first element was changed in place."""

from apart.draw import graph

AFTER = "touch"


def draw(page) -> str:
    return graph(
        page.y, names={"y": page.y, "w": page.w}, title="The history of y, after the change"
    )
