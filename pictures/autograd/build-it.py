"""PyTorch's graph of the network, each node with its turn in both engines."""

from apart.draw import graph

AFTER = "equal"


def draw(page) -> str:
    # The same node in both graphs: go through the two side by side.
    same = {page.their_loss.grad_fn: page.our_loss.node}
    for theirs in (pairs := list(same)):
        targets = [node for node, _ in theirs.next_functions if node]
        edges = same[theirs].edges
        if len(targets) != len(edges):
            raise ValueError("the two graphs differ")
        for target, (ours, _) in zip(targets, edges, strict=True):
            if same.setdefault(target, ours) is not ours:
                raise ValueError("the two graphs differ")
            if target not in pairs:
                pairs.append(target)

    def note(node):
        turn = page.their_order.index(node) + 1
        return f"PyTorch {turn}, ours {page.our_order.index(same[node]) + 1}"

    weights = dict(zip(("w1", "b1", "w2", "b2", "w3", "b3"), page.theirs, strict=True))
    return graph(
        page.their_loss,
        names={**weights, "loss": page.their_loss},
        notes=note,
        title="PyTorch's graph, and the turn of each node in both engines",
    )
