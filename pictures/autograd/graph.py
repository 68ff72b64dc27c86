"""The graph of y = w * x, z = y + w, loss = z.sum(), with what each node keeps."""

from apart.draw import graph

AFTER = "edges"


def draw(page) -> str:
    held = {"x": page.x, "w": page.w, "y": page.y, "z": page.z}

    def keeps(node):
        saved = [getattr(node, a) for a in dir(node) if a.startswith("_saved")]
        kept = [n for n, t in held.items() if any(s is t for s in saved)]
        return f"keeps {' and '.join(kept)}" if kept else None

    return graph(
        page.loss,
        names={"w": page.w, "y": page.y, "z": page.z, "loss": page.loss},
        notes=keeps,
        title="The graph under loss",
    )
