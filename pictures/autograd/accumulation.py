"""One graph that uses w twice: both edges lead into the same AccumulateGrad."""

from apart.draw import graph

AFTER = "two-sums"


def draw(page) -> str:
    """Draw the graph under the loss that uses w twice."""
    return graph(
        page.tied,
        names={"tied": page.tied, "w": page.w},
        mark=[page.w],
        title="Two uses of w meet in one AccumulateGrad",
    )
