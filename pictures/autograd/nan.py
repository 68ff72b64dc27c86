"""The walk through a masked square root: where a NaN is born, where it goes."""

from apart.draw import graph

AFTER = "born"


def draw(page) -> str:
    def note(node):
        received, returned = page.seen[node]
        if returned is None:
            return f"gets {received.tolist()}"
        return f"gets {received.tolist()}\nreturns {returned.tolist()}"

    spoilt = [
        node
        for node, (_, returned) in page.seen.items()
        if returned is not None and returned.isnan().any()
    ]
    return graph(
        page.loss,
        names={"loss": page.loss, "w": page.w},
        notes=note,
        mark=spoilt,
        title="A NaN is born in SqrtBackward0",
    )
