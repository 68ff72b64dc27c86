"""The walk over a small graph: who runs when, and how many gradients each waits for."""

from collections import Counter

from apart.draw import graph

AFTER = "wait"


def draw(page) -> str:
    waits = Counter(n for node in page.order for n, _ in node.next_functions)
    first = page.first

    def note(node):
        turn = page.order.index(node) + 1
        waiting = f", waits for {waits[node]}" if waits[node] else ""
        number = node._sequence_nr() - first
        made = f"sequence number {number}" if number < 2**32 else "the largest sequence number"
        return f"runs as no. {turn}{waiting};\n{made}"

    return graph(
        page.loss,
        names={name: getattr(page, name) for name in ("w", "h", *"abcde", "loss")},
        notes=note,
        mark=[page.h],
        title="The order of the walk",
    )
