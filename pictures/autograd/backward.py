"""The graph after one walk: its nodes are there, what two of them saved is not."""

from apart.draw import graph

AFTER = "after"


def draw(page) -> str:
    inner = [t.grad_fn for t in (page.loss, page.z, page.square, page.y)]

    def state(node):
        if type(node).__name__ == "AccumulateGrad":
            grad = ", ".join(f"{g:.0f}" for g in node.variable.grad.tolist())
            return f".grad = [{grad}]"
        kept = page.kept(node)
        return "saved tensors freed" if kept == "freed" else "saved no tensors"

    return graph(
        page.loss,
        names={
            "w": page.w,
            "b": page.b,
            "y": page.y,
            "square": page.square,
            "z": page.z,
            "loss": page.loss,
        },
        notes=state,
        ghost=[node for node in inner if page.kept(node) == "freed"],
        title="The graph under loss, after one backward()",
    )
