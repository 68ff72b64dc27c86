"""The length of Adam's steps, around one gradient that is a hundred times too large."""

from apart.draw import curves

AFTER = "spike"


def draw(page) -> str:
    return curves(
        {"Adam's step": list(enumerate(page.moves))},
        title="One gradient of 100 among gradients of 1, at step 20",
        x="step",
        y="moved",
    )
