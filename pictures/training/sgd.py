"""The flat direction of a valley over forty steps, with three momenta."""

from apart.draw import curves

AFTER = "valley"


def draw(page) -> str:
    return curves(
        {
            f"momentum {m}": [(0, 1.0), *((i, flat) for i, (_, flat) in enumerate(path, 1))]
            for m, path in page.paths.items()
        },
        title="The flat direction of a valley",
        x="step",
        y="flat",
    )
